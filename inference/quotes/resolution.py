"""Why a statement has this speaker: what the resolver answers, with its reason and the candidates that lost."""

from typing import NamedTuple


class Attribution(NamedTuple):
    """Who makes a statement, as far as the article says so.

    Args:
        speaker: the fullest name that the article gives the person or body; None where it names nobody.
        reason: a few words on how the speaker was found, or on why nobody was.
        rejected: names of others who were considered for the same words, the nearest first.
        role: the title or office ("foreign minister", "spokeswoman"), if the article states it.
        affiliation: the state or body that the speaker speaks for ("NATO"), if the article states it.
    """

    speaker: str | None
    reason: str
    rejected: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None

"""The articles of an archive as a plain stream in which no two share an id."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from detente.inference.archive.claims import Claims
from detente.inference.archive.sources import Located, read_archive
from detente.inference.reading import Reject, Rejected
from detente.model.article import Article


def read_articles(
    inputs: Sequence[str], rejected: Reject, *, fields: Mapping[str, str] | None = None
) -> Iterator[Article]:
    """Yield the articles of ``inputs``, in order; no two share an id.

    An id that was not given gives way where another article has it; a given one that was taken is rejected.

    Args:
        inputs: files, folders, globs and addresses like ``s3://bucket/folder``, or ``-`` for standard input.
        rejected: called with each input, file, member or line that is no article.
        fields: for tables, the column that holds each of our fields, {ours: theirs}.
    """
    claims = Claims()
    for located in read_archive(inputs, rejected, fields=fields):
        article = _claimed(located, claims)
        if isinstance(article, Rejected):
            rejected(article)
        else:
            yield article


def _claimed(located: Located, claims: Claims) -> Article | Rejected:
    first = None
    for id in (located.article.id, *located.other_ids):
        owner = claims.first(id, located.place)
        if owner is None:
            return replace(located.article, id=id)
        first = first or owner
    reason = f"id {located.article.id!r} was taken before by {first}; give every article its own id"
    return Rejected(located.place, reason)

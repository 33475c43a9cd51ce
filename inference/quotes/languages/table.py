"""What has to be known of a language to read its direct quotations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from detente.inference.quotes.gender import Gender

Code = Literal["de", "fr"]


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The words of one language that reporting clauses are made of, all in lower case.

    Args:
        code: ISO 639-1.
        verbs: verbs of reporting, in the infinitive; their forms are told by simplemma.
        forms: forms of these verbs that are another word too, which simplemma takes them for ("estime", "juge").
        auxiliaries: what stands before a participle ("hat", "a", "a-t-il").
        pronouns: those that can be a subject, with the gender they tell.
        determiners: articles and their like, with which a noun phrase begins.
        links: what goes on with a noun phrase ("de la", "vom").
        stops: what ends it: prepositions, adverbs, days, separated prefixes.
        according: what names a speaker without a verb, before the name ("laut", "selon").
        titles: what stands before a name and is no part of it.
        title_endings: the same, as the ends of compounds ("-minister").
        feminine: titles, and endings of titles, of women.
        masculine: the same of men.
        bare_nouns: whether common nouns are written with a capital letter.
    """

    code: Code
    verbs: frozenset[str]
    forms: frozenset[str]
    auxiliaries: frozenset[str]
    pronouns: Mapping[str, Gender]
    determiners: frozenset[str]
    links: frozenset[str]
    stops: frozenset[str]
    according: frozenset[str]
    titles: frozenset[str]
    title_endings: tuple[str, ...]
    feminine: tuple[str, ...]
    masculine: tuple[str, ...]
    bare_nouns: bool

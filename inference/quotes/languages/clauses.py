"""Reporting clauses beside a quotation: who says it and by which verb, in the language of a table."""

from collections.abc import Sequence
from functools import lru_cache

from detente.inference.quotes.grammar import Clause, Phrase, Side
from detente.inference.quotes.languages.table import Language
from detente.inference.quotes.sentences import Token

_DASHES = ("-", "—", "–", "--")
_LONGEST = 12
_REACH = 40


@lru_cache(maxsize=65_536)
def _reports(word: str, language: Language) -> bool:
    """Whether ``word``, in lower case, is a form of a verb of reporting."""
    from simplemma import lemmatize

    return word in language.forms or lemmatize(word, lang=language.code) in language.verbs


class Clauses:
    """The reporting clauses of one sentence, found from its quotations.

    Args:
        tokens: the sentence; a quotation is one token.
        language: its table.
    """

    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self.tokens, self.language = tokens, language

    def beside(self, i: int) -> Clause | None:
        """The clause that attributes the quotation at ``i``, from the words behind it or before it."""
        return self._behind(i) or self._before(i)

    def _behind(self, i: int) -> Clause | None:
        """``..., sagte Lind``, ``..., a déclaré Lind``, ``..., selon Lind``."""
        j = i + 1
        while j < len(self.tokens) and (self.tokens[j].text == "," or self.tokens[j].text in _DASHES):
            j += 1
        if j >= len(self.tokens) or self.tokens[j].kind != "word":
            return None
        if self.tokens[j].lower in self.language.according:
            mention = self._phrase(j + 1)
            return self._clause(j, j + 1, mention, "according")
        return self._inverted(j)

    def _inverted(self, j: int) -> Clause | None:
        """A verb at ``j`` before its subject, in one word or with an auxiliary: ``hat Lind gesagt``, ``a dit Lind``."""
        word = self.tokens[j].lower
        verb, _, pronoun = word.replace("-t-", "-").rpartition("-")
        if verb and pronoun in self.language.pronouns:
            return self._inverted_pronoun(j, verb)
        if word in self.language.auxiliaries:
            k = self._participle(j + 1)
            if k is None:
                return None
            mention = self._phrase(j + 1) if k > j + 1 else None
            return self._clause(j, k + 1, mention or self._phrase(k + 1), "inverted")
        if self.tokens[j].text[0].isupper() or not _reports(word, self.language):
            return None
        return self._clause(j, j + 1, self._phrase(j + 1), "inverted")

    def _inverted_pronoun(self, j: int, verb: str) -> Clause | None:
        """``dit-il``, ``a-t-elle ajouté``: verb and pronoun are one token."""
        mention = Phrase(j, j + 1)
        if verb in self.language.auxiliaries:
            k = self._participle(j + 1)
            return None if k is None else Clause(j, k + 1, (j, k + 1), mention, None, "inverted")
        return Clause(j, j + 1, (j, j + 1), mention, None, "inverted") if _reports(verb, self.language) else None

    def _participle(self, first: int) -> int | None:
        """The verb of reporting that an auxiliary before ``first`` belongs to, in the same stretch of words."""
        for k in range(first, min(len(self.tokens), first + _LONGEST)):
            if self.tokens[k].kind != "word":
                return None
            if self.tokens[k].text[0].islower() and _reports(self.tokens[k].lower, self.language):
                return k
        return None

    def _before(self, i: int) -> Clause | None:
        """``Lind sagte: ...``, ``Am Montag sagte Lind: ...``, ``Lind a déclaré lundi : ...``, ``Lind: ...``."""
        if i == 0 or self.tokens[i - 1].text != ":":
            return None
        start = max((k + 1 for k in range(max(0, i - _REACH), i) if self._divides(k)), default=max(0, i - _REACH))
        for k in range(i - 2, start - 1, -1):
            t = self.tokens[k]
            if t.kind == "word" and t.text[0].islower() and _reports(t.lower, self.language):
                return self._around(start, k, i)
        mention = self._phrase(start)
        if mention is None or mention.last != i - 1:
            return None
        return Clause(start, i, (i - 1, i), mention, None, "colon")

    def _divides(self, k: int) -> bool:
        return self.tokens[k].kind == "quote" or self.tokens[k].text == ";"

    def _around(self, start: int, verb: int, i: int) -> Clause | None:
        """The subject of the verb at ``verb``: before it or its auxiliary, else behind it."""
        finite = verb
        for k in range(verb - 1, max(start, verb - _LONGEST) - 1, -1):
            if self.tokens[k].lower in self.language.auxiliaries:
                finite = k
                break
        mention = self._subject_before(start, finite) or self._phrase(finite + 1)
        if mention is None:
            return None
        first = min(mention.first, finite)
        return Clause(first, i, (finite, verb + 1), mention, None, "any")

    def _subject_before(self, start: int, verb: int) -> Phrase | None:
        """The phrase that ends right before the verb, an apposition between commas left out."""
        commas = [k for k in range(start, verb) if self.tokens[k].text == ","]
        begins = [start, *(k + 1 for k in commas)]
        closes = bool(commas) and commas[-1] == verb - 1
        for first in begins if closes else reversed(begins):
            mention = self._phrase(first)
            if mention is not None and (closes or self._only_small(mention.last, verb)):
                return mention
        return None

    def _only_small(self, first: int, last: int) -> bool:
        return last - first <= 2 and all(t.lower in self.language.stops for t in self.tokens[first:last])

    def _phrase(self, first: int) -> Phrase | None:
        """The noun phrase that begins at ``first``: a pronoun, a name, or a determiner with what belongs to it."""
        tokens, language = self.tokens, self.language
        if first < len(tokens) and tokens[first].lower in language.pronouns:
            return Phrase(first, first + 1)
        last = first
        while last < len(tokens) and last < first + _LONGEST and self._inside(first, last):
            last += 1
        while last > first and (tokens[last - 1].lower in language.links or tokens[last - 1].text == "."):
            last -= 1
        held = [t for t in tokens[first:last] if t.kind == "word" and t.lower not in language.determiners]
        if not held:
            return None
        named = any(t.text[0].isupper() for t in held)
        return Phrase(first, last) if named or tokens[first].lower in language.determiners else None

    def _inside(self, first: int, k: int) -> bool:
        t = self.tokens[k]
        if t.text == ".":
            return k > first and len(self.tokens[k - 1].text) <= 4 and k + 1 < len(self.tokens)
        if t.kind != "word":
            return False
        if t.lower in self.language.links or t.lower in self.language.determiners:
            # "sagte Karin Lind der Zeitung": what follows a bare name is whom she tells it.
            return k == first or not self.language.bare_nouns or self.tokens[first].lower in self.language.determiners
        if t.lower in ("und", "et"):
            around = self.tokens[k - 1 : k + 2]
            return k > first and len(around) == 3 and around[0].text[0].isupper() and around[2].text[0].isupper()
        return t.lower not in self.language.stops and not (t.text[0].islower() and self._ends_phrase(first, k))

    def _ends_phrase(self, first: int, k: int) -> bool:
        """Whether the word in small letters at ``k`` is no adjective or noun of the phrase."""
        t = self.tokens[k]
        if _reports(t.lower, self.language) or t.lower in self.language.auxiliaries:
            return True
        return self.tokens[first].lower not in self.language.determiners or (
            self.language.bare_nouns and k > first and self.tokens[k - 1].text[0].isupper()
        )

    def _clause(self, first: int, last: int, mention: Phrase | None, side: Side) -> Clause | None:
        if mention is None:
            return None
        mention = self._apposed(mention)
        end = max(last, mention.last)
        return Clause(first, end, (first, last), mention, None, side)

    def _apposed(self, mention: Phrase) -> Phrase:
        """``a dit la directrice, Karin Lind``: the name is the mention, not the office that it explains."""
        comma = mention.last
        if comma >= len(self.tokens) or self.tokens[comma].text != "," or self._capitals(mention):
            return mention
        name = self._phrase(comma + 1)
        ends = name is not None and (name.last >= len(self.tokens) or self.tokens[name.last].kind == "mark")
        return name if name is not None and ends and name.last - name.first > 1 and self._capitals(name) else mention

    def _capitals(self, phrase: Phrase) -> bool:
        return all(t.text[0].isupper() for t in self.tokens[phrase.first : phrase.last])

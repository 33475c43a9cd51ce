"""From statements to token ids and statement masks: the one encoding path of training and every engine."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from typing import Any, Literal, Self, get_args

from tokenizers import Tokenizer

from detente.model.article import Span, Statement
from detente.model.errors import CheckpointError
from detente.model.passage import encodable, passage_of

ContextMode = Literal["none", "sentence", "turn"]
Field = Literal["speaker", "target", "framing"]
Pooling = Literal["statement", "both", "mean", "first"]

CONTEXT_MODES: tuple[str, ...] = get_args(ContextMode)
FIELDS: tuple[str, ...] = get_args(Field)
_START, _END = itemgetter(0), itemgetter(1)


@dataclass(frozen=True, slots=True)
class EncodingSettings:
    """How a statement is put before the encoder; kept in the checkpoint.

    Args:
        max_tokens: length, special tokens included, to which context is cut.
        limit: the encoder's own longest input in tokens; a statement of more is read in several windows.
        context: ``none``, ``sentence`` (the reporting sentence) or ``turn`` (the speaker's surrounding turn).
        fields: facts put in front as a first segment, joined by " | ".
    """

    max_tokens: int
    limit: int
    context: ContextMode = "turn"
    fields: tuple[Field, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the ``encoding`` section of ``config.json``."""
        try:
            settings = cls(data["max_tokens"], data["limit"], data["context"], tuple(data["fields"]))
        except (KeyError, TypeError) as error:
            raise CheckpointError(f"config.json: encoding: {error} is missing or of the wrong type") from error
        if settings.context not in CONTEXT_MODES or not set(settings.fields) <= set(FIELDS):
            raise CheckpointError(f"config.json: encoding: unknown context or field in {data}")
        return settings

    def to_dict(self) -> dict[str, Any]:
        """Inverse of :meth:`from_dict`."""
        return {**asdict(self), "fields": list(self.fields)}


@dataclass(frozen=True, slots=True)
class Window:
    """One row for the encoder: token ids and, for each, whether it belongs to the statement's own words."""

    ids: list[int]
    mask: list[bool]


@dataclass(frozen=True, slots=True)
class Encoded:
    """An encoded statement: one window (more only if the statement alone exceeds the encoder's limit).

    ``context_cut`` counts the context tokens left out.
    """

    windows: tuple[Window, ...]
    context_cut: int


class StatementEncoder:
    """Encodes statements with the checkpoint's own ``tokenizer.json`` (no torch, no transformers).

    Args:
        tokenizer: a ``tokenizers.Tokenizer`` that frames a text as one token before and one after.
        settings: lengths, context and fields.
    """

    def __init__(self, tokenizer: Tokenizer, settings: EncodingSettings) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        frame = tokenizer.encode("", add_special_tokens=True).ids
        if len(frame) != 2:
            raise CheckpointError(f"tokenizer.json: expected one token before and one after a text, found {frame}")
        self.tokenizer = tokenizer
        self.settings = settings
        self.first, self.last = frame

    def encode(self, statements: Sequence[Statement]) -> list[Encoded]:
        """Encode ``statements``, in order. The statement's words are never cut; context is, and that is counted."""
        with_context = self.settings.context != "none"
        passages = [passage_of(statement, with_context=with_context) for statement in statements]
        fronts = self._fronts(statements)
        bodies = self._tokens([passage.text for passage in passages])
        return [
            self._fit(front, body.ids, statement_tokens(body.offsets, passage.spans))
            for front, body, passage in zip(fronts, bodies, passages, strict=True)
        ]

    def _tokens(self, texts: list[str]) -> list[Any]:
        return list(self.tokenizer.encode_batch(texts, add_special_tokens=False))

    def _fronts(self, statements: Sequence[Statement]) -> list[list[int]]:
        if not self.settings.fields:
            return [[]] * len(statements)
        return [front.ids for front in self._tokens([self._front(statement) for statement in statements])]

    def _front(self, statement: Statement) -> str:
        return encodable(" | ".join(getattr(statement, field) or "" for field in self.settings.fields).strip(" |"))

    def _fit(self, front: list[int], body: list[int], own: list[bool]) -> Encoded:
        room = self.settings.max_tokens - 2
        needed = sum(own)
        kept_front = front[: max(0, min(len(front), room // 3, room - needed - 1))]
        head = [self.first, *kept_front, self.last] if kept_front else [self.first]
        room -= len(head) - 1
        keep = nearest(own, min(max(room, needed), self.settings.limit - len(head) - 1))
        cut = len(front) - len(kept_front) + len(body) - len(keep)
        size = self.settings.limit - len(head) - 1
        windows = (self._window(head, body, own, keep[i : i + size]) for i in range(0, max(len(keep), 1), size))
        return Encoded(tuple(windows), cut)

    def _window(self, head: list[int], body: list[int], own: list[bool], keep: list[int]) -> Window:
        whole = len(keep) == len(body)
        ids = [*head, *(body if whole else [body[i] for i in keep]), self.last]
        mask = [False] * len(head) + (own if whole else [own[i] for i in keep]) + [False]
        # A statement without a single known token (only control characters, say) is pooled over its whole window.
        return Window(ids, mask if any(mask) else [True] * len(ids))


def statement_tokens(offsets: Sequence[Span], spans: Sequence[Span]) -> list[bool]:
    """For each token, whether its code points overlap one of ``spans``.

    ``offsets`` are in order of the text, their starts and their ends.
    """
    own = [False] * len(offsets)
    for start, end in spans:
        first = bisect_right(offsets, start, key=_END)
        last = bisect_left(offsets, end, lo=first, key=_START)
        own[first:last] = [True] * (last - first)
    return own


def nearest(own: Sequence[bool], room: int) -> list[int]:
    """Positions to keep, in order: all of the statement's own and the context nearest to them, ``room`` in all.

    The statement's own are kept even where they alone exceed ``room``.
    """
    if len(own) <= room:
        return list(range(len(own)))
    positions = [i for i, is_own in enumerate(own) if is_own]
    if not positions:
        return list(range(room))
    distances = distances_to(positions, len(own))
    ranked = sorted(range(len(own)), key=lambda i: (distances[i], i))
    return sorted(ranked[: max(room, len(positions))])


def distances_to(positions: Sequence[int], length: int) -> list[int]:
    """Distance of each index below ``length`` to the nearest of the sorted ``positions``."""
    distances, last = [length] * length, -length
    marks = set(positions)
    for i in range(length):
        last = i if i in marks else last
        distances[i] = i - last
    last = 2 * length
    for i in reversed(range(length)):
        last = i if i in marks else last
        distances[i] = min(distances[i], last - i)
    return distances

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from detente.model.article import Statement
from detente.model.encoding import EncodingSettings, StatementEncoder, distances_to, nearest, statement_tokens
from detente.model.errors import CheckpointError
from detente.model.passage import passage_of

WORDS = st.sampled_from(["the", "river", "bridge", "ours", "yours", "minister", "treaty", "xylophone", ",", "!"])
PROSE = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
SETTINGS = st.builds(
    EncodingSettings,
    max_tokens=st.integers(4, 48),
    limit=st.just(48),
    context=st.sampled_from(["none", "turn"]),
    fields=st.sampled_from([(), ("speaker",), ("speaker", "target", "framing")]),
)


@pytest.fixture(scope="module")
def encoder_of(tiny_encoder: Path):
    tokenizer = Tokenizer.from_file(str(tiny_encoder / "tokenizer.json"))
    return lambda *args, **fields: StatementEncoder(tokenizer, EncodingSettings(*args, **fields))


def tokens_of(encoder, ids):
    return [encoder.tokenizer.id_to_token(id) for id in ids]


def own_ids(encoder, statement):
    """Ids of the tokens that overlap the statement's words in its passage, found apart from the code under test."""
    passage = passage_of(statement, with_context=encoder.settings.context != "none")
    inside = {i for start, end in passage.spans for i in range(start, end)}
    body = encoder.tokenizer.encode(passage.text, add_special_tokens=False)
    return [id for id, (start, end) in zip(body.ids, body.offsets, strict=True) if inside & set(range(start, end))]


def marked(encoded):
    return [id for window in encoded.windows for id, own in zip(window.ids, window.mask, strict=True) if own]


@given(before=PROSE, words=PROSE, after=PROSE, settings=SETTINGS)
def test_words_are_never_cut_and_masks_mark_exactly_them(encoder_of, before, words, after, settings):
    encoder = encoder_of(**{name: getattr(settings, name) for name in settings.__slots__})
    statement = Statement.of(words, context=f"{before} {words} {after}", speaker="minister", target="bridge")
    (encoded,) = encoder.encode([statement])
    assert marked(encoded) == own_ids(encoder, statement)


@given(before=PROSE, words=PROSE, settings=SETTINGS)
def test_lengths_keep_the_limits_and_the_frame(encoder_of, before, words, settings):
    encoder = encoder_of(**{name: getattr(settings, name) for name in settings.__slots__})
    statement = Statement.of(words, context=f"{before} {words}", speaker="the minister of steel", target="yours")
    (encoded,) = encoder.encode([statement])
    own = len(own_ids(encoder, statement))
    for window in encoded.windows:
        assert len(window.ids) == len(window.mask)
        assert len(window.ids) <= min(max(settings.max_tokens, own + 2), settings.limit)
        assert (window.ids[0], window.ids[-1]) == (encoder.first, encoder.last)
        assert not window.mask[0]
        assert not window.mask[-1]
        assert any(window.mask)


@given(before=PROSE, words=PROSE, after=PROSE, settings=SETTINGS)
def test_the_context_cut_is_what_is_missing(encoder_of, before, words, after, settings):
    encoder = encoder_of(**{name: getattr(settings, name) for name in settings.__slots__})
    statement = Statement.of(words, context=f"{before} {words} {after}", speaker="minister")
    (encoded,) = encoder.encode([statement])
    whole = encoder_of(4000, 4000, settings.context, settings.fields)
    (uncut,) = whole.encode([statement])
    assert uncut.context_cut == 0

    def count(one):
        frame = {encoder.first, encoder.last}
        return sum(id not in frame for window in one.windows for id in window.ids)

    fronts = len(encoded.windows) - 1
    assert fronts == 0 or count(encoded) == len(own_ids(encoder, statement))
    assert count(uncut) - count(encoded) == encoded.context_cut


def test_the_nearest_context_is_kept(encoder_of):
    encoder = encoder_of(7, 128)
    (encoded,) = encoder.encode([Statement.of("river", context="one two three river four five six")])
    assert tokens_of(encoder, encoded.windows[0].ids) == ["[CLS]", "two", "three", "river", "four", "five", "[SEP]"]
    assert encoded.context_cut == 2


def test_fields_stand_in_front_as_a_segment_of_their_own(encoder_of):
    encoder = encoder_of(32, 128, "none", ("speaker", "framing"))
    (encoded,) = encoder.encode([Statement.of("we agree", speaker="Minister", framing="denied")])
    tokens = tokens_of(encoder, encoded.windows[0].ids)
    assert tokens[:3] == ["[CLS]", "minister", "|"]
    assert tokens.count("[SEP]") == 2
    first = tokens.index("[SEP]")
    assert encoded.windows[0].mask == [False] * (first + 1) + [True] * (len(tokens) - first - 2) + [False]


def test_a_missing_field_leaves_no_segment(encoder_of):
    encoder = encoder_of(32, 128, "none", ("speaker",))
    (encoded,) = encoder.encode([Statement.of("we agree")])
    assert tokens_of(encoder, encoded.windows[0].ids).count("[SEP]") == 1


def test_fields_give_way_to_a_long_statement(encoder_of):
    encoder = encoder_of(12, 12, "none", ("speaker",))
    words = "the river the river the river the river the river"
    (encoded,) = encoder.encode([Statement.of(words, speaker="minister")])
    assert tokens_of(encoder, encoded.windows[0].ids) == ["[CLS]", *words.split(), "[SEP]"]
    assert encoded.context_cut == 1


def test_a_statement_over_the_limit_is_read_in_several_windows(encoder_of):
    encoder = encoder_of(16, 16)
    words = " ".join(["the river is open"] * 10)
    (encoded,) = encoder.encode([Statement.of(words, context=f"said the minister: {words}")])
    assert [len(window.ids) for window in encoded.windows] == [16, 16, 14]
    assert tokens_of(encoder, marked(encoded)) == words.split()


@pytest.mark.parametrize("text", ["", " ", "\x00", "\x00\x07\x1b", "\u200b", "\ud800", "\ud83d we agree \udc00", "\n"])
def test_odd_texts_have_one_window_with_something_to_pool(encoder_of, text):
    (encoded,) = encoder_of(16, 128).encode([Statement.of(text, context=f"she said {text} today")])
    (window,) = encoded.windows
    assert any(window.mask)


def test_order_is_kept_and_nothing_gives_nothing(encoder_of):
    encoder = encoder_of(16, 128)
    texts = ["river", "the long bridge", "ours"]
    together = encoder.encode([Statement.of(text) for text in texts])
    assert together == [encoder.encode([Statement.of(text)])[0] for text in texts]
    assert encoder.encode([]) == []


def test_tokens_are_marked_by_overlap():
    assert statement_tokens([(0, 3), (3, 6), (6, 9)], [(4, 7)]) == [False, True, True]
    assert statement_tokens([(0, 3), (3, 6)], [(0, 1), (5, 6)]) == [True, True]
    assert statement_tokens([(0, 3), (3, 6)], [(3, 6)]) == [False, True]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=12),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=3),
)
def test_a_token_is_the_statements_if_it_overlaps_one_of_its_spans(steps, given_spans):
    # Tokens in order of the text: some of no width, some of one character's bytes (the same offsets twice).
    offsets, at = [], 0
    for gap, width in steps:
        offsets.append((at + gap, at + gap + width))
        at += gap
    offsets.sort(key=lambda span: span[0])
    ends = sorted(end for _, end in offsets)
    offsets = [(start, end) for (start, _), end in zip(offsets, ends, strict=True)]
    spans = [(start, start + width) for start, width in given_spans]
    expected = [any(s < end and e > start for start, end in spans) for s, e in offsets]
    assert statement_tokens(offsets, spans) == expected


@given(st.lists(st.booleans(), max_size=30), st.integers(0, 30))
def test_nearest_keeps_all_own_and_fills_the_room(own, room):
    kept = nearest(own, room)
    positions = {i for i, is_own in enumerate(own) if is_own}
    assert kept == sorted(set(kept))
    assert positions <= set(kept)
    assert len(kept) == min(len(own), max(room, len(positions)))


@given(st.sets(st.integers(0, 20), min_size=1))
def test_distances_are_those_to_the_nearest(positions):
    expected = [min(abs(i - position) for position in positions) for i in range(21)]
    assert distances_to(sorted(positions), 21) == expected


def test_settings_round_trip():
    settings = EncodingSettings(64, 128, "sentence", ("speaker", "target"))
    assert EncodingSettings.from_dict(settings.to_dict()) == settings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"limit": None}, "limit"),
        ({"context": "page"}, "unknown context or field"),
        ({"fields": ["weather"]}, "unknown context or field"),
        ({"fields": 3}, "wrong type"),
    ],
)
def test_damaged_settings_are_a_checkpoint_error(change, message):
    data = {**EncodingSettings(64, 128).to_dict(), **change}
    data = {key: value for key, value in data.items() if value is not None}
    with pytest.raises(CheckpointError, match=message):
        EncodingSettings.from_dict(data)


def test_a_tokenizer_without_frame_is_refused(tiny_encoder):
    tokenizer = Tokenizer.from_file(str(tiny_encoder / "tokenizer.json"))
    bare = Tokenizer(tokenizer.model)
    with pytest.raises(CheckpointError, match="one token before and one after a text"):
        StatementEncoder(bare, EncodingSettings(16, 16))

import json
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.model.errors import DataError
from detente.training.markup import from_marked, to_marked

MARKED = """---
title: Talks at the harbour
date: 2031-05-02
invented: true
---
“<s n="1">We will talk,</s>” <m n="1">Jon Vale</m> said. “<s n="1">We will not beg.</s>”

<s n="2">The port stays shut</s>, he added.
---
- {n: 1, kind: direct, framing: asserted, speaker: Jon Vale, attitude: warm}
- {n: 2, kind: indirect, framing: asserted, speaker: null, attitude: cool}
"""
BUNDLED = [
    json.loads(line)
    for line in (files("detente.training") / "data/articles.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_marked_text_is_read():
    row = from_marked("talks", MARKED)
    assert {key: row[key] for key in ("id", "title", "date", "invented")} == {
        "id": "talks",
        "title": "Talks at the harbour",
        "date": "2031-05-02",
        "invented": True,
    }
    assert row["text"] == "“We will talk,” Jon Vale said. “We will not beg.”\n\nThe port stays shut, he added."
    first, second = row["statements"]
    assert first["spans"] == [[1, 14], [32, 48]]
    assert (first["text"], first["mention"], first["mention_span"]) == (
        *("We will talk, We will not beg.", "Jon Vale"),
        [16, 24],
    )
    assert (second["text"], second["mention"], second["speaker"]) == ("The port stays shut", None, None)
    assert second["attitude"] == "cool"


def test_marked_text_is_written_back():
    assert from_marked("talks", to_marked(from_marked("talks", MARKED))) == from_marked("talks", MARKED)


def test_line_ends_of_another_system_are_read():
    assert from_marked("talks", MARKED.replace("\n", "\r\n")) == from_marked("talks", MARKED)


@pytest.mark.parametrize("article", BUNDLED, ids=lambda article: article["id"])
def test_every_bundled_article_survives(article):
    assert from_marked(article["id"], to_marked(article)) == article


@st.composite
def articles(draw):
    """An article with statements of one to three spans, some with a mention, no two marks overlapping."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=12, max_size=80))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=12)))
    pieces = [(a, b) for a, b in pairwise(cuts) if a < b and draw(st.booleans())]
    statements = []
    while pieces:
        size = draw(st.integers(1, 3))
        spans, pieces = pieces[:size], pieces[size:]
        mention = pieces.pop(0) if pieces and draw(st.booleans()) else None
        statements.append(
            {
                "spans": [list(span) for span in spans],
                "text": " ".join(text[a:b] for a, b in spans),
                "mention": text[slice(*mention)] if mention else None,
                "mention_span": list(mention) if mention else None,
                "speaker": draw(st.none() | st.sampled_from(["Jon Vale", "yes", "1", "a: b", "- c", "2031-05-02"])),
                "attitude": draw(st.sampled_from(["warm", "no", "null", "~"])),
            }
        )
    title = draw(st.sampled_from(["Talks", "1984", "2031-05-02", "yes: no", "# x", " ", "“Nø”"]))
    return {"id": "a", "title": title, "date": "2031-05-02", "text": text, "statements": statements}


@given(articles())
def test_any_article_survives_or_is_refused(article):
    try:
        marked = to_marked(article)
    except DataError:
        # Only for a reason: blank lines at the ends, or a line that looks like the end of a section.
        assert article["text"].strip("\n") != article["text"] or "---" in article["text"]
        return
    assert from_marked("a", marked) == article


@given(articles())
def test_offsets_survive_what_else_is_in_the_text(article):
    assume(article["text"].strip("\n") == article["text"] and "---" not in article["text"])
    back = from_marked("a", to_marked(article))
    assert [one["spans"] for one in back["statements"]] == [one["spans"] for one in article["statements"]]


@pytest.mark.parametrize(
    "text", ["\nA port.", "A port.\n", "A\n---\nport.", 'A <s n="1">port.', "A port.</s>", "A\r\nport."]
)
def test_a_text_that_cannot_be_marked_is_refused(text):
    with pytest.raises(DataError):
        to_marked({"id": "a", "text": text, "statements": []})


@pytest.mark.parametrize("spans", [[[0, 4], [2, 6]], [[3, 3]]])
def test_spans_that_cannot_be_marked_are_refused(spans):
    with pytest.raises(DataError):
        to_marked({"id": "a", "text": "A port.", "statements": [{"spans": spans, "text": "x"}]})


def test_a_split_survives():
    article = {"id": "a", "split": "test", "text": "A port.", "statements": []}
    assert from_marked("a", to_marked(article)) == article


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("---\ntitle", "title", "talks: expected three sections, each after a line `---`, found 2"),
        ("---\ntitle", "x\n---\ntitle", "expected three sections"),
        ("- {n: 1", "---\n- {n: 1", "expected three sections, each after a line `---`, found 4"),
        ("title: Talks", "title: [Talks", "header or labels are not YAML"),
        ("- {n: 1,", "- {n: 1", "header or labels are not YAML"),
        ("- {n: 1,", "- x\n- {n: 1,", "labels: expected an item like {n: 1, speaker: NAME}, found 'x'"),
        ("- {n: 1,", "- {n: [1,", "header or labels are not YAML"),
        ("title: Talks", "titel: Talks", "header: expected lines `key: value` with keys among title, date"),
        ("title: Talks at the harbour\ndate: 2031-05-02\ninvented: true", "- a", "header: expected lines"),
        ("- {n: 1, kind", "- {kind", "labels: expected an item like {n: 1, speaker: NAME}"),
        ("- {n: 1,", "- {n: one,", "labels: expected an item like {n: 1, speaker: NAME}"),
        ("- {n: 2,", "- {n: 1,", "labels: statement 1 has labels twice"),
        ("- {n: 2,", "- {n: 3,", "statements [3] have labels but no <s n=...> in the text"),
        ('<s n="2">The', '<s n="5">The', "statements [2] have labels but no"),
        ("The port stays", '<s n="3">The</s> port stays', "a mark inside a mark, or one without n"),
        ('<s n="2">The', "<s>The", "a mark inside a mark, or one without n"),
        (", he added", ', <s n="3">he</s> added', "statements [3] are marked but have no labels"),
        (", he added", ', <m n="3">he</m> added', "statements [3] are marked but have no labels"),
        (", he added", ', <m n="1">he</m> added', "statement 1 has a second mention"),
        (", he added", "</m>, he added", "closes a mark that is not open"),
        ("shut</s>", "shut</m>", "closes a mark that is not open"),
        (", he added", ', <m n="2">he added', "talks: <m n=2> is not closed"),
    ],
)
def test_each_fault_is_told(before, after, message):
    assert before in MARKED
    with pytest.raises(DataError) as caught:
        from_marked("talks", MARKED.replace(before, after, 1))
    assert str(caught.value).startswith("talks: ")
    assert message in str(caught.value)


def test_labels_that_are_no_list():
    with pytest.raises(DataError, match="labels: expected a list, found dict"):
        from_marked("a", "---\n---\nA port.\n---\nn: 1\n")


def test_an_article_without_header_and_statements():
    assert from_marked("a", "---\n---\nA port.\n---\n") == {"id": "a", "text": "A port.", "statements": []}

"""Who came first: ids, copies, and going back to an earlier shard."""

import pytest

from detente.inference.archive.index import Index
from detente.inference.archive.sources import Located, Position
from detente.model.article import Article
from detente.model.errors import InputError

LONG = " ".join(f"Sentence {number} of the treaty on the harbour was read aloud." for number in range(40))


def located(id, text, record=0, others=()):
    return Located(Article(id, text), Position(0, record), f"file:{record + 1}", tuple(others))


@pytest.fixture
def index(tmp_path):
    made = Index(tmp_path / "index.sqlite")
    yield made
    made.close()


def test_copies_name_the_first_also_copies_of_near_copies(index):
    edited = LONG.replace("Sentence 7 ", "Paragraph 7 ")
    assert index.claim(located("a", LONG, 0)).duplicate_of is None
    assert index.claim(located("b", edited, 1)).duplicate_of == "a"
    assert index.claim(located("c", edited, 2)).duplicate_of == "a"
    assert index.claim(located("d", LONG, 3)).duplicate_of == "a"
    assert index.claim(located("e", "Something else was said.", 4)).duplicate_of is None


def test_one_id_for_two_texts_is_refused_with_the_place_of_the_first(index):
    index.claim(located("a", "We agree.", 0))
    with pytest.raises(InputError, match="id 'a' was taken before by file:1; give every article its own id"):
        index.claim(located("a", "We do not.", 1))


def test_one_id_for_one_text_is_a_copy_under_a_name_of_its_own(index):
    index.claim(located("a", "We agree.", 0))
    claim = index.claim(located("a", "We agree.", 7))
    assert (claim.id, claim.duplicate_of) == ("a~0.7", "a")


def test_an_id_that_was_not_given_gives_way(index):
    index.claim(located("talks", "We agree.", 0))
    assert index.claim(located("talks", "We do not.", 1, ["may/talks"])).id == "may/talks"


def test_ids_and_texts_may_hold_anything(index):
    claim = index.claim(located("\ud800", "\udfff \0 said"))
    assert claim.id == "\ud800"


def test_going_back_forgets_what_came_later(index):
    for number in range(3):
        index.claim(located(f"a{number}", f"{number} {LONG}" if number else LONG, number))
        index.close_shard()
    assert index.shards == 3
    index.rewind(1)
    assert index.shards == 1
    assert index.shard == 1
    claims = [index.claim(located(f"a{number}", f"{number} {LONG}", number)) for number in (1, 2)]
    assert [(claim.id, claim.duplicate_of) for claim in claims] == [("a1", "a0"), ("a2", "a0")]
    index.rewind(0)
    assert index.claim(located("a2", f"2 {LONG}")).duplicate_of is None


def test_a_shard_that_was_not_closed_is_forgotten(tmp_path):
    first = Index(tmp_path / "index.sqlite")
    first.claim(located("a", LONG))
    first.close_shard()
    first.claim(located("b", "We agree."))
    first.close()
    second = Index(tmp_path / "index.sqlite")
    assert (second.shards, second.shard) == (1, 1)
    assert second.claim(located("b", "We agree.")).duplicate_of is None
    second.close()


def test_shards_without_articles_are_remembered_too(index):
    index.close_shard()
    index.close_shard()
    assert index.shards == 2
    index.rewind(1)
    assert index.shards == 1

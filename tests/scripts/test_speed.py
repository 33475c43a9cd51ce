"""The benchmark of extraction: what it measures, and what it calls linear."""

import pytest
from benchmarks.hostile import TEXTS
from benchmarks.speed import Growth, articles_a_second, growth, of_one_length, page

from detente.inference.quotes import extract

NEWS = 'Karin Lind said, "We go on." The rain fell.\n\nThe port slept.\n\n'


class Steps:
    """A clock that goes on by so many seconds whenever it is read."""

    def __init__(self, step: float) -> None:
        self.step, self.now = step, 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def test_articles_are_cut_anew_at_paragraph_breaks() -> None:
    cut = of_one_length([NEWS * 10, NEWS * 7], length=200)
    assert len(cut) > 4
    assert all(100 < len(each) <= 200 for each in cut[:-1])
    assert (NEWS * 17).replace("\n", "").startswith("".join(cut).replace("\n", ""))


def test_speed_is_told_for_articles_of_four_thousand_characters() -> None:
    assert articles_a_second(["a" * 8_000], rounds=2, clock=Steps(0.5)) == [4.0, 4.0]


@pytest.mark.parametrize(
    ("seconds", "linear"),
    [((0.1, 0.2, 0.4), True), ((0.1, 0.4, 1.6), False), ((0.001, 0.004, 0.016), True), ((0.1, 0.2, 0.65), False)],
)
def test_linear_is_what_grows_no_faster_than_its_length(seconds: tuple[float, ...], linear: bool) -> None:
    assert Growth("x", (1_000, 2_000, 4_000), seconds).linear is linear


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_as_long_as_asked_and_holds_a_quotation(name: str) -> None:
    text = TEXTS[name](3_000, NEWS)
    assert 2_700 <= len(text) <= 3_300
    assert extract(text) or name == "news in one sentence"


def test_the_page_shows_what_is_not_linear() -> None:
    told = page([400.0, 410.0, 390.0], [Growth("slow", (10, 20), (1.0, 9.0))], "scripts/bench_extract")
    assert "**400 articles a second**" in told
    assert "| slow | 1.00 | 9.00 | **no** |" in told


def test_each_length_is_measured_once() -> None:
    assert growth("news", NEWS, (100, 200), Steps(1.0)).seconds == (1.0, 1.0)

"""The examples of docs/speakers.md are what the extractor gives."""

from pathlib import Path

import pytest

from detente.inference.quotes import extract

PAGE = Path(__file__).parents[2] / "docs" / "speakers.md"


def rows():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = lines.index("| text | speaker | speaker_role | speaker_affiliation |") + 2
    for line in lines[first:]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize(("text", "speaker", "role", "affiliation"), list(rows()))
def test_example(text, speaker, role, affiliation):
    (statement,) = extract(text)
    found = (statement.speaker, statement.speaker_role, statement.speaker_affiliation)
    assert found == (speaker or None, role or None, affiliation or None)


def test_there_are_examples():
    assert len(list(rows())) > 5

import json
import subprocess
import sys

import pytest

from detente.model.errors import ConfigError
from detente.training.journal import append_line, held, mend, read_lines


def test_what_is_appended_is_read(tmp_path):
    path = tmp_path / "lines.jsonl"
    rows = [{"a": 1}, {"b": "é\n"}]
    for row in rows:
        append_line(path, row)
    assert read_lines(path) == rows


def test_a_half_written_line_is_cut_and_the_next_one_stands_alone(tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"a": 1}\n{"b": ', encoding="utf-8")
    mend(path)
    append_line(path, {"c": 3})
    assert read_lines(path) == [{"a": 1}, {"c": 3}]


def test_a_missing_file_has_no_lines_and_stays_missing(tmp_path):
    mend(tmp_path / "none.jsonl")
    assert read_lines(tmp_path / "none.jsonl") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "expected"), [("{broken", "2: not JSON"), ("[1]", "2: expected an object, found list")]
)
def test_a_damaged_line_is_named(tmp_path, line, expected):
    path = tmp_path / "lines.jsonl"
    path.write_text(f"{json.dumps({'a': 1})}\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=expected):
        read_lines(path)


def test_a_held_folder_is_refused_to_another_process(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from detente.training.journal import held\n"
        "try:\n"
        "    with held(pathlib.Path(sys.argv[1])): print('got it')\n"
        "except Exception as error: print(error)\n"
    )

    def other():
        return subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True).stdout

    with held(tmp_path):
        assert "another process works there" in other()
    assert other() == "got it\n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cannot be written"), held(tmp_path / "file" / "folder"):
        pass

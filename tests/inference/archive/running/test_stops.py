"""Whatever stops a run, the same call goes on, and the result is that of a run which nobody disturbed."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from stopped_commands import ENVIRONMENT, exit_code, exit_code_when_stopped

from detente.inference.archive.journal import Journal
from detente.inference.archive.shards import Limits
from detente.model.errors import InputError

SCRIPT = Path(__file__).with_name("kill_script.py")
KILLS = 40


@pytest.mark.slow
def test_forty_kills_change_nothing(archive, tiny_checkpoint, made, tmp_path):
    done = subprocess.run(
        [sys.executable, SCRIPT, archive, tiny_checkpoint, tmp_path, str(KILLS)],
        capture_output=True, text=True, env=ENVIRONMENT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rounds, kills = (int(each) for each in done.stdout.split())
    assert kills >= KILLS
    assert rounds > 1
    whole = made(tmp_path / "whole")
    assert len(whole) == 7
    for number in range(rounds):
        assert made(tmp_path / str(number)) == whole
        assert [path.name for path in sorted((tmp_path / str(number) / ".work").iterdir())] == [
            "inputs.jsonl",
            "lock",
            "run.json",
        ]


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_stopped_command_leaves_no_worker_and_goes_on(stop, code, archive, tiny_checkpoint, score, made, tmp_path):
    output = tmp_path / "out"
    options = ["-o", output, "--model", tiny_checkpoint, "--jobs", "1"]
    command = [sys.executable, "-m", "detente", "score", archive, *options]
    # Its worker starts after the index is there, which takes longer than the pause.
    assert exit_code_when_stopped(command, output, stop, pause=0.05) == code
    assert exit_code(command) == 1
    score([archive], tmp_path / "whole", limits=Limits())
    assert made(output) == made(tmp_path / "whole")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 64 KiB, and a function that gives it more room."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs is not allowed here")
    yield place, lambda size: subprocess.run(["mount", "-o", f"remount,size={size}k", place], check=True)
    subprocess.run(["umount", place], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_when_there_is_room_the_run_goes_on(archive, score, made, small_disk, tmp_path):
    place, give = small_disk
    formats = ("parquet", "jsonl", "csv")
    score([archive], tmp_path / "whole", formats=formats)
    told = []
    for size in range(64, 4096, 24):
        give(size)
        try:
            score([archive], place / "out", formats=formats)
            break
        except InputError as error:
            told.append(str(error))
    assert len(told) > 5
    assert all("No space left on device" in each or "disk is full" in each or "disk I/O" in each for each in told), told
    assert made(place / "out") == made(tmp_path / "whole")


def test_a_full_disk_at_any_moment_is_told_and_nothing_is_lost(archive, score, made, tmp_path, monkeypatch):
    score([archive], tmp_path / "whole")
    sync, left = os.fsync, 0

    def full(handle):
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    told = []
    for step in (*range(1, 12), *range(12, 40, 3)):
        left = step
        try:
            score([archive], tmp_path / "out")
        except InputError as error:
            told.append(str(error))
    left = 0
    score([archive], tmp_path / "out")
    assert len(told) > 5
    assert all("No space left on device; the same command goes on" in each for each in told), told
    assert made(tmp_path / "out") == made(tmp_path / "whole")


@pytest.mark.parametrize("torn", [b'{"number": 3, "sta', b"\0" * 100, b'{"number": 3}\n', b"[]\n"])
def test_what_a_stop_left_half_written_in_the_journal_is_cut_off(archive, score, stopping, tmp_path, torn):
    with pytest.raises(KeyboardInterrupt):
        score([archive], tmp_path / "out", executor=stopping(2))
    path = tmp_path / "out/.work/journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    journal = Journal(path)
    assert sorted(journal.done) == [0, 1]
    assert (journal.without_gap, journal.complete) == (2, False)
    assert path.read_bytes() == whole

"""Streams of bytes: opening local files, addresses and standard input, and unpacking gzip, Zstandard, bzip2 and xz."""

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from detente.inference.archive.documents import HEAD_BYTES

MIB = 1 << 20


def open_source(name: str) -> BinaryIO:
    """A stream of the bytes of a local file, of an address with ``://`` through fsspec, or of standard input.

    Raises:
        OSError: it cannot be opened; fsspec's file systems raise errors of their own.
    """
    if name == "-":
        return _standard_input()
    if "://" not in name:
        return Path(name).open("rb")
    import fsspec

    return cast(BinaryIO, fsspec.open(name, "rb").open())


def _standard_input() -> BinaryIO:
    buffer = getattr(sys.stdin, "buffer", None) or io.BytesIO(sys.stdin.read().encode("utf-8", "surrogatepass"))
    return io.BufferedReader(_Borrowed(buffer), HEAD_BYTES)


class _Chunks(io.RawIOBase):
    """Chunks of bytes as a stream that cannot seek."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self.left:
            chunk = next(self.chunks, None)
            if chunk is None:
                return 0
            self.left = memoryview(chunk)
        part = self.left[: len(buffer)]
        self.left = self.left[len(part) :]
        buffer[: len(part)] = part
        return len(part)


class _Borrowed(_Chunks):
    """Standard input: closing this does not close it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(iter(lambda: stream.read(HEAD_BYTES), b""))


def unpacked(stream: BinaryIO, compression: str) -> BinaryIO:
    """The bytes that ``stream`` holds compressed, over all its members or frames, in bounded memory.

    Reading raises OSError, EOFError, ``zlib.error``, ``lzma.LZMAError`` or ``zstandard.ZstdError`` where it is damaged
    or ends early, after all that came before.
    """
    opened: dict[str, Callable[[Any], Any]] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
    packed = opened[compression](stream) if compression in opened else None
    chunks = _zstd_chunks(stream) if packed is None else iter(lambda: packed.read1(HEAD_BYTES), b"")
    return io.BufferedReader(_Chunks(chunks), HEAD_BYTES)


def _zstd_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """Frame after frame. The library's own stream reader takes a file that was cut off for one that ends there."""
    import zstandard

    # Windows up to 2 GiB, as zstd --long=31 writes them.
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 31)
    frame, size, data = decompressor.decompressobj(), 1024, b""
    while data := data or stream.read(size):
        chunk = frame.decompress(data)
        yield chunk
        # A few bytes may hold gigabytes: what was just unpacked says how much to take next.
        size = min(HEAD_BYTES, size * 2) if len(chunk) < MIB else max(64, size // 8)
        data = b""
        if frame.eof:
            data = frame.unused_data
            frame = decompressor.decompressobj()
            started = bool(data)
        else:
            started = True
    if started:
        raise EOFError("ended before the end of its last frame")

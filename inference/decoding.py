"""Bytes to text: which encoding they are in, and an error where that is not beyond doubt."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE

from detente.model.errors import InputError

# The four-byte marks first: the mark of UTF-32 begins with that of UTF-16.
WIDE_MARKS = {BOM_UTF32_LE: "utf-32", BOM_UTF32_BE: "utf-32", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
COMMON_ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("gb18030", "big5", "cp932", "euc_jp", "euc_kr", "utf_16_le", "utf_16_be"),
]
MISREAD_LETTER = re.compile(r"[^\W\d_][¹³¼¾¿¢£¥]")


def decode(data: bytes) -> str:
    """Text of ``data``: as its byte-order mark says, else UTF-8, else as charset-normalizer finds beyond doubt.

    Raises:
        InputError: none of these; the text says what was tried and how to convert the file.
    """
    encoding = wide_encoding(data)
    try:
        return data.decode(encoding or "utf-8").removeprefix("" if encoding else "\ufeff")
    except UnicodeDecodeError as error:
        if encoding:
            raise InputError(f"damaged {encoding.upper()}: {error.reason} at byte {error.start}") from None
        return data.decode(_guessed(data, error))


def narrow_encoding(sample: bytes) -> str:
    """The encoding of one byte or more a character that all lines of a file are likely in, by the first of them.

    Raises:
        InputError: as :func:`decode`.
    """
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guessed(sample, error)
    return "utf-8"


def wide_encoding(data: bytes) -> str | None:
    """The encoding of two or four bytes a character that ``data`` is in, by its mark or its zeros; None for others."""
    return next((name for mark, name in WIDE_MARKS.items() if data.startswith(mark)), None) or _unmarked_wide(data)


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in western text every other byte is zero, which UTF-8 would take for characters."""
    half = len(data) // 2
    low, high = data[1::2].count(0), data[0::2].count(0)
    if max(low, high) < max(4, half * 0.5) or min(low, high) > half * 0.1:
        return None
    return "utf-16-le" if low > high else "utf-16-be"


def _guessed(data: bytes, error: UnicodeDecodeError) -> str:
    from charset_normalizer import from_bytes

    matches = [each for each in from_bytes(data, cp_isolation=COMMON_ENCODINGS) if each.language != "Unknown"]
    best = [each for each in matches if each.chaos == matches[0].chaos and each.chaos < 0.1]
    texts = {each.encoding: str(each) for each in best}
    if len(set(texts.values())) == 1:
        return next(iter(texts))
    # Western text fits the Central European tables as well, letter for letter; the reverse leaves signs after letters.
    western = texts.get("cp1252")
    coherence = {each.encoding: each.coherence for each in best}
    if western and not MISREAD_LETTER.search(western) and coherence["cp1252"] == max(coherence.values()):
        return "cp1252"
    could_be = f"could be {' or '.join(sorted(texts))}" if texts else "no other encoding fits"
    raise InputError(
        f"not UTF-8 (byte {data[error.start]:#04x} at {error.start}) and {could_be}; "
        "convert it: iconv -f ENCODING -t UTF-8 FILE > NEW"
    )

"""Plain text and Markdown."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import pairwise
from typing import BinaryIO

from ksbcheck.documents.outliner import STAMP, DocumentError, Outliner
from ksbcheck.domain.outline import Outline, Unread

_MAX_TEXT_BYTES = 8 * 1024 * 1024

_NOT_BLANK = re.compile(
    rb"(?i)[!-~]|[\xc3-\xdf][\x80-\xbf]|[\xe0\xe1\xe4-\xee][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""Bytes of letters or signs; UTF-8 has its blanks and invisible characters beyond ASCII in between."""
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}+(?!.*`)|~{3,})")
_METADATA = re.compile(r"[A-Za-z][\w-]*\s*:")
_NUMBERED = re.compile(r"\s*(?:\[(\d{1,4})\]|(\d{1,4})[.)])\s+\S")
_FEWEST_NUMBERS = 2
_MAX_FIRST_NUMBER = 2


def read_text(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a plain text: paragraphs, which may be numbered, and time stamps."""
    lines = read_lines(file)
    _add_paragraphs(outliner, lines, numbered=_is_numbered(lines))
    return outliner.outline("text")


def read_markdown(file: BinaryIO, outliner: Outliner) -> Outline:
    _add_markdown(outliner, _without_front_matter(read_lines(file)))
    return outliner.outline("Markdown text")


def read_lines(file: BinaryIO) -> list[str]:
    raw = file.read(_MAX_TEXT_BYTES + 1)
    if len(raw) > _MAX_TEXT_BYTES:
        if _is_blank(raw) and all(map(_is_blank, iter(partial(file.read, _MAX_TEXT_BYTES), b""))):
            raise DocumentError("it has no text, picture or sound", Unread.BLANK)
        raise DocumentError(f"it is a text of more than {_MAX_TEXT_BYTES // 2**20} MiB", Unread.BEYOND)
    return re.split("\r\n|\r|\n", decode(raw))


def _is_blank(raw: bytes) -> bool:
    return not _NOT_BLANK.search(raw)


def decode(raw: bytes) -> str:
    """Decode a text by its byte order mark, or else as UTF-8 or Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise DocumentError("it is damaged: not valid UTF-16 text") from None
    if b"\0" in raw:
        raise DocumentError("it is not text: it holds zero bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _is_numbered(lines: list[str]) -> bool:
    """Whether at least half of the paragraphs are numbered, rising from 1 or 2."""
    numbers = [number for number in map(_number, lines) if number is not None]
    paragraphs = sum(1 for before, line in pairwise(["", *lines]) if line.strip() and not before.strip())
    rising = len(numbers) >= _FEWEST_NUMBERS and numbers[0] <= _MAX_FIRST_NUMBER and numbers == sorted(set(numbers))
    return rising and 2 * len(numbers) >= paragraphs


def _number(line: str) -> int | None:
    match = _NUMBERED.match(line)
    return int(match[1] or match[2]) if match else None


def _add_paragraphs(outliner: Outliner, lines: Iterable[str], *, numbered: bool = False) -> None:
    """Add the paragraphs. A blank line, a number or a time stamp begins the next one."""
    block: list[str] = []
    for line in [*lines, ""]:
        begins = STAMP.match(line) or not line.strip() or (numbered and _number(line) is not None)
        if begins and block:
            number = _number(block[0]) if numbered else None
            outliner.add_text("\n".join(block), number, is_paragraph=number is not None or not numbered)
            block = []
        if line.strip():
            block.append(line)


def _without_front_matter(lines: list[str]) -> list[str]:
    """Return the lines without the metadata at the top: its codes repeat the manifest's claims."""
    if lines[0].rstrip() != "---" or not any(map(_METADATA.match, lines[1:2])):
        return lines
    end = next((index for index, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), None)
    return lines if end is None else lines[end + 1 :]


def _add_markdown(outliner: Outliner, lines: list[str]) -> None:
    block: list[str] = []
    fence = ""
    for line in lines:
        if fence or _FENCE.match(line):
            fence = _fence_after(line, fence)
            block.append(line)
            continue
        heading = _ATX.match(line)
        underline = _UNDERLINE.match(line) if len(block) == 1 else None
        if line.strip() and not heading and not underline:
            block.append(line)
            continue
        if not underline:
            _add_paragraphs(outliner, block)
        if heading:
            outliner.add_heading(heading[2].rstrip(" \t").rstrip("#").rstrip(" \t"), len(heading[1]))
        if underline:
            outliner.add_heading(block[0], 1 if underline[1].startswith("=") else 2)
        block = []
    _add_paragraphs(outliner, block)


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of the code block that is open after a line; empty if none is."""
    match = _FENCE.match(line)
    if not fence:
        return match[1] if match else ""
    return "" if match and match[1].startswith(fence) else fence

"""Plain text and Markdown."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import BinaryIO

from ksbcheck.documents.block import BOLD_LEVEL, BOXES, Block, BlockKind, box_state, looks_like_heading, row_of
from ksbcheck.documents.outliner import STAMP, DocumentError, Outliner
from ksbcheck.domain.outline import Outline, Unread

_MAX_TEXT_BYTES = 8 * 1024 * 1024

_NOT_BLANK = re.compile(
    rb"(?i)[!-~]|[\xc3-\xdf][\x80-\xbf]|[\xe0\xe1\xe4-\xee][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
"""Bytes of letters or signs; UTF-8 has its blanks and invisible characters beyond ASCII in between."""
_ATX = re.compile(r" {0,3}(#{1,6}(?=[ \t])|#{2,6}(?=[^\W\d_]))[ \t]*(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FEWEST_SIGNS = 3
"""Of a line below a heading in plain text."""
_FENCE = re.compile(r" {0,3}(`{3,}+(?!.*`)|~{3,})")
_METADATA = re.compile(r"\s*[\"']?[A-Za-z][\w -]{0,40}[\"']?\s*[:=](?!/)")
_FRONT_MATTER = {"---": ("---", "..."), "+++": ("+++",), "{": ("}",)}
"""The lines that begin metadata, and those that end it."""
_CLAIM = re.compile(
    r"(?i)\s*(?:(?:`{3,}+|~{3,}+).*\n(?:.*\n){0,9}\s*|\{.{0,200})[\"']?\bksbs?[\"']?\s*[:=]|(?:ksbs?|tags|codes?)::\s"
)
"""Metadata in a fenced block, or of Obsidian."""
_ITEM = re.compile(rf"\s*(?:(?:[-*+\u2022]|\d{{1,3}}[.)])\s+\S|[{BOXES}])")
_RULE = re.compile(r"[\s|:-]+")
_BOLD = re.compile(r" {0,3}(\*\*|__)(?=\S)([^*_\n]{1,100})(?<=\S)\1\s*")
_CELL = re.compile(r"(?<!\\)\|")
_UNSEEN = re.compile(
    r"\0(\d+)\0|~~([^~\n]{1,500})~~|<(del|s|strike)>([^<]{1,500})</\3>"
    r"|<(\w{1,9})\s(?=[^<>]{0,200}(?:\bhidden\b|display:\s?none|line-through))[^<>]{1,300}>([^<]{1,500})</\5>"
    r"|<(?!a\b)\w{1,9}\s([^<>]{0,300}=[^<>]{0,300})>|(?m:^\[//\]: ?#([^\n]{1,500}))"
)
"""Comments by their number, text that is struck out, hidden elements, and attributes of others."""
_COMMENT = re.compile("\0(\\d+)\0")
_ELEMENT = re.compile(r"</?[a-z][a-z0-9]*(?:\s+[\w-]{1,40}=[^<>\n]{0,500})?\s*/?>")
_MARKUP = (
    (re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)\s{0,9}(?=\S)"), ""),
    (re.compile(r"!?\[([^\[\]\n]{1,300})\]\([^()\n]{0,500}\)"), r"\1"),
    (re.compile(r"\[\^[^\[\]\n]{1,40}\]|\s{0,9}\{[#.][^{}\n]{0,80}\}\s*$|:[a-z_]{2,40}:"), ""),
    (re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`{1,3})(?=\S)([^*_`\n]{1,200})(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
"""Markup in headings, and what is left of it."""
_NUMBERED = re.compile(r"\s*(?:\[(\d{1,4})\]|(\d{1,4})[.)])\s+\S")
_FEWEST_NUMBERS = 2
_MAX_FIRST_NUMBER = 2


def add_paragraphs(lines: list[str], outliner: Outliner) -> None:
    """Add the paragraphs of a plain text, which may be numbered, and its time stamps."""
    _Text(outliner, numbered=_is_numbered(lines)).add(lines)


def read_markdown(file: BinaryIO, outliner: Outliner) -> Outline:
    lines = read_lines(file)
    end = _end_of_front_matter(lines)
    if end:
        outliner.add(Block(BlockKind.CLAIM, "\n".join(lines[:end])))
    text, comments = _without_comments("\n".join(lines[end:]))
    _Text(outliner, marked=True, comments=comments).add(text.split("\n"), first=end + 1)
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


def _end_of_front_matter(lines: list[str]) -> int:
    """Return the number of lines of the metadata at the top, whose codes repeat the manifest's claims."""
    begins = next((at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("<!--")), 0)
    closing = _FRONT_MATTER.get(lines[begins].rstrip(), ())
    end = next((at for at, line in enumerate(lines[begins + 1 :], begins + 1) if line.rstrip() in closing), begins)
    first = next((line for line in lines[begins + 1 : end] if line.strip() and not line.startswith("#")), "")
    return end + 1 if _METADATA.match(first) else 0


def _without_comments(text: str) -> tuple[str, Mapping[str, str]]:
    """Return a text with numbers in place of its comments, and the comments."""
    seen, comments, at = list[str](), dict[str, str](), 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        seen.append(f"{text[at:start]}\0{len(comments)}\0")
        comments[str(len(comments))] = text[start + len("<!--") : end]
        at = end + len("-->")
    return "".join([*seen, text[at:]]), comments


class _Text:
    """Adds the blocks of a text; `marked` says that it is Markdown, `numbered` that its paragraphs have numbers."""

    def __init__(
        self,
        outliner: Outliner,
        *,
        marked: bool = False,
        numbered: bool = False,
        comments: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._outliner, self._marked, self._numbered, self._comments = outliner, marked, numbered, comments
        self._line = 1

    def add(self, lines: Iterable[str], first: int = 1) -> None:
        block: list[str] = []
        fence = ""
        following = first
        for line in lines:
            number, following = following, following + 1 + self._lines_of_comments(line)
            self._line = self._line if block else number
            before, fence = fence, _fence_after(line, fence) if self._marked else ""
            if before or fence:
                block.append(line)
                continue
            heading = _ATX.match(line) if self._marked else None
            underline = self._underline(line, block)
            if line.strip() and not heading and not underline:
                block.append(line)
                continue
            if not underline:
                self._add_block(block)
            if heading:
                self._line = number
                self._add_heading(heading[2].rstrip(" \t").rstrip("#").rstrip(" \t"), len(heading[1]))
            if underline:
                self._add_heading(block[0], 1 if underline[1].startswith("=") else 2)
            block = []
        self._add_block(block)

    def _lines_of_comments(self, line: str) -> int:
        """Return how many lines of the file the comments in a line had, beyond one."""
        return sum(self._comments[found[1]].count("\n") for found in _COMMENT.finditer(line)) if self._comments else 0

    def _start_line(self, line: int) -> None:
        """Note the line of the next block, where blocks are kept."""
        if self._outliner.kept is not None:
            self._outliner.start_row(line)

    def _underline(self, line: str, block: Sequence[str]) -> re.Match[str] | None:
        found = _UNDERLINE.match(line) if len(block) == 1 else None
        if found and not self._marked and (len(found[1]) < _FEWEST_SIGNS or self._begins(block[0])):
            return None
        return found

    def _begins(self, line: str) -> bool:
        """Return whether a line begins a paragraph, with a time stamp or number."""
        return STAMP.match(line) is not None or (self._numbered and _number(line) is not None)

    def _add_heading(self, text: str, level: int) -> None:
        if self._marked:
            text = html.unescape(_ELEMENT.sub("", self._seen(text.replace("<br>", " "))))
            for pattern, left in _MARKUP:
                text = pattern.sub(left, text)
        self._start_line(self._line)
        self._outliner.add(Block(BlockKind.HEADING, text.strip(), level), says=level == BOLD_LEVEL)

    def _add_block(self, lines: Iterable[str]) -> None:
        """Add a block of lines: a paragraph, or the items of a list, or the rows of a table."""
        columns: Sequence[str] = ()
        row: Sequence[str] = ()
        first = self._line
        for part, begins, at in self._parts(lines):
            self._line = first + at
            is_row = part[0].lstrip().startswith("|")
            if is_row and _RULE.fullmatch(part[0]):
                columns = row
                continue
            bold = _BOLD.fullmatch(part[0]) if self._marked and len(part) == 1 else None
            if bold and looks_like_heading(bold[2]):
                self._add_heading(bold[2], BOLD_LEVEL)
                continue
            self._start_line(self._line)
            text = self._seen("\n".join(part))
            row = [cell.strip() for cell in _CELL.split(text.strip().strip("|"))] if is_row else ()
            columns = columns if is_row else ()
            number = _number(part[0]) if self._numbered else None
            block = row_of(row, columns) if is_row else Block(_kind(text), text, ticked=box_state(text))
            if text.strip():
                is_paragraph = begins and (number is not None or not self._numbered)
                self._outliner.add(block, number, is_paragraph=is_paragraph)

    def _parts(self, lines: Iterable[str]) -> Iterator[tuple[list[str], bool, int]]:
        """Yield the lines of paragraphs, items and rows, whether each begins a paragraph, and its first line."""
        part, begins, at = list[str](), True, 0
        for number, line in enumerate([*lines, ""]):
            is_new = not line.strip() or self._begins(line)
            is_row = any(each.lstrip().startswith("|") for each in (line, *part[:1]))
            if part and (is_new or is_row or _ITEM.match(line)):
                yield part, begins, at
                part, begins = [], is_new
            if line.strip():
                at = at if part else number
                part.append(line)

    def _seen(self, text: str) -> str:
        """Return what is seen of a Markdown text, and add the rest."""
        if not self._marked:
            return text
        for found in _UNSEEN.finditer(text):
            why = "hidden" if found[6] or found[7] else "a comment" if found[1] or found[8] else "struck out"
            gone = found[2] or found[4] or found[6] or found[7] or found[8] or self._comments.get(found[1], "")
            self._outliner.add(Block(BlockKind.PARAGRAPH, gone, unseen=why))
        return _UNSEEN.sub("", text)


def _kind(text: str) -> BlockKind:
    if _CLAIM.match(text):
        return BlockKind.CLAIM
    return BlockKind.ITEM if _ITEM.match(text) else BlockKind.PARAGRAPH


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of the code block that is open after a line; empty if none is."""
    match = _FENCE.match(line)
    if not fence:
        return match[1] if match else ""
    return "" if match and match[1].startswith(fence) else fence

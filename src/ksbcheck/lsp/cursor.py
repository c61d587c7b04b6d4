"""The word at an offset of a manifest, and the keys above it.

They are found by indents and brackets alone: while an author writes, the text can't be parsed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_KEY = re.compile(
    r"""(?P<quote>["']?)(?P<key>[^\s"'\[\]{},#:&*!|>%@`][^"'\[\]{},#:]{0,200}?)(?P=quote)\s*:(?=[ \t\r]|$)"""
)
_BULLET = re.compile(r"-(?:[ \t]+|$)")
_BEFORE_A_WORD = re.compile(r"[ \t\"']|-(?:[ \t\r\n]|$)")
"""Not part of a word: an indent, a dash, a quote."""
_TEXT_BELOW = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?\r?$")
_END_OF_WORD = {
    # where the word is: what ends it
    "block": re.compile(r"(?<![ \t])(?:[ \t]+#|[ \t]*:(?:[ \t\r\n]|$)|[ \t]*(?:\r?\n|\r|$))"),
    "brackets": re.compile(r"(?<![ \t])(?:[ \t]*[,\[\]{}]|[ \t]+#|[ \t]*:(?:[ \t\r\n]|$)|[ \t]*(?:\r?\n|\r|$))"),
    '"': re.compile(r"\"|\r?\n|\r|$"),
    "'": re.compile(r"'|\r?\n|\r|$"),
}
_COLON = re.compile(r"[\"']?[ \t]*:(?:[ \t]|\r?\n|\r|$)")


def cursor_at(text: str, offset: int) -> "Cursor | None":
    """Return the cursor at an offset; None in a comment or a text of several lines."""
    cursor = Cursor(text, offset)
    return cursor if cursor.read() else None


@dataclass
class _Level:
    """A key with the value below or behind it, an item of a list, or an open bracket, and the keys in it so far."""

    indent: int = -1
    sign: str = ""
    key: str | None = None
    held: list[str] = field(default_factory=list)


class Cursor:
    """The word at an offset of a text, perhaps empty, and the keys that lead to it.

    The word is without its quotes; `quote` is the opening one. `may_be_key` says that it is a key or could become one;
    `beside` are the other keys of its mapping; `in_item` says that it is in an item of a list.
    """

    def __init__(self, text: str, offset: int) -> None:
        self.text, self.offset = text, offset
        self.start = self.end = offset
        self.open: list[_Level] = []
        self.levels = [_Level()]
        self.quote = ""
        self.word_start: int | None = None
        self.may_be_key = False
        self.column = 0
        self._text_below: int | None = None

    @property
    def word(self) -> str:
        return self.text[self.start : self.end]

    @property
    def is_key(self) -> bool:
        return bool(self.word) and self.may_be_key and _COLON.match(self.text, self.end) is not None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(level.key for level in (*self.levels, *self.open) if level.key is not None)

    @property
    def beside(self) -> frozenset[str]:
        return frozenset((*(self.open or self.levels)[-1].held, *self._keys_below()))

    def _keys_below(self) -> Iterator[str]:
        """Yield the keys on the next lines that are in the same mapping."""
        for line in self.text[self.offset :].split("\n")[1:] if self.may_be_key and not self.open else ():
            indent = len(line) - len(line.lstrip(" "))
            if not line.strip() or indent > self.column or line[indent] in "#-":
                continue
            found = _KEY.match(line, indent)
            if indent < self.column or not found:
                break
            yield found["key"]

    @property
    def in_brackets(self) -> bool:
        return bool(self.open)

    @property
    def in_item(self) -> bool:
        if self.open:
            return self.open[-1].sign == "["
        return self.levels[-1].key is None and len(self.levels) > 1

    def read(self) -> bool:
        """Read up to the offset, and find the word; return False in a comment or a text of several lines."""
        if not self._read_lines():
            return False
        self.start = self.offset if self.word_start is None else self.word_start
        found = _END_OF_WORD[self.quote or ("brackets" if self.open else "block")].search(self.text[self.offset :])
        self.end = self.offset + found.start() if found else len(self.text)
        if self.start == self.offset and not self.quote and _BEFORE_A_WORD.match(self.text, self.offset):
            self.end = self.offset
        return True

    def _read_lines(self) -> bool:
        start = 0
        while True:
            end = self.text.find("\n", start)
            last = end < 0 or end >= self.offset
            line_end = self.offset if last else end
            self._close_unfinished(self.text[start:line_end])
            has_word = self._continued(start, line_end) if self.open else self._line(start, line_end, last)
            if last:
                return has_word
            start = end + 1

    def _close_unfinished(self, line: str) -> None:
        """Close a quote at the end of its line, and brackets where a line is too far left to be in them.

        Otherwise one that is not closed yet would swallow the rest of the text.
        """
        self.quote = ""
        content = line.lstrip(" ")
        if content.strip() and content[0] not in "]}" and len(line) - len(content) <= self.levels[-1].indent:
            self.open.clear()

    def _line(self, at: int, end: int, last: bool) -> bool:
        line = self.text[at:end]
        indent = len(line) - len(line.lstrip(" "))
        if self._is_skipped(line, indent, last):
            return False
        if not line.strip():
            return self._blank(end, indent) if last else True
        while bullet := _BULLET.match(line, indent):
            self._leave(indent, item=True)
            self.levels.append(_Level(indent))
            indent = bullet.end()
            if indent >= len(line.rstrip("\r")):
                return self._blank(end, indent)
        found = _KEY.match(line, indent)
        return self._entry(at, end, found) if found else self._scalar(at + indent, end, indent, key=True)

    def _is_skipped(self, line: str, indent: int, last: bool) -> bool:
        """Whether a line is a comment, or part of a text of several lines."""
        if self._text_below is not None and (indent > self._text_below or not (line.strip() or last)):
            return True
        self._text_below = None
        return line[indent : indent + 1] == "#"

    def _entry(self, at: int, end: int, found: re.Match[str]) -> bool:
        line, indent = self.text[at:end], found.start()
        self._leave(indent)
        self.levels[-1].held.append(found["key"])
        self.levels.append(_Level(indent, key=found["key"]))
        below = line[found.end() :].strip()
        if _TEXT_BELOW.match(below):
            self._text_below = indent
            return False
        start = found.end() + len(line[found.end() :]) - len(line[found.end() :].lstrip(" \t"))
        return self._scalar(at + start, end, indent, key=False)

    def _blank(self, at: int, indent: int) -> bool:
        self._leave(indent)
        self.word_start, self.may_be_key, self.column = at, True, indent
        return True

    def _leave(self, indent: int, *, item: bool = False) -> None:
        """Leave the levels that end at an indent; an item may have the indent of its key."""
        while (last := self.levels[-1]).indent > indent or (last.indent == indent and not (item and last.key)):
            self.levels.pop()

    def _scalar(self, at: int, end: int, indent: int, *, key: bool) -> bool:
        if key:
            self._leave(indent)
        self.may_be_key, self.column = key, indent
        if at < end and self.text[at] in "[{\"'":
            return self._continued(at, end)
        comment = re.search(r"(?:^|[ \t])#", self.text[at:end])
        self.word_start = at
        return comment is None

    def _continued(self, at: int, end: int) -> bool:
        """Read on in brackets or quotes, up to the end of a line or the offset."""
        self.word_start = None
        while at < end:
            sign = self.text[at]
            if self.quote:
                at += self._quoted(sign)
            elif sign in "\"'" and self.word_start is None:
                self.quote, self.word_start = sign, at + 1
            elif sign == "#" and self.text[at - 1] in " \t\n":
                return False
            elif not self._bracket(sign, at) and not sign.isspace() and self.word_start is None:
                self.word_start = at
            at += 1
        if self.word_start and not self.quote and self.text[self.word_start - 1] in "\"'":
            return False  # behind the closing quote
        if self.open:
            self.may_be_key = self.open[-1].sign == "{" and self.open[-1].key is None
        return bool(self.open or self.quote)

    def _quoted(self, sign: str) -> int:
        """Read a character in quotes, and return how many more to skip."""
        if sign == self.quote:
            self.quote = ""
        return int(sign == "\\" and self.quote == '"')

    def _bracket(self, sign: str, at: int) -> bool:
        """Read a bracket, comma or colon; return whether the character is one."""
        if sign in "[{":
            self.open.append(_Level(sign=sign))
        elif sign in "]}" and self.open:
            self.open.pop()
        elif sign == "," and self.open:
            self.open[-1].key = None
        elif sign == ":" and self._ends_key(at):
            start = self.word_start if self.word_start is not None else at
            key = self.text[start:at].strip().strip("\"'")
            self.open[-1].key = key
            self.open[-1].held.append(key)
        else:
            return False
        self.word_start = None
        return True

    def _ends_key(self, at: int) -> bool:
        """Whether a colon in brackets ends a key: before a blank or after a quote."""
        if not self.open or self.open[-1].sign != "{" or self.open[-1].key is not None:
            return False
        return self.text[at + 1 : at + 2] in ("", " ", "\t", "\n", "\r") or self.text[at - 1] in "\"'"

"""The text of a web page saved from a browser, line by line, as a reader of the page would see it.

Blocks have a line each, rows of a table are `cell | cell |`, headings begin with `#`, as often as their rank is, and
items of lists with a bullet.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from ksbcheck.importing.page_tokens import tokens

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_BEGINS = re.compile(r"<(?:!doctype html|html|head|body|table|div|main|article|section)\b", re.IGNORECASE)
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_CELLS = frozenset(("td", "th"))
_LEFT_OUT = frozenset(("nav", "select", "datalist", "dialog", "audio", "video", "canvas", "map"))
_INLINE = frozenset(("a", "b", "em", "i", "p", "span", "strong"))
_IN_A_CELL = _INLINE | {"li", "ul", "ol", "td", "th"}
_CLOSES = {
    "p": frozenset(("p",)),
    "li": _INLINE | {"li"},
    "dt": _INLINE | {"dt", "dd"},
    "dd": _INLINE | {"dt", "dd"},
    "td": _IN_A_CELL,
    "th": _IN_A_CELL,
    "tr": _IN_A_CELL | {"tr"},
    "tbody": _IN_A_CELL | {"tr", "thead", "tbody"},
}
"""What may have been left open within a list or table when a tag begins."""
_FURTHEST = 8
_NOT_CONTENT = re.compile(r"cookie|onetrust|breadcrumb|skip-?link|navigation|navbar", re.IGNORECASE)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BEGINS_ONE = re.compile(
    r"\s*(?:(?P<code>(?:ESB|TK|TS|K|S|B)[1-9][0-9]{0,3})\s*(?:[:.)]|$)|Duty\s+(?P<duty>[1-9][0-9]{0,2})(?!\d))"
)
_MARK = re.compile(r"[\s\d*†‡§¶#,;.()\[\]]*")
_HAS_EXPONENT = re.compile(r"(?<![\w'\u2019])(?:10|[cdkm]?m|ft)$")
_FEW_PIECES = 4
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u2060\ufeff\u00ad")


class Line(NamedTuple):
    """A line of a page's text, and the line of the file in which it begins."""

    number: int
    text: str


class SavedPage(NamedTuple):
    """What a saved page shows: its lines, the title of its window, and whether it asks for a password.

    `hidden` are the codes of statements, and the duties, with which something begins that it holds and doesn't show;
    `marks` the marks of footnotes, each with the word before it, which are no part of the lines.
    """

    lines: Sequence[Line]
    title: str
    asks_for_password: bool
    hidden: Sequence[str] = ()
    marks: Sequence[str] = ()


def is_html(text: str) -> bool:
    """Whether a text is a page's HTML, going by the tags near its beginning."""
    return _BEGINS.search(text[:4096]) is not None


def text_of_html(html: str) -> str:
    """Return the text that a page shows, as described at the top of this module."""
    return "\n".join(line.text for line in read_html(html).lines)


def read_html(html: str) -> SavedPage:
    """Return what a page shows. No HTML is refused: what is unclosed or misplaced is read as a browser would."""
    lines = _Lines()
    title = ""
    for token in tokens(html):
        if token.is_title:
            title = title or " ".join(token.html.split())
        else:
            lines.line = token.line
            lines.feed(token.html)
    lines.close()
    lines.end()
    return SavedPage(lines.lines, title, lines.asks_for_password, tuple(lines.hidden), lines.marks)


class _Open(NamedTuple):
    tag: str
    hidden: bool


class _Lines(HTMLParser):
    """Makes lines of the tags and texts that it is given."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.line = 1
        self.asks_for_password = False
        self.hidden: dict[str, None] = {}
        self.marks: list[str] = []
        self._raised: int | None = None
        self._open: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._words: list[str] = []
        self._began = 1
        self._prefix = ""
        self._heads = self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where a block begins, and leave out what is hidden."""
        held = {name: value or "" for name, value in attrs}
        if tag == "input" and held.get("type", "").lower() == "password":
            self.asks_for_password = True
        self._close_left_open(tag)
        hidden = self._hidden or _is_left_out(tag, held)
        if tag in _BLOCKS and not hidden and not (tag == "dd" and self._words):
            self.end()
            self._prefix = "#" * _HEADINGS[tag] + " " if tag in _HEADINGS else "• " if tag == "li" else ""
            if tag == "tr":
                self._heads = self._cells = 0
        if tag == "sup":
            self._raised = len(self._words)
        if tag not in _VOID:
            self._open.append(_Open(tag, hidden))
            self._count[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        """End what a tag closes, and all within it that was left open."""
        if self._count[tag]:
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Take words to the line."""
        if self._hidden and (begun := _BEGINS_ONE.match(data)):
            self.hidden[begun["code"] or f"Duty {begun['duty']}"] = None
        if not self._hidden and (data := data.translate(_UNSEEN)):
            if not self._words:
                blank, data = data, data.lstrip()
                self._began = self.line + blank.count("\n", 0, len(blank) - len(data))
            if data:
                self._words.append(data)

    def end(self) -> None:
        """End the line, if there is anything in it."""
        text = " ".join("".join(self._words).split())
        self._words = []
        self._raised = None
        if text:
            self.lines.append(Line(self._began, f"{self._prefix}{text}"))
            self._prefix = ""

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1].hidden

    def _close_left_open(self, tag: str) -> None:
        closes = _CLOSES.get(tag)
        if closes is None:
            return
        for _ in range(_FURTHEST):
            if not self._open or self._open[-1].tag not in closes:
                return
            last = self._pop()
            if last == tag:
                return

    def _pop(self) -> str:
        tag, hidden = self._open.pop()
        self._count[tag] -= 1
        if not hidden:
            if tag in _CELLS:
                self._end_cell(tag)
            elif tag in _BLOCKS:
                self._end_block(tag)
            elif tag == "sup":
                self._end_raised()
        return tag

    def _end_cell(self, tag: str) -> None:
        self._cells += 1
        self._heads += tag == "th"
        if not self._words:
            self._began = self.line
        self._words.append(" | ")

    def _end_raised(self) -> None:
        """Leave out the mark of a footnote; the 2 of m² is none."""
        at, self._raised = self._raised, None
        if at is None:
            return
        mark = "".join(self._words[at:])
        before = "".join(self._words[max(at - _FEW_PIECES, 0) : at])
        if mark.strip() and _MARK.fullmatch(mark) and not _HAS_EXPONENT.search(before):
            del self._words[at:]
            self.marks += [f"{word} {mark.strip()}" for word in before.split()[-1:]]

    def _end_block(self, tag: str) -> None:
        if tag == "dt" and self._words:
            self._words.append(" " if self._words[-1].rstrip().endswith(":") else ": ")
            return
        self.end()
        self._prefix = ""
        if tag == "tr" and self._cells and self._heads == self._cells:
            self.lines.append(Line(self.line, "---|" * self._cells))


def _is_left_out(tag: str, held: dict[str, str]) -> bool:
    """Whether an element is no part of what the page says: hidden, navigation, or a banner about cookies."""
    return (
        tag in _LEFT_OUT
        or held.get("hidden", "until-found").lower() != "until-found"
        or held.get("aria-hidden", "").lower() == "true"
        or held.get("role", "").lower() == "navigation"
        or _INVISIBLE.search(held.get("style", "")) is not None
        or (tag != "body" and _NOT_CONTENT.search(f"{held.get('class', '')} {held.get('id', '')}") is not None)
    )

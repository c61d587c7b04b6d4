"""The visible text of a saved web page, line by line.

Every block is a line. Rows of tables are `cell | cell |`, headings begin with `#` by rank, list items with a bullet.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from ksbcheck.documents.web import VOID
from ksbcheck.domain.finding import Place
from ksbcheck.domain.text import plain
from ksbcheck.importing.notation import CODE

_PAGE = re.compile(r"<(?:!doctype html|html|head|body|table|div|main|article|section)\b", re.IGNORECASE)
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
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
"""The elements that a tag ends if they were left open."""
_FURTHEST = 8
_NOT_CONTENT = re.compile(r"cookie|onetrust|breadcrumb|skip-?link|navigation|navbar", re.IGNORECASE)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_ITEM = re.compile(rf"\s*(?:(?P<code>{CODE})\s*(?:[:.)]|$)|Duty\s+(?P<duty>[1-9][0-9]{{0,2}})(?!\d))")
_MARK = re.compile(r"[\s\d*†‡§¶#,;.()\[\]]*")
_HAS_EXPONENT = re.compile(r"(?<![\w'\u2019])(?:10|[cdkm]?m|ft)$")
_FEW_PIECES = 4
_TITLE = re.compile(r"<title\b[^>]{0,200}>\s*([^<]{0,200})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"(?:\bsaved from url=\(\d+\)|^\s*url:\s*)(https?://\S+)", re.MULTILINE)
UNSEEN = str.maketrans("", "", "\u200b\u200c\u2060\ufeff\u00ad")

_NEVER_SHOWN = {
    name: re.compile(rf"</{name}\s*+>", re.IGNORECASE)
    for name in ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "title")
}
"""Elements whose content is skipped, with their ends."""
_SHOWN_IF_OPEN = _NEVER_SHOWN.keys() - {"script", "style", "iframe"}
_TAG = r"[^<]++|<[!?]|(?:<(?![a-zA-Z!?]|/[a-zA-Z])/?)++|</?(?P<name>[a-zA-Z][^\s/>]*+)"
_TOKENS = (
    # after a quote that is left open, the next bracket ends a tag; after a tag that is left open, all is text
    re.compile(rf"""{_TAG}(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>"""),
    re.compile(rf"{_TAG}[^>]*+>"),
    re.compile(r".++(?P<name>)", re.DOTALL),
)
_LONGEST_TAG = 10_000


class Line(NamedTuple):
    """A line of a page's text, its line in the file, and its row in the page's tables; 0 outside tables."""

    number: int
    text: str
    row: int = 0

    @property
    def place(self) -> Place:
        return Place(self.number, 1)


class SavedPage(NamedTuple):
    """The visible lines and the window title of a page.

    The lines leave out `unsure`, lines of codes whose duty is uncertain; `hidden`, codes and duties in hidden text; and
    `marks`, the marks of footnotes with the word before. `addresses` are those of the page itself.
    """

    lines: Sequence[Line]
    unsure: Sequence[Line] = ()
    title: str = ""
    asks_for_password: bool = False
    hidden: Sequence[str] = ()
    marks: Sequence[str] = ()
    addresses: Sequence[str] = ()


def is_html(text: str) -> bool:
    """Return whether a text is HTML, by the tags near its beginning."""
    return _PAGE.search(text[:4096]) is not None


def read_html(html: str) -> SavedPage:
    """Read any HTML: unclosed or misplaced tags are read as browsers do."""
    lines = _Lines()
    for lines.line, token in _tokens(html):
        lines.feed(token)
    lines.close()
    lines.end()
    title = _TITLE.search(html)
    addresses = (*_SAVED_FROM.findall(html[:4096]), *lines.addresses)
    name = plain(title[1]) if title else ""
    return SavedPage(lines.lines, (), name, lines.asks_for_password, tuple(lines.hidden), lines.marks, addresses)


class _Open(NamedTuple):
    tag: str
    hidden: bool


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.line = 1
        self.asks_for_password = False
        self.addresses: list[str] = []
        self.hidden: dict[str, None] = {}
        self.marks: list[str] = []
        self._raised: int | None = None
        self._open: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._words: list[str] = []
        self._began = 1
        self._prefix = ""
        self._heads = self._cells = self._row = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "input" and held.get("type", "").lower() == "password":
            self.asks_for_password = True
        if (tag == "link" and held.get("rel", "").lower() == "canonical") or held.get("property") == "og:url":
            self.addresses.append(held.get("href") or held.get("content", ""))
        self._close_left_open(tag)
        hidden = self._hidden or _is_left_out(tag, held)
        if tag in _BLOCKS and not hidden and not (tag == "dd" and self._words):
            self.end()
            self._prefix = "#" * _HEADINGS[tag] + " " if tag in _HEADINGS else "• " if tag == "li" else ""
            if tag == "tr":
                self._heads = self._cells = 0
                self._row += 1
        if tag == "sup":
            self._raised = len(self._words)
        if tag not in VOID:
            self._open.append(_Open(tag, hidden))
            self._count[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        if self._count[tag]:
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._hidden and (begun := _HIDDEN_ITEM.match(data)):
            self.hidden[begun["code"] or f"Duty {begun['duty']}"] = None
        if not self._hidden and (data := data.translate(UNSEEN)):
            if not self._words:
                blank, data = data, data.lstrip()
                self._began = self.line + blank.count("\n", 0, len(blank) - len(data))
            if data:
                self._words.append(data)

    def end(self) -> None:
        text = plain("".join(self._words))
        self._words = []
        self._raised = None
        if text:
            self.lines.append(Line(self._began, f"{self._prefix}{text}", self._row if self._count["tr"] else 0))
            self._prefix = ""

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1].hidden

    def _close_left_open(self, tag: str) -> None:
        closes = _CLOSES.get(tag, ())
        for _ in range(_FURTHEST):
            if not self._open or self._open[-1].tag not in closes or self._pop() == tag:
                return

    def _pop(self) -> str:
        tag, hidden = self._open.pop()
        if not hidden:
            if tag in _CELLS:
                self._cells += 1
                self._heads += tag == "th"
                self._began = self._began if self._words else self.line
                self._words.append(" | ")
            elif tag in _BLOCKS:
                self._end_block(tag)
            elif tag == "sup":
                self._end_raised()
        self._count[tag] -= 1
        return tag

    def _end_raised(self) -> None:
        """Leave out the mark of a footnote, but not the 2 of m²."""
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
            self.lines.append(Line(self.line, "---|" * self._cells, self._row))


def _is_left_out(tag: str, held: dict[str, str]) -> bool:
    """Return whether an element is hidden, navigation, or a cookie banner."""
    return (
        tag in _LEFT_OUT
        or held.get("hidden", "until-found").lower() != "until-found"
        or held.get("aria-hidden", "").lower() == "true"
        or held.get("role", "").lower() == "navigation"
        or _INVISIBLE.search(held.get("style", "")) is not None
        or (tag != "body" and _NOT_CONTENT.search(f"{held.get('class', '')} {held.get('id', '')}") is not None)
    )


def _tokens(html: str) -> Iterator[tuple[int, str]]:
    """Yield the texts and tags of a page with their lines, without comments, scripts and other invisible parts.

    This takes linear time; the standard library's parser alone takes hours over hostile pages.
    """
    forms, never_shown, line, end = list(_TOKENS), dict(_NEVER_SHOWN), 1, 0
    while end < len(html):
        token, at = forms[0].match(html, end), end
        if token is None:
            del forms[0]
            continue
        text, name, end = token[0], (token["name"] or "").lower(), token.end()
        closing = None
        if text in ("<!", "<?"):
            closing = re.compile("-->" if html.startswith("--", end) else ">")
        elif name in never_shown:
            closing = None if text.startswith("</") else never_shown[name]
        elif name:
            is_whole = len(forms) == len(_TOKENS) and len(text) <= _LONGEST_TAG
            yield line, text if is_whole else f"{text[: token.end('name') - at]}>"
        else:
            yield line, text.replace("<", "&lt;")
        if closing and (found := closing.search(html, end)):
            end = found.end()
        elif closing and name in _SHOWN_IF_OPEN:
            del never_shown[name]
        elif closing:
            end = len(html)
        line += html.count("\n", at, end)

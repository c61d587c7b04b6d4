"""The text of a web page saved from a browser, line by line, as a reader of the page would see it.

Blocks have a line each, rows of a table are `cell | cell |`, headings begin with `#` as often as is their rank, and items
of lists with a bullet. The page's tags are found here, in one go from its beginning to its end, and only then given to
the standard library's parser one by one: by itself that parser takes hours over pages that are made to keep it busy.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

_TAG = re.compile(r"</?[a-zA-Z][^\s/>]*+")
_TAG_END = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_SHOWN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "title")
_CLOSED = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in _NEVER_SHOWN}
_LEFT_OPEN_SHOWN = ("textarea", "title", "noscript", "template", "object", "svg", "math")
_LONGEST_TAG = 10_000

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr legend li main ol p pre section summary table tbody tfoot thead tr ul".split()
)
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_CELLS = frozenset(("td", "th"))
_LEFT_OUT = frozenset(("nav", "select", "datalist", "dialog", "audio", "video", "canvas", "map"))
_CLOSES = {
    "p": frozenset(("p",)),
    "li": frozenset(("p", "li")),
    "dt": frozenset(("p", "dt", "dd")),
    "dd": frozenset(("p", "dt", "dd")),
    "td": frozenset(("p", "li", "ul", "ol", "td", "th")),
    "th": frozenset(("p", "li", "ul", "ol", "td", "th")),
    "tr": frozenset(("p", "li", "ul", "ol", "td", "th", "tr")),
    "tbody": frozenset(("p", "li", "ul", "ol", "td", "th", "tr", "thead", "tbody")),
}
"""What is open within a list or table and may have been left unclosed when a tag begins."""
_FURTHEST = 8
_NOT_CONTENT = re.compile(r"cookie|onetrust|breadcrumb|skip-?link|navigation|navbar", re.IGNORECASE)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = str.maketrans("", "", "\u200b\u200c\u2060\ufeff\u00ad")


class Line(NamedTuple):
    """A line of a page's text, and the line of the file in which it begins."""

    number: int
    text: str


class SavedPage(NamedTuple):
    """What a saved page shows: its lines, the title of its window, and whether it asks for a password."""

    lines: Sequence[Line]
    title: str
    asks_for_password: bool


def is_html(text: str) -> bool:
    """Whether a text is a page's HTML, going by the tags near its beginning."""
    return (
        re.search(r"<(?:!doctype html|html|head|body|table|div|main|article|section)\b", text[:4096], re.I) is not None
    )


def text_of_html(html: str) -> str:
    """Return the text that a page shows, as described at the top of this module."""
    return "\n".join(line.text for line in read_html(html).lines)


def read_html(html: str) -> SavedPage:
    """Return what a page shows. No HTML is refused: what is unclosed or misplaced is read as a browser would."""
    lines = _Lines()
    title = ""
    for number, token in _tokens(html):
        if isinstance(token, _Title):
            title = title or " ".join(token.text.split())
        else:
            lines.line = number
            lines.feed(token)
    lines.close()
    lines.end()
    return SavedPage(lines.lines, title, lines.asks_for_password)


class _Title(NamedTuple):
    text: str


def _tokens(html: str) -> Iterator[tuple[int, str | _Title]]:
    """Yield the texts and the tags of a page in their order, each with its line, without comments, scripts and styles."""
    at, number, counted = 0, 1, 0
    quotes = ends = True
    unclosed: set[str] = set()
    while at < len(html):
        begin = html.find("<", at)
        number, counted = number + html.count("\n", counted, at), at
        if begin != at:
            end = len(html) if begin < 0 else begin
            yield number, html[at:end]
            at = end
            continue
        if html.startswith(("<!", "<?"), at):
            at = _after_declaration(html, at)
            continue
        opening = _TAG.match(html, at) if ends else None
        whole = _TAG_END.match(html, opening.end()) if opening and quotes else None
        if opening and whole is None:
            quotes = False  # a quote is left open somewhere: from here on the next bracket ends a tag
        end = whole.end() if whole else html.find(">", opening.end()) + 1 if opening else 0
        ends = ends and (opening is None or end > 0)
        if opening is None or end == 0:
            yield number, escape("<")
            at += 1
            continue
        tag = html[at:end]
        at = end
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if name not in _CLOSED:
            yield number, tag if len(tag) <= _LONGEST_TAG else f"{opening[0]}>"
        elif not tag.startswith("</") and name not in unclosed:
            closing = _CLOSED[name].search(html, at)
            if closing is None:
                unclosed.add(name)
                at = at if name in _LEFT_OPEN_SHOWN else len(html)
            else:
                if name == "title":
                    yield number, _Title(html[at : closing.start()])
                at = closing.end()


def _after_declaration(html: str, at: int) -> int:
    """Return where a comment or declaration ends, which is the page's end if it is left open."""
    closing = "-->" if html.startswith("<!--", at) else ">"
    end = html.find(closing, at + 2)
    return len(html) if end < 0 else end + len(closing)


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
        if tag in _BLOCKS and not hidden:
            self.end()
            self._prefix = "#" * _HEADINGS[tag] + " " if tag in _HEADINGS else "• " if tag == "li" else ""
            if tag == "tr":
                self._heads = self._cells = 0
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
        if not self._hidden and (data := data.translate(_UNSEEN)):
            if not self._words:
                data = data.lstrip()
                self._began = self.line
            if data:
                self._words.append(data)

    def end(self) -> None:
        """End the line, if there is anything in it."""
        text = " ".join("".join(self._words).split())
        self._words = []
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
        return tag

    def _end_cell(self, tag: str) -> None:
        self._cells += 1
        self._heads += tag == "th"
        if not self._words:
            self._began = self.line
        self._words.append(" | ")

    def _end_block(self, tag: str) -> None:
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

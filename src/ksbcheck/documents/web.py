"""Web pages (.html, .mhtml) and messages (.eml)."""

import re
from collections.abc import Mapping
from email import message_from_binary_file, policy
from html.parser import HTMLParser
from typing import BinaryIO

from ksbcheck.documents.block import BOX, TICKED_BOX, Block, BlockKind, box_state, is_head, row_of
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.documents.plain import decode, read_lines
from ksbcheck.domain.outline import Outline, Unread
from ksbcheck.domain.text import whole_number

_UNSEEN = {
    **dict.fromkeys(("head", "noscript", "script", "style", "template", "title"), "not shown"),
    **dict.fromkeys(("del", "s", "strike"), "struck out"),
    **dict.fromkeys(("footer", "header", "menu", "nav"), ""),
}
"""Elements that are not part of the text, and why; those of every page have no reason."""
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|line-through")
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_CLOSE_THEMSELVES = frozenset(["dd", "dt", "li", "option", "p", "td", "th", "tr"])
_IN_A_LINE = "a abbr b cite code em font i input ins label mark q small span strong sub sup u del s strike"
_INLINE = frozenset(_IN_A_LINE.split())
_DIGITS = 3
"""Of the number of rows or columns that a cell reaches over."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SHOWN = {"audio", "canvas", "embed", "object", "svg", "video"}


def read(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a web page. Its pictures are other files, unless they are in the page."""
    _add_page(outliner, "\n".join(read_lines(file)))
    return outliner.outline("web page")


def read_message(file: BinaryIO, outliner: Outliner) -> Outline:
    """Return the outline of a message, or of a web page that was saved as one, with its files."""
    message = message_from_binary_file(file, policy=policy.default)
    body = message.get_body(("html", "plain"))
    if message["subject"]:
        outliner.add(Block(BlockKind.HEADING, str(message["subject"]), 1))
    written = body.get_payload(decode=True) if body is not None else b""
    text = decode(written) if isinstance(written, bytes) else ""
    has_picture = any(part.get_content_maintype() == "image" for part in message.walk())
    if not (text.strip() or has_picture) and message.is_multipart() and any(message.iter_attachments()):
        raise DocumentError("it holds only attachments, which are not looked at; save them as files", Unread.BLANK)
    if body is not None and body.get_content_subtype() == "html":
        _add_page(outliner, text)
    else:
        for paragraph in re.split(r"\n\s*\n", text):
            outliner.add(Block(BlockKind.PARAGRAPH, paragraph), is_paragraph=False)
    outliner.draws = outliner.draws or has_picture
    return outliner.outline("message")


def _add_page(outliner: Outliner, text: str) -> None:
    page = _Page(outliner)
    page.feed(text)
    page.close()
    page.end()


class _Page(HTMLParser):
    """Adds each block of a page: a heading, a paragraph, an item of a list, or a row of a table."""

    def __init__(self, outliner: Outliner) -> None:
        super().__init__()
        self._outliner = outliner
        self._block: list[str] = []
        self._heading: int | None = None
        self._apart: tuple[str, int, str] | None = None
        self._kind = BlockKind.PARAGRAPH
        self._link: list[str] | None = None
        self._cells: list[str] = []
        self._spans: list[tuple[int, int]] = []
        self._open: dict[int, tuple[str, int]] = {}
        """The cells that go on in the rows below, by their columns, with their text and how many rows."""
        self._columns: tuple[str, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in _INLINE:
            self.end_block()
        self._begin_apart(tag, values)
        self._heading = _HEADINGS.get(tag, self._heading)
        if self._heading and self._apart and self._apart[0] == "header":
            self._apart = None  # the header of an article, not that of all pages
        self._kind = BlockKind.ITEM if tag == "li" else self._kind
        if tag in ("table", "tr"):
            self._end_row()
            self._columns = self._columns if tag == "tr" else ()
            self._open = self._open if tag == "tr" else {}
        elif tag in ("td", "th"):
            self._cells.append("")
            width, height = (whole_number(values.get(span), 1, _DIGITS) for span in ("colspan", "rowspan"))
            self._spans.append((max(width, 1), max(height, 1)))
        elif tag == "input" and values.get("type") in ("checkbox", "radio"):
            self.handle_data(TICKED_BOX if "checked" in values else BOX)
        if tag == "a" and "://" in (values.get("href") or ""):
            self._link = []
        if tag in _SHOWN or (tag == "img" and (values.get("src") or "").startswith("data:")):
            self._outliner.draws = True  # and no more: each page has a logo

    def _begin_apart(self, tag: str, values: Mapping[str, str | None]) -> None:
        if self._apart and self._apart[0] == tag and tag in _CLOSE_THEMSELVES:
            self._apart = None
        is_hidden = "hidden" in values or _HIDDEN.search(values.get("style") or "") is not None
        if self._apart and self._apart[0] == tag:
            self._apart = (tag, self._apart[1] + 1, self._apart[2])
        elif not self._apart and tag not in VOID and (is_hidden or tag in _UNSEEN or (tag == "sup" and self._heading)):
            self._apart = (tag, 1, "hidden" if is_hidden else _UNSEEN.get(tag, "a note"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_block()
        if self._apart and self._apart[0] == tag:
            _, depth, why = self._apart
            self._apart = (tag, depth - 1, why) if depth > 1 else None
        if tag in ("tr", "table"):
            self._end_row()
        if tag == "a" and self._link is not None:
            self._outliner.content.links.append(" ".join(self._link))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._apart:
            why = self._apart[2]
            self._outliner.add(Block(BlockKind.PARAGRAPH if why else BlockKind.RUNNING, data, unseen=why))
            return
        self._block.append(data)
        if self._link is not None:
            self._link.append(data)

    def handle_comment(self, data: str) -> None:
        self._outliner.add(Block(BlockKind.PARAGRAPH, data, unseen="a comment"))

    def end(self) -> None:
        self.end_block()
        self._end_row()

    def end_block(self) -> None:
        """Add the text so far, or keep it for the row that it is in."""
        text = " ".join("".join(self._block).split())
        if text and self._heading is not None:
            self._end_row()
            self._outliner.add(Block(BlockKind.HEADING, text, self._heading))
        elif text and self._cells:
            self._cells[-1] = f"{self._cells[-1]}\n{text}".lstrip()
        elif text:
            self._outliner.add(Block(self._kind, text, ticked=box_state(text)))
        self._block, self._heading, self._kind = [], None, BlockKind.PARAGRAPH

    def _end_row(self) -> None:
        """Add the row so far. One of a single cell lays out the page."""
        cells, self._cells = tuple(self._cells), []
        grid = self._grid(cells) if cells else ()
        if len(cells) == 1:
            self._outliner.add(Block(BlockKind.PARAGRAPH, cells[0], ticked=box_state(cells[0])))
        elif any(cells):
            self._outliner.add(row_of(cells, self._columns)._replace(grid=grid))
            self._columns = self._columns or (cells if is_head(cells) else ())

    def _grid(self, cells: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
        """Return the cells of a row by their columns, with those that go on from the rows above."""
        grid = {column: text for column, (text, _) in self._open.items()}
        self._open = {column: (text, rows - 1) for column, (text, rows) in self._open.items() if rows > 1}
        column = 1
        for text, (width, height) in zip(cells, self._spans, strict=True):
            while column in grid:
                column += 1
            grid[column] = text
            self._open |= {column: (text, height - 1)} if height > 1 else {}
            column += width
        self._spans = []
        return tuple(sorted(grid.items()))

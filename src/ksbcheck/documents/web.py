"""Web pages (.html, .mhtml) and messages (.eml)."""

import re
from email import message_from_binary_file, policy
from html.parser import HTMLParser
from typing import BinaryIO

from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.documents.plain import decode, read_lines
from ksbcheck.domain.outline import Outline, Unread

_UNSEEN = {"head", "noscript", "script", "style", "template", "title"}
_IN_A_LINE = "a abbr b cite code em font i mark q s small span strong sub sup u"
_INLINE = frozenset(_IN_A_LINE.split())
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
        outliner.add_heading(str(message["subject"]), 1)
    written = body.get_payload(decode=True) if body is not None else b""
    text = decode(written) if isinstance(written, bytes) else ""
    has_picture = any(part.get_content_maintype() == "image" for part in message.walk())
    if not (text.strip() or has_picture) and message.is_multipart() and any(message.iter_attachments()):
        raise DocumentError("it holds only attachments, which are not looked at; save them as files", Unread.BLANK)
    if body is not None and body.get_content_subtype() == "html":
        _add_page(outliner, text)
    else:
        outliner.add_texts(re.split(r"\n\s*\n", text))
    outliner.draws = outliner.draws or has_picture
    return outliner.outline("message")


def _add_page(outliner: Outliner, text: str) -> None:
    page = _Page(outliner)
    page.feed(text)
    page.close()
    page.end_block()


class _Page(HTMLParser):
    """Adds each block of a page as a paragraph or heading."""

    def __init__(self, outliner: Outliner) -> None:
        super().__init__()
        self._outliner = outliner
        self._block: list[str] = []
        self._heading: int | None = None
        self._unseen = 0
        self._link: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._unseen += tag in _UNSEEN
        if tag not in _INLINE:
            self.end_block()
        self._heading = _HEADINGS.get(tag, self._heading)
        if tag == "a" and "://" in (values.get("href") or ""):
            self._link = []
        if tag in _SHOWN or (tag == "img" and (values.get("src") or "").startswith("data:")):
            self._outliner.draws = True  # and no more: each page has a logo

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag not in _INLINE:
            self.end_block()
        if tag == "a" and self._link is not None:
            self._outliner.content.links.append(" ".join(self._link))
            self._link = None

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._block.append(data)
            if self._link is not None:
                self._link.append(data)

    def end_block(self) -> None:
        """Add the text so far."""
        text = " ".join("".join(self._block).split())
        if text and self._heading is not None:
            self._outliner.add_heading(text, self._heading)
        elif text:
            self._outliner.add_text(text, is_paragraph=True)
        self._block, self._heading = [], None

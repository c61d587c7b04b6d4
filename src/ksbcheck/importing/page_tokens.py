"""The texts and tags of a web page, found in one go from its beginning to its end.

The standard library's parser is given them one by one: by itself it takes hours over pages that are made to keep it
busy.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_STRAY = re.compile(r"(?:<(?:/(?![a-zA-Z])|(?![a-zA-Z/!?])))+")
_TAG = re.compile(r"</?[a-zA-Z][^\s/>]*+")
_TAG_END = re.compile(r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_SHOWN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea", "title")
_CLOSING = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in _NEVER_SHOWN}
_SWALLOWS_THE_REST = frozenset(("script", "style", "iframe"))
_LONGEST_TAG = 10_000


class Token(NamedTuple):
    """A text or a tag, with the line in which it begins; or the content of the page's `title`."""

    line: int
    html: str
    is_title: bool = False


def tokens(html: str) -> Iterator[Token]:
    """Yield the texts and tags of a page in their order, without comments, scripts and all else that is never shown."""
    page = _Page(html)
    line, counted = 1, 0
    while page.at < len(html):
        line, counted = line + html.count("\n", counted, page.at), page.at
        begin = html.find("<", page.at)
        if begin != page.at:
            yield Token(line, page.up_to(begin if begin >= 0 else len(html)))
        elif html.startswith(("<!", "<?"), page.at):
            page.skip_declaration()
        elif stray := _STRAY.match(html, page.at):
            yield Token(line, page.up_to(stray.end()).replace("<", "&lt;"))
        elif (opening := _TAG.match(html, page.at)) and (tag := page.tag(opening)):
            name = _NAME.match(tag)
            if name is None or name[1].lower() not in _CLOSING:
                yield Token(line, tag)
            elif not tag.startswith("</") and (content := page.content(name[1].lower())) is not None:
                yield Token(line, content, is_title=True)
        else:
            yield Token(line, page.up_to(len(html)).replace("<", "&lt;"))


class _Page:
    """A page, and how far it has been read."""

    def __init__(self, html: str) -> None:
        self.html, self.at = html, 0
        self._quotes = True
        self._left_open: set[str] = set()

    def up_to(self, end: int) -> str:
        """Return what stands before a place that is further on, and go there."""
        text = self.html[self.at : end]
        self.at = end
        return text

    def skip_declaration(self) -> None:
        """Go behind a comment or declaration, which is the page's end if it is left open."""
        closing = "-->" if self.html.startswith("<!--", self.at) else ">"
        end = self.html.find(closing, self.at + 2)
        self.at = len(self.html) if end < 0 else end + len(closing)

    def tag(self, opening: re.Match[str]) -> str | None:
        """Return the tag that begins here, without attributes that have no end; None if no tag ends any more."""
        whole = _TAG_END.match(self.html, opening.end()) if self._quotes else None
        if whole is None:
            self._quotes = False  # a quote is left open somewhere: from here on the next bracket ends a tag
        end = whole.end() if whole else self.html.find(">", self.at) + 1
        if not end:
            return None
        tag = self.up_to(end)
        return tag if whole and len(tag) <= _LONGEST_TAG else f"{opening[0]}>"

    def content(self, name: str) -> str | None:
        """Go behind an element that is never shown, and return what is in it if it is the page's title."""
        closing = None if name in self._left_open else _CLOSING[name].search(self.html, self.at)
        if closing is None:
            self._left_open.add(name)
            self.at = len(self.html) if name in _SWALLOWS_THE_REST else self.at
            return None
        content = self.html[self.at : closing.start()]
        self.at = closing.end()
        return content if name == "title" else None

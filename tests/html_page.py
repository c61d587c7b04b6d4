"""HTML pages as lists of elements."""

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "col", "hr", "input"}


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        element = (tag, {name: value or "" for name, value in attrs}, [])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, _, text in self._open:
            text.append(data)

    def all(self, *tags: str) -> Iterator[tuple[dict[str, str], str]]:
        return ((attributes, "".join(text)) for tag, attributes, text in self.elements if tag in tags)

    def texts(self, *tags: str) -> list[str]:
        return [" ".join(text.split()) for _, text in self.all(*tags)]

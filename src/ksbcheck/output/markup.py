"""HTML elements, and the words, lines and cells of a document as elements. Every text is escaped here."""

from collections.abc import Collection
from datetime import date
from html import escape
from urllib.parse import quote

from ksbcheck.domain.text import shown, shown_part
from ksbcheck.output.document import Cell, Lines, Mark, Words, text_of

_ELEMENTS = {"strong": "b", "loud": "strong", "under": "u", "added": "ins", "removed": "del"}
_LINES = frozenset({"section", "div", "nav", "h2", "p", "ul", "ol", "dl", "li", "fieldset", "thead", "tr"})
"""The elements that end a line of the file."""
_CLASSES = frozenset({"good", "bad", "doubtful", "note", "quiet", "loud", "tile", *"vacpm"})


class Html(str):
    """Markup, which is not escaped again."""

    __slots__ = ()


def element(tag: str, *content: str, **attributes: str | None) -> Html:
    """Return an element. Attributes that are None are left out; `class_` and `data_label` are spelt as in HTML."""
    end = "\n" if tag in _LINES else ""
    return Html(f"{void(tag, **attributes)}{joined(*content)}</{tag}>{end}")


def void(tag: str, **attributes: str | None) -> Html:
    """Return an element without content."""
    stated = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(shown(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Html(f"<{tag}{stated}>")


def joined(*content: str) -> Html:
    return Html("".join(map(text, content)))


def text(content: str) -> str:
    """Return markup as it is; text escaped, with the blanks around it."""
    if isinstance(content, Html):
        return content
    return escape(shown_part(content))


def inline(cell: Cell, ids: Collection[str]) -> Html:
    """Return a cell with its looks and links. Words lead to `ids` of the page, or to another page."""
    match cell:
        case Words():
            return _words(cell, ids)
        case Lines(lines):
            return Html("<br>".join(inline(line, ids) for line in lines))
        case Mark():
            return element("span", cell, class_="mark")
        case str() | int() | date():
            return joined(text_of(cell))
    if _is_run(cell):
        links = [inline(part, ids) for part in cell if isinstance(part, Words)]
        return element("span", Html(" ".join(links)), class_="run")
    return joined(*(inline(part, ids) for part in cell))


def _words(words: Words, ids: Collection[str]) -> Html:
    looks = words.look.split()
    classes = " ".join(look for look in looks if look in _CLASSES)
    tags = [_ELEMENTS[look] for look in looks if look in _ELEMENTS] or (["span"] if classes else [])
    made = inline(words.text, ids)
    for tag in tags:
        made, classes = element(tag, made, class_=classes or None), ""
    target = target_of(words.to, ids)
    return element("a", made, href=target) if target else made


def target_of(to: str, ids: Collection[str]) -> str | None:
    """Return the address of an id of the page, or of a page beside it by its path; None if there is no such id."""
    if "/" in to:
        return f"./{quote(to.lstrip('/'))}"
    return f"#{to}" if to in ids else None


def _is_run(parts: tuple[str | Words, ...]) -> bool:
    """Return whether a line is one link after the other."""
    links = [part for part in parts if isinstance(part, Words) and part.to]
    return len(links) > 1 and all(part in links or str(part).strip() in ("", ",") for part in parts)

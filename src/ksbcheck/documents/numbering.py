"""The numbers that Word writes before headings and items of lists."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ksbcheck.documents.package import namespace
from ksbcheck.domain.text import whole_number

_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST = 300
"""The largest number that is written in letters."""


class _Level(NamedTuple):
    """A level of a list; `text` is the form of its numbers, as `%1.%2`, and `style` the paragraphs that have them."""

    start: int
    form: str
    text: str
    style: str

    def write(self, number: int) -> str:
        if not 0 < number <= _LARGEST:
            return str(number)
        written = {"Roman": _roman, "Letter": _letter}.get(self.form[len("lower") :], str)(number)
        return written.upper() if self.form.startswith("upper") else written


class Numbering:
    """Counts the numbered paragraphs of a document, in their order."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, tuple[str, Mapping[int, _Level]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        w = namespace(root)
        levels = {each.get(f"{w}abstractNumId"): _levels(each, w) for each in root.iter(f"{w}abstractNum")}
        for each in root.iter(f"{w}num"):
            list_id, name = value(each, w, "abstractNumId"), each.get(f"{w}numId") or ""
            self._lists[name] = list_id, levels.get(list_id, {})
            self._restarts[name] = {
                whole_number(override.get(f"{w}ilvl")): whole_number(value(override, w, "startOverride"))
                for override in each.iter(f"{w}lvlOverride")
                if value(override, w, "startOverride")
            }

    def next(self, number: tuple[str, str] | None, style: str = "") -> str:
        """Return the number of the next paragraph of a list, at the level given or else that of its style."""
        if number is None or number[0] not in self._lists:
            return ""
        list_id, levels = self._lists[number[0]]
        by_style = next((depth for depth, level in levels.items() if style and level.style == style), 0)
        depth = whole_number(number[1]) if number[1] else by_style
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(list_id, {})
        restart = self._restarts[number[0]].pop(depth, None)
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1 if restart is None else restart
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        written = {each: level.write(counts.get(each, level.start)) for each, level in levels.items() if each <= depth}
        return re.sub(r"%(\d)", lambda found: written.get(int(found[1]) - 1, ""), levels[depth].text)


def _levels(numbering: Element, w: str) -> Mapping[int, _Level]:
    levels: dict[int, _Level] = {}
    for each in numbering.iter(f"{w}lvl"):
        form = value(each, w, "numFmt") or "decimal"
        text = "" if form in ("bullet", "none") else value(each, w, "lvlText")
        level = _Level(whole_number(value(each, w, "start") or "1"), form, text, value(each, w, "pStyle"))
        levels[whole_number(each.get(f"{w}ilvl"))] = level
    return levels


def value(element: Element, w: str, *path: str) -> str:
    """Return what an element below another is set to; empty if it is not there."""
    child = element.find("/".join(f"{w}{tag}" for tag in path))
    return "" if child is None else child.get(f"{w}val") or ""


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)

"""Pictures of a page: a bar in parts as SVG, a map of tiles, chips, and a heat map. Each sign has its letter."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate

from ksbcheck.domain.text import listed
from ksbcheck.output.document import Chips, HeatMap, Part, Stack, Tile, Tiles
from ksbcheck.output.markup import Html, element, inline, joined, target_of, void

_ROOM = 0.04
"""The share of a bar that has room for a number."""
_CLASSES = {"\u00d7": "m", "missing": "m"}
_LETTERS = {"missing": "\u00d7"}


def stack(block: Stack) -> Html:
    """Return a bar in parts with its numbers, and the number and name of each part below it."""
    of = sum(part.size for part in block.parts)
    said = f"{listed(f'{part.size} {part.name}' for part in block.parts)}, of {of}." if block.parts else ""
    edge = element("rect", class_="edge", width="100%", height="100%")
    bar = element("svg", *_bar(block.parts, max(of, 1)), edge, class_="bar", role="img", aria_label=said)
    lettered = any(part.name.startswith(part.look) for part in block.parts)  # the parts are the states of a map
    names = (
        element("li", _tile(part.look, lettered=lettered), element("b", str(part.size)), f" {part.name}")
        for part in block.parts
    )
    return joined(bar, element("ul", *names, class_="key"))


def _bar(parts: Sequence[Part], of: int) -> Iterator[Html]:
    ends = accumulate(part.size / of for part in parts)
    for part, end in zip(parts, ends, strict=True):
        share, look = part.size / of, _class(part.look)
        x = end - share
        if share:
            yield element("rect", class_=look, x=f"{x:.3%}", width=f"{share:.3%}", height="100%")
        if share >= _ROOM:
            yield element("text", str(part.size), class_=f"on-{look}", x=f"{x + share / 2:.3%}", y="50%")
        if share and x:
            yield element("line", class_="cut", x1=f"{x:.3%}", x2=f"{x:.3%}", y1="0", y2="100%")


def _class(look: str) -> str:
    return _CLASSES.get(look, look.lower() if look.isalpha() else "none")


def _tile(look: str, *, lettered: bool) -> Html:
    letter = _LETTERS.get(look, look.upper()) if lettered else ""
    return element("span", letter, class_=f"tile {_class(look)}", aria_hidden="true")


def tiles(block: Tiles, ids: Collection[str]) -> Html:
    """Return a map of tiles by group, each a link if it leads somewhere."""
    words = {sign: name.partition(":")[0] for sign, name in block.key}
    groups: list[Html] = []
    for name, group in block.groups:
        groups += [element("dt", name), element("dd", *(_of_map(tile, words[tile.sign], ids) for tile in group))]
    return joined(key(block.key), element("dl", *groups, class_="map"))


def _of_map(tile: Tile, words: str, ids: Collection[str]) -> Html:
    sign = element("b", tile.sign, aria_hidden="true")
    said = element("span", f" {words}", class_="hide")
    target = target_of(tile.to, ids)
    return element("a" if target else "span", tile.name, sign, said, class_=_class(tile.look), href=target)


def key(signs: Sequence[tuple[str, str]]) -> Html:
    named = (
        element("li", element("span", sign, class_=f"tile {_class(sign)}", aria_hidden="true"), f" {words}")
        for sign, words in signs
    )
    return element("ul", *named, class_="signs")


def chips(block: Chips, ids: Collection[str]) -> Html:
    made = []
    for chip in block.chips:
        mark = element("span", chip.mark.value, aria_hidden="true", class_="mark")
        target = target_of(chip.to, ids)
        words = joined(mark, f" {chip.name}: ", element("b", chip.state))
        made.append(element("li", element("a" if target else "span", words, href=target), class_=chip.look))
    return element("ul", *made, class_="chips")


def heat_map(block: HeatMap, ids: Collection[str], classes: Mapping[tuple[str, ...], str]) -> Html:
    """Return a table with a sign in each cell; `classes` are those of rows by their tags."""
    cells = {
        sign: element("td", sign, class_=_class(sign).replace("none", "") or None)
        for row in block.rows
        for sign in row.signs
        if sign
    }
    first = [before[:1] != head[:1] for before, head in zip(("", *block.heads), block.heads, strict=False)]
    columns = [void("col", class_="who"), *(void("col", class_="figure") for _ in block.figures)]
    columns += [void("col", class_="first" if is_first else "cell") for is_first in first]
    heads = [_upright("th", head, scope="col") for head in (*block.figures, *block.heads)]
    head = element("tr", element("th", block.title, scope="col", class_="who"), *heads)
    rows = []
    for row in block.rows:
        figures = (element("td", figure, class_="figure") for figure in row.figures)
        signs = (cells.get(sign) or element("td", sign) for sign in row.signs)
        name = element("th", inline(row.name, ids), scope="row", class_="who")
        rows.append(element("tr", name, *figures, *signs, class_=classes.get(row.tags) or None))
    blank = [element("td") for _ in block.figures]
    feet = [_upright("td", inline(each, ids)) for each in block.foot]
    foot_name = element("th", block.foot_title, scope="row", class_="who")
    foot = [element("tfoot", element("tr", foot_name, *blank, *feet))] if block.foot else []
    inner = (element("colgroup", *columns), element("thead", head), element("tbody", *rows), *foot)
    table = element("table", *inner, class_="heat")
    return element("div", table, class_="scroll", role="group", tabindex="0", aria_label=block.title)


def sorting(maps: Sequence[HeatMap]) -> Html:
    """Return the buttons that sort heat maps, hidden until a script works them."""
    figures = maps[0].figures
    numeric = [n for n in range(len(figures)) if any(row.figures[n].isdigit() for each in maps for row in each.rows)]
    ways = [("As listed", -1), ("Name", 0), *((figures[n], n + 1) for n in numeric)]
    buttons = (
        element("button", words, type="button", value=str(way), aria_pressed="true" if way < 0 else "false")
        for words, way in ways
    )
    said = element("output", class_="hide")
    tools = (element("b", "Sort"), *buttons, said)
    return element("div", *tools, class_="sort", role="group", aria_label="Sort", hidden="")


def _upright(tag: str, content: str, scope: str | None = None) -> Html:
    return element(tag, element("span", content), scope=scope, class_="up")

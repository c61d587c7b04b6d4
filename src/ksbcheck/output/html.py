"""Documents as self-contained HTML pages. Rows and sections have ids, words lead to them, and rows can be filtered."""

from collections.abc import Iterable, Iterator, Sequence

from ksbcheck.output.document import (
    Block,
    Cell,
    Chips,
    Column,
    Depth,
    Document,
    Facts,
    HeatMap,
    Items,
    Note,
    Section,
    Stack,
    Table,
    Tiles,
    Words,
    text_of,
)
from ksbcheck.output.filters import Filters, filters_of
from ksbcheck.output.markup import Html, element, inline, joined
from ksbcheck.output.page import shell
from ksbcheck.output.pictures import chips, heat_map, key, sorting, stack, tiles

_LONGEST_WHOLE = 14
"""The widest column of short things, in characters."""


def write(document: Document) -> str:
    return _Writer(document).page()


class _Writer:
    """Writes one document: the ids of its page, the rules of style that its tables need, its filters."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.ids = document.ids
        self.rules: dict[str, None] = {}
        self.filters = Filters()

    def page(self) -> str:
        lead, first, rest = _parts(self.document.sections)
        header = joined(*(self.lead(block) for section in lead for block in section.blocks))
        body = joined(*self.first(first), _contents(rest), *self.rest(rest))
        blocks = [block for section in rest for block in section.blocks]
        sorts = any(isinstance(block, HeatMap) and block.figures for block in blocks)
        return shell(self.document, header, body, "".join(self.rules), sorts=sorts)

    def lead(self, block: Block) -> Html:
        if isinstance(block, Note) and block.text:
            return element("p", self.inline(block.text), class_="lead")
        return self.block(block, "")

    def first(self, sections: Sequence[Section]) -> Iterator[Html]:
        """Yield the sections of the first screen, two side by side; chips have a row to themselves."""
        waiting: list[Html] = []
        for section in sections:
            made = self.section(section)
            alone = any(isinstance(block, Chips) for block in section.blocks)
            waiting += [] if alone else [made]
            if len(waiting) > 1:
                yield element("div", *waiting, class_="top")
                waiting = []
            elif alone:
                yield from (*waiting, made)
                waiting = []
        yield from waiting

    def rest(self, sections: Sequence[Section]) -> Iterator[Html]:
        """Yield the other sections. On paper, the first that is deeper begins a page."""
        is_first = any(each.depth is Depth.FIRST for each in self.document.sections)
        for section in sections:
            begins = is_first and section.depth > Depth.FIRST
            is_first = is_first and not begins
            yield self.section(section, "leaf" if begins else None)

    def section(self, section: Section, class_: str | None = None) -> Html:
        self.filters = filters_of(section, f"f{len(self.rules)}-")
        self.rules |= dict.fromkeys(f"@media screen{{{rule}}}" for rule in self.filters.rules)
        heading = f"h-{section.id}" if section.id and section.title else ""
        blocks = [self.block(block, heading) for block in section.blocks]
        maps = [block for block in section.blocks if isinstance(block, HeatMap)]
        blocks = [*self.filters.choices, *_above(maps), *blocks]
        if not section.title:
            return element("div", *blocks, id=section.id or None)
        title = element("h2", section.title, id=heading or None)
        if section.depth is Depth.REST:  # can be folded away; on paper it is open
            blocks = [element("details", element("summary", title), *blocks, open="open")]
        else:
            blocks = [title, *blocks]
        return element("section", *blocks, id=section.id or None, class_=class_, aria_labelledby=heading or None)

    def block(self, block: Block, heading: str) -> Html:
        match block:
            case Note(words):
                return element("p", self.inline(words)) if words else Html("")
            case Facts(rows):
                facts = (element("div", element("dt", name), element("dd", self.inline(value))) for name, value in rows)
                return element("dl", *facts, class_="facts")
            case Items(items, numbered):
                listed = [element("li", self.inline(item)) for item in items]
                return element("ol" if numbered else "ul", *listed) if listed else Html("")
            case Table():
                return self.table(block, heading)
            case _:
                return self.picture(block)

    def picture(self, block: Stack | Tiles | Chips | HeatMap) -> Html:
        match block:
            case Stack():
                return stack(block)
            case Tiles():
                return tiles(block, self.ids)
            case Chips():
                return chips(block, self.ids)
            case HeatMap():
                return heat_map(block, self.ids, self.filters.classes)

    def inline(self, cell: Cell) -> Html:
        return inline(cell, self.ids)

    def table(self, table: Table, heading: str) -> Html:
        """Return a table, whose first column names the rows; without headings, a list of rows that line up."""
        if not any(column.heading for column in table.columns):
            rows = (element("tr", *(element("td", self.inline(cell)) for cell in row)) for row in table.rows)
            return element("table", element("tbody", *rows), role="presentation", class_="plain")
        caption = [element("caption", table.caption)] if table.caption else []
        head = element("thead", element("tr", *self.headings(table), role="row"), role="rowgroup")
        body = element("tbody", *self.rows(table), role="rowgroup")
        labelled = heading if heading and not caption else None
        return element("table", *caption, head, body, role="table", aria_labelledby=labelled)

    def headings(self, table: Table) -> Iterator[Html]:
        for column, width in zip(table.columns, _widths(table), strict=True):
            class_ = " ".join(filter(None, (_class(column), self.width(width))))
            if column.heading:
                yield element("th", self.inline(column.heading), scope="col", role="columnheader", class_=class_)
            else:
                yield element("td", role="cell", class_=class_)

    def width(self, percent: int) -> str:
        self.rules[f".w{percent}{{width:{percent}%}}"] = None
        return f"w{percent}"

    def rows(self, table: Table) -> Iterator[Html]:
        for number, row in enumerate(table.rows):
            cells = (self.cell(table.columns[index], index, cell) for index, cell in enumerate(row))
            id_ = table.ids[number] if table.ids else None
            class_ = self.filters.classes.get(table.tags[number]) if table.tags else None
            yield element("tr", *cells, role="row", id=id_, class_=class_)

    def cell(self, column: Column, index: int, cell: Cell) -> Html:
        styled = Words(cell, column.look) if isinstance(cell, str) and column.look and cell else cell
        class_ = _class(column, cell)
        if not index:
            return element("th", self.inline(styled), scope="row", role="rowheader", class_=class_)
        label = text_of(column.heading) if index > 1 else ""
        return element("td", self.inline(styled), role="cell", class_=class_, data_label=label or None)


def _above(maps: Sequence[HeatMap]) -> Iterator[Html]:
    """Yield what heat maps share: the meaning of their signs, and the buttons that sort them by their figures."""
    if maps and maps[0].figures:
        yield from (key(maps[0].key), sorting(maps))


def _class(column: Column, cell: Cell = "") -> str | None:
    """Return the class of a cell: figures at the right, short things on one line."""
    whole = column.whole and _length(cell or column.heading) <= _LONGEST_WHOLE
    return " ".join(filter(None, ("num" if column.right else "", "whole" if whole else ""))) or None


def _widths(table: Table) -> list[int]:
    """Return the width of each column in percent: of short things their length, as 100 characters fill a page."""
    columns = zip(*(tuple(column.heading for column in table.columns), *table.rows), strict=True)
    longest = [max(map(_length, cells)) for cells in columns]
    whole = [
        min(length, _LONGEST_WHOLE) + 5 if column.whole or not column.share else 0
        for column, length in zip(table.columns, longest, strict=True)
    ]
    shares = [0 if width else column.share for column, width in zip(table.columns, whole, strict=True)]
    rest = max(100 - sum(whole), 0)
    return [width or rest * share // sum(shares) for width, share in zip(whole, shares, strict=True)]


def _parts(sections: Sequence[Section]) -> tuple[Sequence[Section], Sequence[Section], Sequence[Section]]:
    """Return the sections of the head, which have no title; of the first screen, which have no map; and the others."""
    lead = next((n for n, each in enumerate(sections) if each.title or each.depth > Depth.FIRST), len(sections))
    end = next((n for n, each in enumerate(sections) if n >= lead and not _is_first(each)), len(sections))
    return sections[:lead], sections[lead:end], sections[end:]


def _is_first(section: Section) -> bool:
    return section.depth is Depth.FIRST and not any(isinstance(block, Tiles | HeatMap) for block in section.blocks)


def _contents(sections: Iterable[Section]) -> Html:
    """Return links to the sections, with how many rows they have."""
    named = [section for section in sections if section.title and section.id]
    links = (element("li", element("a", _short_title(section), href=f"#{section.id}")) for section in named)
    return element("nav", element("ul", *links), aria_label="Parts of the report") if named else Html("")


def _short_title(section: Section) -> str:
    rows = sum(len(block.rows) for block in section.blocks if isinstance(block, Table))
    return f"{section.title.partition(':')[0]}{f' {rows}' if rows else ''}"


def _length(cell: Cell) -> int:
    """Return how long the longest line of a cell is."""
    return max(map(len, text_of(cell).split("\n")))

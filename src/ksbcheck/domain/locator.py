"""Locators: where a claim says that its KSB is shown, as in `p. 3`, `§ Reflection`, `00:04:10`."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from ksbcheck.domain.names import nearest
from ksbcheck.domain.outline import Heading, Outline, Spot, typed_look
from ksbcheck.domain.text import clock, counted_noun, seconds


class PlaceKind(Enum):
    PAGE = "page"
    SLIDE = "slide"
    SHEET = "sheet"
    TIME = "time"
    HEADING = "heading"
    PARAGRAPH = "paragraph"


class Locator(NamedTuple):
    """A place, or consecutive places of one kind. `first` and `last` number pages, slides, paragraphs, or seconds.

    Of a sheet they number rows, 0 for all. A page with a `name` is known by its label, as `p. iv`.
    """

    kind: PlaceKind
    first: int = 0
    last: int = 0
    name: str = ""

    def __str__(self) -> str:
        if self.kind is PlaceKind.SHEET:
            rows = f"row{'s' if self.last != self.first else ''} {self.first}" if self.first else ""
            rows += f" to {self.last}" if self.last != self.first else ""
            return " ".join(filter(None, (f"sheet {self.name!r}" if self.name else "", rows)))
        if self.name:
            return f"{self.kind.value} {self.name!r}"
        ends = (self.first, self.last) if self.last != self.first else (self.first,)
        shown = [clock(end) if self.kind is PlaceKind.TIME else str(end) for end in ends]
        return f"{self.kind.value}{'s' if len(shown) > 1 else ''} {' to '.join(shown)}"


FORMS = "p. 3, pp. 3-5, slide 4, sheet Log, Log!B14, 00:04:10, § Reflection, para 12"
"""Examples of locators that can be looked up."""

_DASH = r"\s*(?:[-\u2010-\u2015\u2212]|\bto\b)\s*"
_AND = r"\s*(?:,?\s*(?:&|\band\b)|,)\s*"
_REMARK = r"(?:\s*\([^()]*\))?"
_PAGE, _SLIDE, _PARAGRAPH = r"p{1,2}\.?|pgs?\.?|pages?", r"slides?", r"paras?\.?|paragraphs?|¶{1,2}"
_ENDS = rf"\d{{1,5}}(?:{_DASH}(?:(?:{_PAGE}|{_SLIDE}|{_PARAGRAPH})\s*)?\d{{1,5}})?"
_NUMBERS = re.compile(
    rf"(?:(?P<page>{_PAGE})|(?P<slide>{_SLIDE})|(?P<paragraph>{_PARAGRAPH}))\s*[:#]?\s*"
    rf"(?P<numbers>{_ENDS}(?:{_AND}{_ENDS})*)(?:\s+of\s+\d+)?{_REMARK}",
    re.IGNORECASE,
)
_RUN = re.compile(rf"(\d+)(?:{_DASH}\D*(\d+))?")
_CLOCK = r"(?:\d{1,3}:[0-5]?\d|\d{1,3}):[0-5]\d"
_FRACTION = r"(?:[.,]\d{1,3})?"
_TIMES = re.compile(
    rf"(?:(?:at|from|time(?:\s?stamp)?)\s+)?"
    rf"(?P<first>{_CLOCK}){_FRACTION}(?:{_DASH}(?P<last>{_CLOCK}){_FRACTION})?{_REMARK}",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"(?:{_PAGE})\s*[:#]?\s*(?P<label>[ivxlc]{{1,7}}|[A-Z]{{1,3}}[-.]?\d{{1,4}})", re.IGNORECASE)
_CELL = r"\$?[A-Z]{1,3}\$?(\d{1,7})"
_ROWS = re.compile(
    rf"(?!§|#|(?:section|heading|page|slide|para|see)\b)(?:(?P<sheet>(?:work)?sheet\b|tab\b)\s*[:.]?\s*)?(?:(?P<name>.+?)"
    rf"(?:(?P<mark>!)|,?\s+|\s*\())??(?:(?P<row>rows?)\s+(\d{{1,7}})(?:{_DASH}(\d{{1,7}}))?|(?:cells?\s+)?{_CELL}(?::{_CELL})?)\)?",
    re.IGNORECASE,
)
_CELL_OF = re.compile(r"^(?i:(?:work)?sheet|tab)\b|\b[A-Z]{1,3}\$?\d+\W*\Z")
_NAMED = re.compile(
    r"(?:(?P<heading>§(?!§)|#{1,6}\s|(?:section|heading)\b|(?=\d{1,2}(?:\.\d{1,2})+(?:\s|$)|chapter\s))"
    r"|(?P<sheet>(?:work)?sheet\b|tab\b))\s*[:.]?\s*(?P<name>.+)",
    re.IGNORECASE,
)
# A semicolon separates places; so does a comma or `and` before the beginning of another one.
_NEXT_PLACE = re.compile(
    rf"\s*;\s*|{_AND}(?=(?:p{{1,2}}\.?\s?\d|pages?\s\d|slides?\s\d|paras?\b|paragraphs?\b|§|sheet\s|{_CLOCK}))",
    re.IGNORECASE,
)
_MAX_LENGTH = 400
"""Longer text is not parsed: some patterns would take long."""
_LAST_WORDS = 120
"""The most seconds that are spoken after the last time stamp of a transcript."""
_QUOTES = "\"'\u201c\u201d\u2018\u2019"


def parse(where: str) -> tuple[Locator, ...] | None:
    """Return the places of a claim's `where:`; None if any part can't be looked up."""
    where = " ".join(where.split())
    if len(where) > _MAX_LENGTH:
        return None
    places = [list(_places(part.strip())) for part in _NEXT_PLACE.split(where) if part.strip()]
    return tuple(place for part in places for place in part) if places and all(places) else None


def _places(text: str) -> Iterator[Locator]:
    if numbers := _NUMBERS.fullmatch(text):
        kind = next(kind for kind in PlaceKind if kind.value in numbers.groupdict() and numbers[kind.value])
        for first, last in _RUN.findall(numbers["numbers"]):
            yield Locator(kind, int(first), int(last or first))
    elif times := _TIMES.fullmatch(text):
        yield Locator(PlaceKind.TIME, seconds(times["first"]), seconds(times["last"] or times["first"]))
    elif labelled := _LABELLED.fullmatch(text):
        yield Locator(PlaceKind.PAGE, name=labelled["label"])
    elif (cells := _ROWS.fullmatch(text)) and (
        cells["row"] or cells["mark"] or (cells["name"] and _CELL_OF.search(text))
    ):
        rows = [int(row) for row in cells.groups()[4:] if row]
        yield Locator(PlaceKind.SHEET, rows[0], rows[-1], (cells["name"] or "").strip().strip(_QUOTES))
    elif named := _NAMED.fullmatch(text):
        kind = PlaceKind.SHEET if named["sheet"] else PlaceKind.HEADING
        yield Locator(kind, name=named["name"].strip().strip(_QUOTES))


class Verdict(Enum):
    """Whether a document has a place."""

    THERE = "there"
    NOT_THERE = "not there"
    PROBABLY_NOT = "probably not there"
    NOT_KNOWN = "not known"


class LookUp(NamedTuple):
    """Whether a document has a place, why not, and what may have been meant."""

    verdict: Verdict
    reason: str = ""
    meant: str | None = None


_THERE = LookUp(Verdict.THERE)
_BACKWARDS = LookUp(Verdict.NOT_THERE, "the range runs backwards")


def look_up(place: Locator, outline: Outline) -> LookUp:
    return _LOOK_UPS[place.kind](place, outline)


def _page(place: Locator, outline: Outline) -> LookUp:
    # A PDF of slides has pages: where pages are exact, `page` and `slide` are the same.
    if outline.page_noun is None or (outline.page_noun != place.kind.value and not outline.pages_exact):
        return _has_none(place, outline)
    if outline.pages is None:
        return LookUp(Verdict.NOT_KNOWN, f"a {outline.noun} doesn't say how many pages it has")
    if place.name or _labelled(place, outline):
        return _THERE if _labelled(place, outline) else _no_label(outline)
    about = "" if outline.pages_exact else "about "
    has = f"it has {about}{counted_noun(outline.pages, outline.page_noun)}"
    return _numbered(place, outline.pages, has, exact=outline.pages_exact)


def _labelled(place: Locator, outline: Outline) -> set[int]:
    """Return the numbers of the pages that have such a label."""
    asked = {place.name.casefold()} if place.name else {str(page) for page in range(place.first, place.last + 1)}
    return {number for number, label in enumerate(outline.labels, start=1) if label.casefold() in asked}


def _no_label(outline: Outline) -> LookUp:
    if not outline.labels:
        return LookUp(Verdict.NOT_KNOWN, f"the pages of this {outline.noun} have no names")
    return LookUp(Verdict.NOT_THERE, f"its pages are called {outline.labels[0]} to {outline.labels[-1]}")


def _paragraph(place: Locator, outline: Outline) -> LookUp:
    if outline.paragraphs is None:
        return LookUp(Verdict.NOT_KNOWN, f"the paragraphs of a {outline.noun} are not counted")
    has = f"it has {counted_noun(outline.paragraphs, 'paragraph')}"
    return _numbered(place, outline.paragraphs, has, exact=outline.paragraphs_numbered)


def _numbered(place: Locator, count: int, has: str, *, exact: bool) -> LookUp:
    if place.first < 1:
        return LookUp(Verdict.NOT_THERE, f"{place.kind.value}s are counted from 1")
    if place.last < place.first:
        return _BACKWARDS
    if place.last <= count:
        return _THERE
    return LookUp(Verdict.NOT_THERE if exact else Verdict.PROBABLY_NOT, has)


def _sheet(place: Locator, outline: Outline) -> LookUp:
    if not outline.sheets:
        rows = f"a {outline.noun} has no sheets with rows"
        return LookUp(Verdict.NOT_KNOWN, rows) if place.first else _has_none(place, outline)
    if place.last < place.first:
        return _BACKWARDS
    if (place.first and not place.name) or _meant_sheet(place.name, outline.sheets) is not None:
        return _THERE
    meant = nearest(place.name, outline.sheets) or outline.sheets[0]
    return LookUp(Verdict.NOT_THERE, "it has no sheet of that name", meant)


def _meant_sheet(name: str, sheets: Sequence[str]) -> str | None:
    """Find a sheet by its name or its number."""
    by_name = {typed_look(sheet): sheet for sheet in sheets}
    if (typed := typed_look(name)) in by_name:
        return by_name[typed]
    return sheets[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(sheets) else None


def _time(place: Locator, outline: Outline) -> LookUp:
    if not outline.times:
        return LookUp(Verdict.NOT_KNOWN, f"no time stamps were found in this {outline.noun}")
    if place.last < place.first:
        return _BACKWARDS
    first, last = min(outline.times), max(outline.times)
    if first <= place.last and place.first <= last + _LAST_WORDS:
        return _THERE
    return LookUp(Verdict.NOT_THERE, f"it has time stamps from {clock(first)} to {clock(last)}")


def _heading(place: Locator, outline: Outline) -> LookUp:
    if typed_look(place.name) in outline.headings_by_name:
        return _THERE
    marked = [heading.text for heading in outline.headings if heading.level is not None]
    if not marked:
        return LookUp(Verdict.NOT_KNOWN, f"this {outline.noun} marks no headings, and no line looks like that one")
    return LookUp(Verdict.NOT_THERE, "it has no such heading", nearest(place.name, marked))


def _has_none(place: Locator, outline: Outline) -> LookUp:
    own = next((noun for noun, there in _OWN_PLACES if there(outline)), None)
    says = f"a {outline.noun} has no {place.kind.value}s"
    return LookUp(Verdict.NOT_THERE, f"{says}; name a {own or 'heading or paragraph'}")


_OWN_PLACES: tuple[tuple[str, Callable[[Outline], object]], ...] = (
    ("sheet", lambda outline: any(outline.sheets)),
    ("slide", lambda outline: outline.page_noun == "slide"),
    ("page", lambda outline: outline.page_noun == "page"),
    ("time stamp", lambda outline: outline.times),
)

_LOOK_UPS: dict[PlaceKind, Callable[[Locator, Outline], LookUp]] = {
    PlaceKind.PAGE: _page,
    PlaceKind.SLIDE: _page,
    PlaceKind.SHEET: _sheet,
    PlaceKind.TIME: _time,
    PlaceKind.HEADING: _heading,
    PlaceKind.PARAGRAPH: _paragraph,
}


def _sections(place: Locator, outline: Outline) -> list[range]:
    """Return the sections under headings of that name, as indices of headings."""
    indices = outline.headings_by_name.get(typed_look(place.name), ())
    return [range(index, _section_end(index, outline.headings)) for index in indices]


def _section_end(index: int, headings: tuple[Heading, ...]) -> int:
    level = headings[index].level
    if level is None:
        return index + 1
    following = range(index + 1, len(headings))
    return next((other for other in following if (headings[other].level or level + 1) <= level), len(headings))


def region(place: Locator, outline: Outline) -> Callable[[Spot], bool | None]:
    """Return the test for spots in a place that the document has, None if unknown; approximate places are one wider."""
    inside = _inside(place, outline)
    return lambda spot: None if spot.aside else inside(spot)


def _inside(place: Locator, outline: Outline) -> Callable[[Spot], bool | None]:
    match place.kind:
        case PlaceKind.PAGE | PlaceKind.SLIDE:
            pages = _run(place, exact=outline.pages_exact)
            labelled = _labelled(place, outline)
            return lambda spot: None if spot.page is None else spot.page in labelled or spot.page in pages
        case PlaceKind.SHEET:
            sheet = _meant_sheet(place.name, outline.sheets)
            rows = range(place.first, place.last + 1) if place.first else None
            return lambda spot: (
                spot.sheet is not None
                and (spot.sheet == sheet or not place.name)
                and (rows is None or spot.row is None or spot.row in rows)
            )
        case PlaceKind.TIME:
            spoken = _spoken(place, outline.times)
            return lambda spot: spot.seconds is not None and spot.seconds in spoken
        case PlaceKind.PARAGRAPH:
            paragraphs = _run(place, exact=outline.paragraphs_numbered)
            return lambda spot: spot.paragraph is not None and spot.paragraph in paragraphs
        case PlaceKind.HEADING:
            sections = _sections(place, outline)
            return lambda spot: any(_in_section(spot, section, outline) for section in sections)


def _run(place: Locator, *, exact: bool) -> range:
    slack = 0 if exact else 1
    return range(place.first - slack, place.last + slack + 1)


def _spoken(place: Locator, times: Iterable[int]) -> Collection[int]:
    """Return the time stamps within a time: the last one before it, and those in it."""
    ordered = sorted(times)
    before = [stamp for stamp in ordered if stamp <= place.first]
    return {*before[-1:], *(stamp for stamp in ordered if place.first <= stamp <= place.last)}


def _in_section(spot: Spot, section: range, outline: Outline) -> bool:
    heading = outline.headings[section.start]
    if heading.level is None and heading.page is not None:
        # For a line that only looks like a heading: its section may go on to the next page.
        return spot.page in (heading.page, heading.page + 1)
    return spot.heading in section


def spot_name(spot: Spot, outline: Outline) -> str:
    """Return a spot in words: `page 4`, `under 'Planning'`."""
    if spot.aside:
        return f"in a comment by {spot.by}" if spot.by else "in a note, comment, header or footer"
    if spot.sheet is not None:
        return " ".join(([f"sheet {spot.sheet!r}"] if spot.sheet else []) + ([f"row {spot.row}"] if spot.row else []))
    if spot.page is not None and outline.page_noun:
        label = outline.labels[spot.page - 1] if 0 < spot.page <= len(outline.labels) else spot.page
        return f"{'' if outline.pages_exact else 'about '}{outline.page_noun} {label}"
    if spot.seconds is not None:
        return clock(spot.seconds)
    if spot.heading is not None:
        return f"under {outline.headings[spot.heading].text!r}"
    return f"paragraph {spot.paragraph}" if spot.paragraph is not None else "at the beginning"


def locator_of(spot: Spot, outline: Outline) -> str | None:
    """Write a spot as the `where:` of a claim; None if no form of place leads there."""
    written = _written(spot, outline)
    places = (parse(written) if written else None) or ()
    is_found = len(places) == 1 and look_up(places[0], outline).verdict is Verdict.THERE
    return written if is_found and region(places[0], outline)(spot) else None


def _written(spot: Spot, outline: Outline) -> str | None:
    if spot.sheet is not None:
        parts = (f"sheet {spot.sheet}" if spot.sheet else "", f"row {spot.row}" if spot.row else "")
        return " ".join(filter(None, parts))
    if spot.page is not None and outline.page_noun and outline.pages_exact:
        label = outline.labels[spot.page - 1] if 0 < spot.page <= len(outline.labels) else str(spot.page)
        return f"p. {label}" if outline.page_noun == "page" else f"{outline.page_noun} {label}"
    if spot.seconds is not None:
        return clock(spot.seconds)
    if spot.heading is not None:
        return f"\u00a7 {outline.headings[spot.heading].text}"
    return f"para {spot.paragraph}" if spot.paragraph is not None else None

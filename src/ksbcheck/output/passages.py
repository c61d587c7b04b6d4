"""Markdown of limited length: the least important passages are left out first, and named."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ksbcheck.output.document import Depth, Document, Section, Tiles
from ksbcheck.output.markdown import NO_ANCHORS, Anchors, anchors_of, lines_of, one_line, plain, plain_in_html

_ROOM_FOR_NOTE = 1000
_UNFOLD = "\n</details>\n"


class Frame(NamedTuple):
    """What begins and ends several passages side by side."""

    number: int = 0
    begin: str = ""
    end: str = ""


_NO_FRAME = Frame()


class Passage(NamedTuple):
    """A part of a document of limited length. Those of low rank stay longest.

    `rows` may be cut from the end; `name` is what they are. Passages side by side in one `frame` stand within it.
    """

    rank: int
    name: str
    opening: str
    rows: tuple[str, ...] = ()
    closing: str = ""
    frame: Frame = _NO_FRAME

    @property
    def whole(self) -> int:
        """Its length with all rows, in characters."""
        return len(self.opening) + sum(map(len, self.rows)) + len(self.closing)


def write_within(document: Document, folded: Sequence[Document], most: int) -> str:
    """Return a document and others folded below it in at most so many characters; with links if nothing is left out.

    A word of the first document leads to the first folded one by the id `document-1`, and so on.
    """
    with_links = list(_passages(document, folded, links=True))
    if _whole(with_links) <= most:
        return fit_passages(with_links, most)
    return fit_passages(list(_passages(document, folded, links=False)), most)


def _passages(document: Document, folded: Sequence[Document], *, links: bool) -> Iterator[Passage]:
    yield Passage(0, "titles", f"# {plain(document.title)}\n")
    anchors = anchors_of(document)
    anchors = Anchors(anchors.ids.union(f"document-{n}" for n, _ in enumerate(folded, 1)))
    yield from _sections(document, anchors if links else NO_ANCHORS)
    for number, each in enumerate(folded, 1):
        target = f'<a id="document-{number}"></a>' if links else ""
        frame = Frame(number, f"\n<details>\n<summary>{target}{plain_in_html(each.title)}</summary>\n", _UNFOLD)
        anchors = anchors_of(each, f"document-{number}-") if links else NO_ANCHORS
        yield from (passage._replace(frame=frame) for passage in _sections(each, anchors, "###"))


def _sections(document: Document, anchors: Anchors, marks: str = "##") -> Iterator[Passage]:
    """Yield the open sections, and then the folded ones."""
    if document.above:
        yield Passage(100 * Depth.FIRST, "titles", f"\n{plain(document.above)}\n")
    in_order = sorted(enumerate(document.sections), key=lambda numbered: _is_folded(numbered[1]))
    for index, section in in_order:
        rank = 100 * (Depth.REST if _is_folded(section) else section.depth) + index
        name = section.title.split(":")[0] or "answers"
        picture = one_line(section.blocks[0], anchors) if len(section.blocks) == 1 else ""
        if section.title and picture:
            blank = "" if index and _is_picture(document.sections[index - 1]) else "\n"
            yield Passage(rank, name, f"{blank}- **{plain(section.title)}**: {picture}\n")
            continue
        lines = tuple(line for block in section.blocks for line in lines_of(block, anchors))
        if _is_folded(section):
            opening = f"\n<details>\n<summary>{plain_in_html(section.title)}</summary>\n"
            yield Passage(rank, name, opening, lines, _UNFOLD)
        elif lines or section.title:
            yield Passage(rank, name, f"\n{marks} {plain(section.title)}\n" if section.title else "", lines)


def _is_folded(section: Section) -> bool:
    """Whether few read a section: also a map, whose codes stand in the tables as well."""
    return section.depth is Depth.REST or any(isinstance(block, Tiles) for block in section.blocks)


def _is_picture(section: Section) -> bool:
    return bool(section.title) and len(section.blocks) == 1 and bool(one_line(section.blocks[0], NO_ANCHORS))


def _whole(passages: Sequence[Passage]) -> int:
    frames = {passage.frame for passage in passages}
    return sum(passage.whole for passage in passages) + sum(map(_around, frames))


def _around(frame: Frame) -> int:
    return len(frame.begin) + len(frame.end)


def fit_passages(passages: Sequence[Passage], most: int) -> str:
    """Return the document in at most `most` characters, with a note on what was left out below its first passage."""
    too_long = _whole(passages) > most
    kept = _kept(passages, most - _ROOM_FOR_NOTE if too_long else most)
    texts = {
        index: f"{passages[index].opening}{''.join(passages[index].rows[:rows])}{passages[index].closing}"
        for index, rows in kept.items()
    }
    if too_long:
        texts[0] = texts.get(0, "") + _note(passages, kept, most)
    parts: list[str] = []
    for frame, indices in groupby(sorted(texts), key=lambda index: passages[index].frame):
        parts += [frame.begin, *(texts[index] for index in indices), frame.end]
    return f"{''.join(parts).strip()}\n"


def _kept(passages: Sequence[Passage], room: int) -> dict[int, int]:
    """Return how many rows of each passage fit; passages without room are left out."""
    kept: dict[int, int] = {}
    begun = {_NO_FRAME}
    for index, passage in sorted(enumerate(passages), key=lambda numbered: numbered[1].rank):
        around = 0 if passage.frame in begun else _around(passage.frame)
        room_for_rows = room - around - len(passage.opening) - len(passage.closing)
        rows = _how_many(passage.rows, room_for_rows)
        if room_for_rows >= 0 and (rows or not passage.rows):
            kept[index] = rows
            begun.add(passage.frame)
            room = room_for_rows - sum(map(len, passage.rows[:rows]))
    return kept


def _how_many(rows: Sequence[str], room: int) -> int:
    for count, row in enumerate(rows):
        room -= len(row)
        if room < 0:
            return count
    return len(rows)


def _note(passages: Sequence[Passage], kept: dict[int, int], most: int) -> str:
    left_out: Counter[str] = Counter()
    for index, passage in enumerate(passages):
        left_out[passage.name] += len(passage.rows) - kept[index] if index in kept else max(1, len(passage.rows))
    names = ", ".join(f"{name} ({count:,})" for name, count in left_out.items() if count)
    return (
        f"\n**Left out here**, because GitHub takes no more than {most:,} characters: {names}.\n"
        "`ksbcheck report PATH -o report.html` shows everything.\n"
    )

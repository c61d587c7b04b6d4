"""Documents as PDF on A4: tagged and searchable, set with typst (the extra `pdf`).

The template is `templates/document.typ`. Documents reach it as JSON, so that no text is markup.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import typst

from ksbcheck.domain.text import shown, shown_part
from ksbcheck.output.document import Depth, Document, HeatMap, Note, Section, Table, Words, text_of

_TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
_STAND_IN = "\ufffd"
_LONGEST_FOOT = 90
_MOST_NAMED = 8
_MOST_LINKED = 12
"""The documents whose rows can be linked. typst lays pages with links out twice, and keeps both in memory."""

# typst's error for a character that no font has.
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_QUOTED = re.compile("`([^`]+)`")  # as it is written in a file; on paper in quotation marks

# A cell in the structure of the PDF, with the column of its heading.
_DATA_CELL = re.compile(rb"/S/TD(/P \d+ 0 R/A\[<</O/Table)(/Headers\[\(U\d+x(\d+)y\d+\)\])")


def write(documents: Sequence[Document], deepest: Depth = Depth.REST) -> bytes:
    """Return documents as one PDF/UA-1 file, with their sections down to a depth. Equal documents give equal bytes.

    A link to `/2` leads to the document of that number, from 0.
    If typst's fonts lack a character, the system's fonts are used as well; a character that no font has is replaced,
    and named on the first page.
    """
    kept = [_kept(document, deepest) for document in documents]
    try:
        return _typeset(_as_json(kept, frozenset()), system_fonts=False)
    except typst.TypstError:
        return _with_system_fonts(kept)


def _with_system_fonts(documents: Sequence[Document]) -> bytes:
    unshown: frozenset[str] = frozenset()
    while True:
        try:
            return _typeset(_as_json(documents, unshown), system_fonts=True)
        except typst.TypstError as error:
            found = _unshown(error)
            if found <= unshown:
                raise
            unshown |= found


def _typeset(document: str, *, system_fonts: bool) -> bytes:
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"document": document},
        pdf_standards="ua-1",
        ignore_system_fonts=not system_fonts,
    )
    return _DATA_CELL.sub(_with_row_heading, made)


def _with_row_heading(cell: re.Match[bytes]) -> bytes:
    """Return a cell of a first column as the heading of its row, and others without a list of their headings alone.

    typst's own way is not open to its library for Python. The length stays, as the PDF says where each object begins.
    """
    kind, attributes = (b"H", b"/Scope/Row") if cell[3] == b"0" else (b"D", b"")
    return b"/S/T" + kind + cell[1] + attributes.ljust(len(cell[2]))


def _unshown(error: typst.TypstError) -> frozenset[str]:
    found = "".join(_UNSHOWN.findall(error.diagnostic))
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), found)
    return frozenset(character for character in plain if not character.isascii())


def _kept(document: Document, deepest: Depth) -> Document:
    """Return a document without deeper sections, which it names, and without ids that are there twice."""
    seen: set[str] = set()
    sections = [_with_own_ids(each, seen) for each in document.sections if each.depth <= deepest]
    left_out = [each.title for each in document.sections if each.depth > deepest and each.title]
    if left_out:
        wide = [number for number, section in enumerate(sections) if _is_wide(section)]  # each on a sheet of its own
        words = Words(f"Only with --full: {'; '.join(left_out)}.", "quiet")
        sections.insert(min(wide, default=len(sections)), Section("", (Note(words),)))
    return document._replace(sections=tuple(sections))


def _is_wide(section: Section) -> bool:
    return any(isinstance(block, HeatMap) for block in section.blocks)


def _with_own_ids(section: Section, seen: set[str]) -> Section:
    def own(name: str) -> str:
        is_new = name not in seen
        seen.add(name)
        return name if is_new else ""

    blocks = tuple(
        block._replace(ids=tuple(map(own, block.ids))) if isinstance(block, Table) else block
        for block in section.blocks
    )
    return section._replace(id=own(section.id), blocks=blocks)


def _as_json(documents: Sequence[Document], unshown: frozenset[str]) -> str:
    """Return the template's data, with missing characters replaced."""
    first, tops = documents[0], {f"/{number}": f"{number}-" for number in range(len(documents))}
    data = {
        "title": shown(". ".join(filter(None, (first.title, first.above)))),
        "documents": [_document(document, f"{number}-", tops, unshown) for number, document in enumerate(documents)],
    }
    written = json.dumps(data, ensure_ascii=False)
    for character in unshown:
        written = written.replace(character, _STAND_IN)
    return written


def _document(document: Document, prefix: str, tops: Mapping[str, str], unshown: frozenset[str]) -> dict[str, object]:
    ids = document.ids if len(tops) <= _MOST_LINKED else ()
    places = {**{each: f"{prefix}{each}" for each in ids}, **tops}
    sections = _plain(document.sections, places)
    missing = unshown & set(json.dumps(sections, ensure_ascii=False) + document.title + document.above)
    return {
        "id": prefix,
        "title": shown(document.title),
        "above": shown(document.above),
        "foot": _shortened(shown(document.foot)),
        "wide": any(map(_is_wide, document.sections)),
        "unshown": ", ".join(_named(sorted(missing))),
        "sections": sections,
    }


def _plain(value: object, places: Mapping[str, str]) -> object:
    """Return a part of a document as JSON values. Its type is the `kind`; ids that are not in the document go."""
    match value:
        case date():
            return text_of(value)
        case str():
            return shown_part(_QUOTED.sub(r"“\1”", value))
        case tuple() if hasattr(value, "_fields"):
            fields = {name: _field(name, getattr(value, name), places) for name in value._fields}
            return {"kind": type(value).__name__.lower(), **fields}
        case tuple():
            return [_plain(each, places) for each in value]
        case _:
            return value


def _field(name: str, value: object, places: Mapping[str, str]) -> object:
    """Return a field of a part as JSON, and an id as it is in the whole PDF, or empty if it is not there."""
    match name, value:
        case "id" | "to", str():
            return places.get(value, "") if value else ""
        case "ids", tuple():
            return [places.get(each, "") if each else "" for each in value]
        case _:
            return _plain(value, places)


def _shortened(text: str) -> str:
    """Return a text with its middle cut out if it is too long for the foot of a page."""
    return text if len(text) <= _LONGEST_FOOT else f"{text[: _LONGEST_FOOT // 2]}…{text[-_LONGEST_FOOT // 2 :]}"


def _named(characters: Sequence[str]) -> Iterator[str]:
    for character in characters[:_MOST_NAMED]:
        yield f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    if len(characters) > _MOST_NAMED:
        yield f"and {len(characters) - _MOST_NAMED} more"

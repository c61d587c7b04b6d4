"""Reports as PDF on A4: tagged and searchable, set with typst (the extra `pdf`).

The template is `templates/report.typ`. Views reach it as JSON, so that no text is markup.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typst

from ksbcheck.domain.text import counted_noun
from ksbcheck.reports.view import View, justified_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_TEMPLATE = Path(__file__).parent.parent / "output" / "templates" / "report.typ"
_STAND_IN = "\ufffd"
_LONGEST_FOOTER = 48
_MOST_NAMED = 8

_AS_THEY_ARE = (
    *("title", "as_of", "verdict", "what_if", "only", "ksbs_are", "next_things", "checked", "facts", "bars", "duties"),
    *("roll_ups", "no_method"),
    *("findings", "justified", "not_checked", "provenance", "basis"),
)

_LONGEST_WORD = 18
_PARTS = re.compile(r"(?:(?<!\S)\S{1,18}(?!\S)|\s)+|[^\s/\\_.,:;-]+[/\\_.,:;-]*|[/\\_.,:;-]+")

# typst's error for a character that no font has.
_UNSHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def render(views: Sequence[View]) -> bytes:
    """Return the reports as one PDF/UA-1 document. Equal views give equal bytes.

    If typst's fonts lack a character, the system's fonts are used as well; a character that no font has is replaced,
    and named on the first page.
    """
    try:
        return _typeset(_document(views, frozenset()), system_fonts=False)
    except typst.TypstError:
        return _with_system_fonts(views)


def _with_system_fonts(views: Sequence[View]) -> bytes:
    unshown: frozenset[str] = frozenset()
    while True:
        try:
            return _typeset(_document(views, unshown), system_fonts=True)
        except typst.TypstError as error:
            found = _unshown(error)
            if found <= unshown:
                raise
            unshown |= found


def _typeset(document: str, *, system_fonts: bool) -> bytes:
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"document": document},
        pdf_standards="ua-1",
        ignore_system_fonts=not system_fonts,
    )


def _unshown(error: typst.TypstError) -> frozenset[str]:
    """Parse the characters that no font has out of an error."""
    found = "".join(_UNSHOWN.findall(error.diagnostic))
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), found)
    return frozenset(character for character in plain if not character.isascii())


def _document(views: Sequence[View], unshown: frozenset[str]) -> str:
    """Return the template's data as JSON, with missing characters replaced."""
    latest = max((date.fromisoformat(view.as_of) for view in views if view.as_of), default=None)
    document = {
        "title": views[0].title if len(views) == 1 else f"Evidence reports: {counted_noun(len(views), 'portfolio')}",
        "date": {"year": latest.year, "month": latest.month, "day": latest.day} if latest else None,
        "views": [_view(view, unshown) for view in views],
    }
    written = json.dumps(document, ensure_ascii=False)
    for character in unshown:
        written = written.replace(character, _STAND_IN)
    return written


def _view(view: View, unshown: frozenset[str]) -> dict[str, object]:
    characters = set(json.dumps(asdict(view), ensure_ascii=False)) if unshown else set()
    claims: dict[str, list[object]] = {}
    for claim in view.claims:
        claims.setdefault(claim.code, []).append(_plain(claim))
    return {
        **{name: _plain(getattr(view, name)) for name in _AS_THEY_ARE},
        "by_ksbs": bool(view.bars),
        "gaps": _plain(view.gaps),
        "gaps_justified": justified_of(view.gaps),
        "findings_justified": justified_of(view.findings),
        "required": len(view.ksbs),
        "pieces": [{**_fields(piece), "carries": _plain(piece.by_rung)} for piece in view.pieces],
        "annex": [{**_fields(ksb), "claims": claims.get(ksb.code, [])} for ksb in view.ksbs],
        "footer": _shortened(view.learner or view.facts[0][1]),
        "unshown": _named(sorted(unshown & characters)),
    }


def _plain(value: object) -> object:
    """Return a part of a view as JSON values, with line breaks allowed in long words."""
    if isinstance(value, str):
        return _breakable(value)
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return _fields(value) if is_dataclass(value) and not isinstance(value, type) else value


def _fields(part: "DataclassInstance") -> dict[str, object]:
    return {field.name: _plain(getattr(part, field.name)) for field in fields(part)}


def _breakable(text: str) -> str | list[str]:
    """Return a text, or its parts if a word is too long for a column."""
    overlong = len(text) > _LONGEST_WORD and max(map(len, text.split()), default=0) > _LONGEST_WORD
    return _PARTS.findall(text) if overlong else text


def _shortened(text: str) -> str:
    """Cut a text for the footer."""
    return text if len(text) <= _LONGEST_FOOTER else text[:_LONGEST_FOOTER].rstrip() + "…"


def _named(characters: Sequence[str]) -> list[str]:
    """Name characters that cannot be shown."""
    names = [
        f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip() for character in characters[:_MOST_NAMED]
    ]
    return [*names, f"and {more} more"] if (more := len(characters) - len(names)) else names

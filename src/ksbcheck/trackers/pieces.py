"""Pieces of evidence as people name them, with their places: `Phonics plan, p. 2; Reading film at 00:01:30`."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from ksbcheck.domain.day import parse_date
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.locator import Locator, PlaceKind, parse
from ksbcheck.domain.text import clock
from ksbcheck.trackers.words import (
    CROSS_REFERENCE,
    DITTO,
    EXAMPLE,
    ONLY_PROPOSED,
    STILL_TO_COME,
    Standing,
    names_nothing,
    standing,
)


class NamedPiece(NamedTuple):
    """A piece that a text names. `reason` says why it names none."""

    title: str
    where: str | None = None
    files: tuple[str, ...] = ()
    rung: Rung = Rung.CLAIMED
    """The highest rung that the words of the piece allow a learner's claim."""
    reason: str = ""
    date: dt.date | None = None


_LINK = re.compile(r"!?\[\[([^\[\]|#\n]{1,200})(?:#([^\[\]|\n]{1,200}))?(?:\|([^\[\]\n]{1,200}))?\]\]")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\(<?([^()<>\n]{1,300})>?\)")
_HYPERLINK = re.compile(r'=HYPERLINK\("([^"\n]{1,300})"\s*[,;]\s*"([^"\n]{1,200})"\)')
_PLACE = re.compile(
    r"(?i)(?:(?<=[\s,;(:\u2013-])|^)(?:p{1,2}\.? ?\d|pages? \d|pgs?\.? ?\d|slides? \d"
    r"|para(?:graph)?s?\.? ?\d|sections? |\u00a7|headings? |(?:(?<=[,;:(] )|(?<=\()|^)sheet |time ?stamp "
    r"|(?:at )?\d{1,3}:\d\d|min(?:ute)?s? \d)"
)
_BEFORE_PLACE = re.compile(r"[\s,;:(\u2013-]*(?:\b(?:on|at|from|see|in)\b[\s(]*)?\Z")
_MINUTE = re.compile(r"(?i)min(?:ute)?s? \d{1,3}\b")
_NEXT = re.compile(r"\s*(?:;|\n|\s/\s)\s*")
_IDS = re.compile(r"(?:\s*(?:,|&|\+|\band\b)\s*)(?=[A-Z]{1,3}-?\d{1,3}\b)")
_ID = re.compile(r"[A-Z]{1,3}-?\d{1,3}\b")
_IN_ID = re.compile(r".*\b(?:in|see) ([A-Z]{1,3}\d{1,3})")
_WHEN = re.compile(r"(?i)[\s,;(\u2013-]*\b(?:when|once)\b.*")
_SEE = re.compile(
    r"(?i)\A(?:see(?: also)?|refer to|(?:covered|shown|evidenced|met|demonstrated) (?:in|by))\s+"
    r"(?=\W*\w)(?!above|below|notes?\b)"
)
_LONGEST = 500
_AROUND = " \t\n,;:*`\u2013\u2014-"


def rung_of(status: Standing | None) -> Rung:
    """Return the highest rung of a claim whose evidence is named beside a status."""
    if status is Standing.POSSIBLE:
        return Rung.SUGGESTED
    is_to_come = status in (Standing.PLANNED, Standing.PARTIAL, Standing.ABSENT, Standing.NOT_MET)
    return Rung.PLANNED if is_to_come else Rung.CLAIMED


def named_pieces(text: str) -> Iterator[NamedPiece]:
    """Yield the pieces that a text names; one without a title where a part of it names none."""
    text = _HYPERLINK.sub(r"[\2](\1)", text)
    parts: list[str] = []
    for line in _NEXT.split(text):
        ids = _IDS.split(line)  # commas stand within titles too
        parts += ids if all(_ID.match(part.strip()) for part in ids) else [line]
    yield from map(named_piece, list(filter(str.strip, parts)) or [text])


def named_piece(text: str) -> NamedPiece:
    """Return the piece that a text names, with its place and file."""
    bare = text.strip(_AROUND)
    bare = bare if CROSS_REFERENCE.fullmatch(bare) or DITTO.fullmatch(bare) else _SEE.sub("", bare)
    if reason := _why_none(bare):
        return NamedPiece("", reason=reason)
    plain, files, section = _without_links(bare)
    title, where = split_place(plain)
    is_planned = STILL_TO_COME.search(bare) is not None
    title = _WHEN.sub("", title) if is_planned else title
    if inside := _IN_ID.fullmatch(title):
        title = inside[1]
    if names_nothing(title):
        return NamedPiece("", reason="names a place and no piece of evidence")
    where = where or (f"\u00a7 {section}" if section else None)
    rung = Rung.SUGGESTED if ONLY_PROPOSED.search(bare) else Rung.PLANNED if is_planned else Rung.CLAIMED
    return NamedPiece(title, where, files, rung)


def _why_none(text: str) -> str:
    if len(text) > _LONGEST:
        return "is too long for the name of a piece of evidence"
    if CROSS_REFERENCE.fullmatch(text):
        return "refers to another KSB, which may have several pieces of evidence"
    if EXAMPLE.fullmatch(text):
        return "is an example"
    says_how = standing(text) not in (None, Standing.TAUGHT)
    return "names no piece of evidence" if says_how or names_nothing(text) or DITTO.fullmatch(text) else ""


def _without_links(text: str) -> tuple[str, tuple[str, ...], str]:
    """Return a text with the words of its links, the files they lead to, and a heading that one names."""
    sections = [link[2] for link in _LINK.finditer(text) if link[2]]
    files = [link[2].partition("#")[0] for link in _MARKDOWN_LINK.finditer(text)]
    plain = _MARKDOWN_LINK.sub(r"\1", _LINK.sub(lambda link: link[3] or link[1], text))
    return plain, tuple(file for file in files if file and "://" not in file), sections[0] if sections else ""


def split_place(text: str) -> tuple[str, str | None]:
    """Return the title and the place in a text: `Phonics plan p4` gives `Phonics plan` and `p. 4`."""
    for found in _PLACE.finditer(text):
        place = written_place(text[found.start() :])
        if place:
            return _BEFORE_PLACE.sub("", text[: found.start()]).strip(_AROUND), place
    return text, None


def written_place(text: str) -> str | None:
    """Return a place as ksbcheck writes it; None if the text is none."""
    bare = text.strip(" .,;)\u201d")
    if minute := _MINUTE.match(bare):
        return minute[0]
    places = parse(bare) or parse(text.strip(" .,;"))
    return "; ".join(map(_written, places)) if places else None


def stated_place(text: str) -> str | None:
    """Return the place in a field for places, where a number is a page; None if nothing is there."""
    bare = text.strip()
    return written_place(f"p. {bare}" if bare.isdecimal() else bare) or (None if names_nothing(bare) else bare)


def _written(place: Locator) -> str:
    ends = [str(place.first), str(place.last)][: 1 + (place.last != place.first)]
    match place.kind:
        case PlaceKind.PAGE if place.name:
            return f"p. {place.name}"
        case PlaceKind.PAGE:
            return f"p{'p' * (len(ends) - 1)}. {'-'.join(ends)}"
        case PlaceKind.TIME:
            return "-".join(clock(int(end)) for end in ends)
        case PlaceKind.HEADING:
            return f"\u00a7 {place.name}"
        case PlaceKind.PARAGRAPH:
            return f"para {'-'.join(ends)}"
    return str(place).replace("'", "")


_DATED = re.compile(r"\s*\(([^()]*)\)\s*$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ \d{4}")


def title_of(heading: str) -> tuple[str, dt.date | None]:
    """Return the title and the day of a heading: `Piece 1: Phonics plan (4 March 2026)`."""
    bracket, day = _DATED.search(heading), _DAY.search(heading)
    stated = parse_date(day[0]) if day else None
    is_day = bracket is not None and stated is not None and _DAY.search(bracket[1]) is not None
    return (_DATED.sub("", heading) if is_day else heading).strip(_AROUND), stated

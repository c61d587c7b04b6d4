"""The outline of a document: the places it has, and what stands at them. Its text is not kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from ksbcheck.domain.names import look


class Unread(Enum):
    """Why there is no outline of a file."""

    PASSWORD = "protected by a password"  # noqa: S105 - a word for the lack of one
    UNREADABLE = "cannot be read"
    BEYOND = "beyond what is read"
    DISGUISED = "not what its name says"
    SPECIAL_SOFTWARE = "needs special software"
    UNKNOWN_KIND = "of an unknown kind"
    NO_TEXT = "holds no text that ksbcheck reads"
    NEEDS_EXTRA = "needs an extra of ksbcheck"


class Spot(NamedTuple):
    """Where in a document something stands, by every kind of place that the document has.

    `page` is a slide's number in a presentation; `heading` the index of the heading it stands under; `seconds` the time
    stamp that it follows. What stands `aside`, as a note, comment, header or footer does, has no place that is known.
    """

    page: int | None = None
    heading: int | None = None
    sheet: str | None = None
    paragraph: int | None = None
    seconds: int | None = None
    aside: bool = False


class Heading(NamedTuple):
    """A heading. `level` is 1 for the highest, and None for a line that only looks like one; `page` where it stands."""

    text: str
    level: int | None
    page: int | None


class Citation(NamedTuple):
    """A code that a document cites; `listed` if it only stands in a pasted list of KSBs, which counts for nothing."""

    code: str
    spot: Spot
    listed: bool


class Placeholder(NamedTuple):
    """Something that stands where the author meant to put something else."""

    words: str
    spot: Spot


@dataclass(frozen=True)
class Outline:
    """What a document holds, as far as a check needs it.

    `noun` is what to call it ("Word document"), `page_noun` what to call its pages, None if it has none. `pages` is
    None where the document doesn't say; `pages_exact` is False where it says so only roughly, as Word does.
    `paragraphs_numbered` says that the paragraphs bear their own numbers; `times` are its time stamps in seconds.
    `silent` is how much of it has no text that could be looked through, in words: a scan has none. Nothing if all has.
    """

    noun: str
    page_noun: str | None = None
    pages: int | None = None
    pages_exact: bool = True
    headings: tuple[Heading, ...] = ()
    sheets: tuple[str, ...] = ()
    paragraphs: int | None = None
    paragraphs_numbered: bool = False
    times: tuple[int, ...] = ()
    silent: str = ""
    citations: tuple[Citation, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()

    @cached_property
    def headings_by_name(self) -> Mapping[str, tuple[int, ...]]:
        """The indices of headings by each of the names that somebody may use for them (see `typed_look`)."""
        by_name: dict[str, list[int]] = {}
        for index, heading in enumerate(self.headings):
            for name in _names_of(heading):
                by_name.setdefault(name, []).append(index)
        return {name: tuple(indices) for name, indices in by_name.items()}

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Citation, ...]]:
        """The citations of each code, in the document's order."""
        by_code: dict[str, list[Citation]] = {}
        for citation in self.citations:
            by_code.setdefault(citation.code, []).append(citation)
        return {code: tuple(citations) for code, citations in by_code.items()}


_NUMBERED = re.compile(r"[\d.]+\s+|[\d.]+$")
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_TYPED = str.maketrans("\u2018\u2019\u201c\u201d" + "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "''\"\"-------")


def typed_look(name: str) -> str:
    """Return what a name looks like in the quotes and dashes of a keyboard, where programs put others by themselves."""
    return look(name).translate(_TYPED).rstrip(".: ")


def _names_of(heading: Heading) -> set[str]:
    """Return the names that somebody may use for a heading.

    `2.1 Planning (K7)` may be meant by its words, by its number, or by both, and with or without what is in brackets.
    """
    whole = typed_look(heading.text)
    number = _NUMBERED.match(whole)
    words = whole[number.end() :] if number else whole
    names = {form for each in (whole, words) for form in (each, _IN_BRACKETS.sub("", each))}
    # A line of a PDF that begins with a number, as "2 children were away", isn't heading 2; "2. Children" may be.
    if number and (heading.level is not None or "." in number[0]):
        names.add(number[0].strip().rstrip("."))
    return names - {""}

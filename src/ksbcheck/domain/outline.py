"""The outline of a document: its places, and the codes and placeholders at them. The text is not kept."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, NamedTuple

MAX_BYTES = 256 * 1024 * 1024
"""The largest document that is read."""
WORDS_OF_A_WORK = 50
"""The fewest words that make two equal texts one piece of work."""
MAX_OUTLINE = 1024 * 1024
"""The most characters of an outline as JSON. Real evidence has some thousands."""
MAX_BLOCKS = 48 * 1024 * 1024
"""The most characters of an outline with its blocks as JSON."""


class Unread(Enum):
    PASSWORD = "protected by a password"  # noqa: S105 - a word for the lack of one
    UNREADABLE = "cannot be read"
    BEYOND = "beyond what is read"
    DISGUISED = "not what its name says"
    SPECIAL_SOFTWARE = "needs special software"
    UNKNOWN_KIND = "of an unknown kind"
    NO_TEXT = "holds no text that ksbcheck reads"
    NEEDS_EXTRA = "needs an extra of ksbcheck"
    BLANK = "blank"
    LINK = "only a link"
    LISTING = "only the standard's own statements or codes"
    ARCHIVE = "an archive"


class Spot(NamedTuple):
    """A position in a document, by every kind of place; notes, comments, headers and footers are `aside`: nowhere."""

    page: int | None = None
    heading: int | None = None
    sheet: str | None = None
    paragraph: int | None = None
    seconds: int | None = None
    aside: bool = False
    row: int | None = None
    """Of a sheet; of a text, its line."""
    by: str = ""
    """The author of the comment that it is in."""


class Heading(NamedTuple):
    """A heading. `level` is 1 for the highest, None for a line that only looks like a heading."""

    text: str
    level: int | None
    page: int | None


class MentionKind(StrEnum):
    """The kind of a mention. Only a shown one supports a claim."""

    SHOWN = "shown"
    LISTED = "listed"
    """In a list of codes or of the standard's statements."""
    NEGATED = "negated"
    """Said not to be shown, or where no reader sees it."""
    REPEATED = "repeated"
    """In a header or footer that every page has."""
    OTHER = "other"
    """Something else with the same name, as storage or a cell of a sheet."""


class Citation(NamedTuple):
    """A code that a document names, and what it does with it."""

    code: str
    spot: Spot
    kind: MentionKind

    @property
    def is_shown(self) -> bool:
        return self.kind is MentionKind.SHOWN


class Placeholder(NamedTuple):
    """Words that the author meant to replace."""

    words: str
    spot: Spot


class _Outline(NamedTuple):
    """What a check needs to know of a document. `pages` is None if not known, and about right unless `pages_exact`.

    `without_text` says how much of it has no text, as in a scan; empty if all has. `words` is their number, `text` a
    digest of the letters, empty if there are none; `pictures` are digests; `saved` is the day (ISO) on which the
    document says that it was last saved; `figures` is a digest of the digits and ticks, `numbers` is
    how many numbers and ticks there are; `prose` is a digest of the words without a capital, if they are many; `shows`
    says that it has a drawing, chart, sound or film; `labels` are the names of pages, if they have others than numbers.
    `stated` is the first day that its beginning states, in ISO form.
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
    without_text: str = ""
    citations: tuple[Citation, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    words: int = 0
    text: str = ""
    pictures: tuple[str, ...] = ()
    saved: str | None = None
    figures: str = ""
    prose: str = ""
    numbers: int = 0
    shows: bool = False
    labels: tuple[str, ...] = ()
    stated: str | None = None


class Outline(_Outline):
    """An outline, with what is looked up in it."""

    def as_json(self) -> dict[str, Any]:
        """Return the outline as values of JSON."""
        return self._asdict()

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> "Outline":
        """Return the outline that `as_json` wrote, or raise `TypeError` if another version did."""
        return cls(
            **{
                **raw,
                "headings": tuple(Heading(*heading) for heading in raw["headings"]),
                "sheets": tuple(raw["sheets"]),
                "times": tuple(raw["times"]),
                "labels": tuple(raw["labels"]),
                "pictures": tuple(raw["pictures"]),
                "citations": tuple(
                    Citation(code, Spot(*spot), MentionKind(kind)) for code, spot, kind in raw["citations"]
                ),
                "placeholders": tuple(Placeholder(words, Spot(*spot)) for words, spot in raw["placeholders"]),
            }
        )

    @cached_property
    def headings_by_name(self) -> Mapping[str, Sequence[int]]:
        """The indices of headings by the names that authors use for them, in `typed_look`."""
        by_name: dict[str, list[int]] = {}
        for index, heading in enumerate(self.headings):
            for name in _names_of(heading):
                by_name.setdefault(name, []).append(index)
        return by_name

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[Citation]]:
        by_code: dict[str, list[Citation]] = {}
        for citation in self.citations:
            by_code.setdefault(citation.code, []).append(citation)
        return by_code


_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|unit)\s+)?(?P<number>\d[\d.]*|[a-z](?:\.\d+)+|[ivx]{1,5}|[a-z])[.):]*(?:\s+|$)"
)
_SYMBOLS = "[\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff\\s]+"
_AROUND = re.compile(rf"^{_SYMBOLS}(?=\S)|(?<=\S){_SYMBOLS}$")
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_TYPED = str.maketrans("\u2018\u2019\u201c\u201d" + "\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "''\"\"-------")


def typed_look(name: str) -> str:
    """Return a name as compared, with the quotes and dashes of a keyboard, without symbols around it."""
    from ksbcheck.domain.names import look  # noqa: PLC0415 - 3 ms, and readers never need it

    return _AROUND.sub("", look(name).translate(_TYPED)).rstrip(".: ")


def _names_of(heading: Heading) -> set[str]:
    """Return the names that authors use for `2.1 Planning (K7)`: words, number, or both, with or without brackets."""
    whole = typed_look(heading.text)
    number = _NUMBERED.match(whole)
    words = whole[number.end() :] if number else whole
    both = (f"{number[0].rstrip('.): ')} {words}",) if number else ()
    names = {form for name in (whole, words, *both) for form in (name, _IN_BRACKETS.sub("", name))}
    # A line of a PDF that begins with a number, as "2 children were away", isn't heading 2; "2. Children" may be.
    if number and (heading.level is not None or "." in number[0]):
        names |= {number[0].rstrip(".): "), number["number"].rstrip(".")}
    return names - {""}

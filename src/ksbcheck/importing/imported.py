"""What the readers of other people's formats make of a standard."""

from collections.abc import Iterable
from dataclasses import dataclass

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import Standard


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says about the standard in a file that doesn't say it itself; None where they don't.

    `options` are the ids and titles of the options, in the order of the file. Blanks around words are no part of them.
    """

    reference: str | None = None
    version: str | None = None
    title: str | None = None
    level: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Take the blanks away; what is blank is not said."""
        for name in ("reference", "version", "title"):
            object.__setattr__(self, name, " ".join((getattr(self, name) or "").split()) or None)


@dataclass(frozen=True, slots=True)
class Imported:
    """What was made of one standard of a file: `standard` is None where that can't be had, and `findings` say why.

    `name` is how a message calls it, as far as the file tells: reference and version, or where in the file it stands.
    """

    name: str
    standard: Standard | None
    findings: tuple[Finding, ...] = ()


def unusable(name: str, findings: Iterable[Finding]) -> Imported:
    """Return what is left of a standard that can't be had."""
    return Imported(name, None, tuple(findings))


def option_id(title: str, taken: Iterable[str]) -> str:
    """Return an id for an option of that title, other than those taken: `Social care` is `social-care`."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in title.casefold()).split()
    slug = "-".join(words) or "option"
    slug = slug if slug[0].isalpha() else f"option-{slug}"
    taken = set(taken)
    number = 1
    while (candidate := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    return candidate

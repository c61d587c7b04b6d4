"""What a page or a spreadsheet prints of a standard, before it becomes one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ksbcheck.domain.finding import Finding, Hit, Place
from ksbcheck.domain.standard import DutyMapping, EnglishAndMaths, StandardVersion
from ksbcheck.rules.rule import Rule

_CODE = re.compile(r"(ESB|TK|TS|K|S|B)([1-9][0-9]{0,3})(?![0-9])")
_RANGE = re.compile(
    r"(ESB|TK|TS|K|S|B)([1-9][0-9]{0,3})\s?(?:-|\u2013|\u2014|to)\s?(ESB|TK|TS|K|S|B)?([1-9][0-9]{0,3})(?![0-9])"
)
_BETWEEN_CODES = re.compile(r"[\s,;|/&.()\[\]•·*]+|\band\b")

_LONGEST_RANGE = 100


class PrintedDuty(NamedTuple):
    """A duty as printed. `groups` are the numbers of the options that it belongs to, none of them for a core one.

    They are None where the source says that it gives the duty to none. `mapping` is how much of its mapping is there,
    if the source says that itself; `unread` that something of it could not be read; `is_grouped` that the source says
    whose it is.
    """

    number: int
    text: str
    groups: tuple[int, ...] | None
    codes: tuple[str, ...]
    unread: bool = False
    mapping: DutyMapping | None = None
    is_grouped: bool = True


class PrintedKsb(NamedTuple):
    """A statement as printed. `groups` are as those of a duty, if the source says anything of them (`is_grouped`)."""

    code: str
    text: str
    groups: tuple[int, ...] | None = None
    is_grouped: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What a source prints of a standard.

    `noun` is what the source is called in messages, `groups` are the titles of its options, None where one is blank,
    `group_ids` their ids if it has any, and `facts` what it says of the standard as a whole, by the names of the fields
    of `Standard`.
    """

    path: str
    noun: str
    document: str
    facts: Mapping[str, str]
    duties: Sequence[PrintedDuty]
    ksbs: Sequence[PrintedKsb]
    groups: Sequence[str | None] = ()
    group_ids: Sequence[str] = ()
    versions: Sequence[StandardVersion] = ()
    occupation: Sequence[str] = ()
    english_and_maths: EnglishAndMaths | None = None
    notices: Sequence[str] = ()
    copyright: str | None = None
    names_options: bool = False
    findings: Sequence[Finding] = ()


def codes_in(text: str) -> tuple[str, ...] | None:
    """Return the codes of a text that holds nothing else, each once; None if it holds anything else.

    They may be separated by whatever separates words, stand on lines of their own, follow each other without any
    blank, and be given as ranges: `K1 to K3`.
    """
    codes: dict[str, None] = {}
    at = 0
    while at < len(text):
        span = _RANGE.match(text, at)
        code = _CODE.match(text, at)
        if span and span[3] in (None, span[1]) and 0 < int(span[4]) - int(span[2]) < _LONGEST_RANGE:
            codes |= dict.fromkeys(f"{span[1]}{number}" for number in range(int(span[2]), int(span[4]) + 1))
            at = span.end()
        elif code:
            codes[code[0]] = None
            at = code.end()
        elif gap := _BETWEEN_CODES.match(text, at):
            at = gap.end()
        else:
            return None
    return tuple(codes)


def finding(rule: Rule, details: Iterable[object], path: str, place: Place | None = None) -> Finding:
    """Return what a rule finds in a file, at a place of it if that is known."""
    return rule.finding(Hit(*rule(*details))).at(path, place)

"""A standard's web page, as text or as a browser saved it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ksbcheck.domain.finding import InputError, Place
from ksbcheck.domain.names import in_ranges
from ksbcheck.domain.standard import EnglishAndMaths, StandardVersion
from ksbcheck.domain.text import first_few, listed
from ksbcheck.importing.duty_table import untangle
from ksbcheck.importing.html import UNSEEN, Line, SavedPage, is_html, read_html
from ksbcheck.importing.infer import settle
from ksbcheck.importing.notation import reference_of_occupation, standard_in_address, without_mark
from ksbcheck.importing.page_lines import LONG, PageLines, Part, english_and_maths, is_heading, versions
from ksbcheck.importing.printed import Imported, Notes, PrintedDuty, PrintedKsb, PrintedOption, PrintedStandard, Stated
from ksbcheck.importing.sheet import Tables
from ksbcheck.importing.tables import LINK, split_tables

MAX_PAGE = 5 * 1024 * 1024
"""The most characters of a page. A real one has some hundred thousand."""

_LOGIN = re.compile(r"\b(?:sign|log)[ -]?(?:in|on)\b", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:page (?:not found|cannot be found)|access denied|forbidden|service unavailable|bad gateway|"
    r"problem with the service|error [45]\d\d|[45]\d\d error|just a moment)\b",
    re.IGNORECASE,
)
_AGAIN = "Open the standard's page in the browser and save it again, or list its KSBs, each on a line, as in `K1: ...`."
_FIRST_LINES = 10
_ADDRESS_LINE = re.compile(
    r"\W*(?:(?:page |source )?(?:url|address|link|source|(?:saved|retrieved|copied) from)\W*)?"
    r"(https?://[^\s<>\"']{1,300})[>\"')]*(?:\s+\d+\s*/\s*\d+)?",
    re.IGNORECASE,
)
"""The page's own address, as a browser prints it below a page, or as a person notes it above."""
_NO_COMMAND = frozenset(("status", "lars_code", "route", "typical_duration"))


def read_page(path: Path, text: str, stated: Stated) -> Imported:
    """Read the standard on a page; `text` is its text or HTML."""
    if len(text) > MAX_PAGE:
        problem = f"the page is longer than {MAX_PAGE // 1024 // 1024} million characters"
        remedy = "Save the page of one standard: it has some hundred thousand characters."
        return Imported(path.name, None, InputError("KSB903", problem, remedy, path=path).findings)
    page = read_html(text) if is_html(text) else _plain_page(text)
    sheets, other_lines = split_tables(page.lines)
    lines = PageLines(other_lines)
    notes = Notes(path, path.name, "page")
    tables = Tables(notes, stated, sheets)
    if not tables.statements and not lines.statements:
        problem, remedy = tables.problem() if sheets else _no_standard(text, page, lines)
        return Imported(path.name, None, (*InputError("KSB917", problem, remedy, path=path).findings, *notes.found))
    printed = tables.join(_Reading(lines, page, notes, tables.statements).printed(stated))
    return notes.to_standard(settle(printed, notes, stated))


def _plain_page(text: str) -> SavedPage:
    """Return the lines with text; tabs between cells become bars."""
    shown = LINK.sub(r"\1", text.translate(UNSEEN))
    stripped = ((number, line.strip()) for number, line in enumerate(shown.splitlines(), 1))
    lines = [Line(number, " ".join(line.replace("\t", " | ").split())) for number, line in stripped if line]
    addresses = [address[1] for address in (_ADDRESS_LINE.fullmatch(line.text) for line in lines) if address]
    return SavedPage(*untangle(lines, is_heading), addresses=addresses)


def _no_standard(text: str, page: SavedPage, lines: PageLines) -> tuple[str, str]:
    """Return the message and remedy for a page without a standard."""
    head = [page.title, *(line.text for line in page.lines[:_FIRST_LINES] if len(line.text) < LONG)]
    if lines.duties:
        return "the page shows duties, but no statements (K1: ...)", _AGAIN
    asks = page.asks_for_password or "password" in map(str.casefold, head)
    if asks or _LOGIN.search(page.title):
        return "this looks like a login page: it shows no duties and no statements", _AGAIN
    if any(map(_ERROR.search, head)):
        return "this looks like an error page: it shows no duties and no statements", _AGAIN
    if "multipart/related" in text[:4096]:
        return "this is a web archive (MHTML)", "Save the page as `Web page, HTML only`, or copy its text into a file."
    return "the page shows neither duties (Duty 1 ...) nor statements (K1: ...)", _AGAIN


class _Reading:
    def __init__(self, lines: PageLines, page: SavedPage, notes: Notes, in_tables: Iterable[str]) -> None:
        self.lines, self.page, self.notes = lines, page, notes
        self.codes = {*in_tables, *(each.code for each in lines.statements)}

    def printed(self, stated: Stated) -> PrintedStandard:
        lines = self.lines
        duties = tuple(self.duties())
        options = self.options(stated)
        if not options:
            duties = tuple(duty._replace(options=()) for duty in duties)
        self.look_at_rest()
        facts = self.facts()
        return PrintedStandard(
            document=f"the standard's web page, imported from {self.notes.path.name}",
            ksbs=tuple(self.ksbs()),
            facts={
                **facts,
                "versions": tuple(self.versions()),
                "occupation": tuple(line.text for line in lines.of[Part.OCCUPATION] or lines.paragraphs),
                "english_and_maths": self.english_and_maths(),
            },
            duties=duties,
            options=options,
            notices=lines.notices,
            copyright=lines.copyright,
            mentions_options=lines.mentions_options,
            addresses=tuple(filter(None, map(standard_in_address, self.page.addresses))),
        )

    def facts(self) -> dict[str, Any]:
        facts = {"title": self.lines.title} if self.lines.title else {}
        occupations = map(reference_of_occupation, self.lines.facts.get("reference", ()))
        if any(occupation and occupation[1] for occupation in occupations):
            what = f"the page shows {self.lines.facts['reference'][0]}, the occupation of one option of several"
            self.notes.warn(what, "Import the pages or the official data of the other options as well.")
        for field, values in self.lines.facts.items():
            if len(set(values)) == 1:
                facts[field] = values[0]
                continue
            name = field.replace("_", " ")
            option = "in the imported file" if field in _NO_COMMAND else f"with --{field}"
            what = f"the page prints more than one {name}: {first_few(values)}"
            self.notes.warn(what, f"State the right value {option}.")
        for status in dict.fromkeys(self.lines.statuses):
            if facts.setdefault("status", status) != status:
                self.notes.look_at_status(status)
        return facts

    def duties(self) -> Iterator[PrintedDuty]:
        """Yield each duty once, also if several tables have it."""
        by_number: dict[int, PrintedDuty] = {}
        for lines in self.lines.duties:
            duty, unread = lines.duty()
            if unread:
                what = f"the text beside duty {duty.number} is not a list of codes: {_quoted(unread)}"
                self.notes.warn(what, "The text is left out: look the duty's mapping up on the page.", lines.line.place)
            first = by_number.setdefault(duty.number, duty)
            self.compare(f"duty {duty.number}", duty.text, first.text, lines.line.place)
            by_number[duty.number] = _together(first, duty)
        yield from (duty._replace(is_cut=duty.is_cut or bool(self.page.unsure)) for duty in by_number.values())

    def ksbs(self) -> Iterator[PrintedKsb]:
        """Yield each statement once, also if it is printed several times."""
        texts: dict[str, str] = {}
        for lines in self.lines.statements:
            text, unread = lines.text(links_back=self.lines.links_back)
            if unread:
                what = f"the text after {lines.code} may or may not belong to the statement: {_quoted(unread[0].text)}"
                remedy = "The text is left out: if it belongs, add it to the statement in the imported file."
                self.notes.warn(what, remedy, unread[0].place)
            first = texts.setdefault(lines.code, text) if text else ""
            self.compare(lines.code, text, first, lines.line.place)
        yield from (PrintedKsb(code, text) for code, text in texts.items())

    def compare(self, name: str, text: str, first: str, place: Place) -> None:
        if not text:
            self.notes.refuse(f"{name} has no text", place=place)
        elif text != first:
            self.notes.refuse(f"{name} is printed twice, with different texts", place=place)

    def options(self, stated: Stated) -> Sequence[PrintedOption]:
        """Return the options.

        Tables without titles count as options only if the page or the command line mentions options. Otherwise a table
        may only be broken in two, and its duties are required of everyone.
        """
        titles, shown = self.lines.options, self.lines.shown_option
        if len(titles) == 1 and shown:
            return [PrintedOption(titles[0] or shown)]
        if any(titles) or not titles or self.lines.mentions_options or stated.options:
            return [PrintedOption(title) for title in titles]
        what = f"the page has {len(titles) + 1} tables of duties without titles, and mentions no options"
        self.notes.warn(what, "All are taken as core. If there are options, give them, as in --option send=SEND.")
        return ()

    def versions(self) -> Iterator[StandardVersion]:
        for row in dict.fromkeys(versions([line.text for line in self.lines.of[Part.VERSIONS]])):
            if isinstance(row, StandardVersion):
                yield row
            else:
                what = f"a row of the version table is not understood: {_quoted(row)}"
                remedy = "The row is left out: add it to `versions:` of the imported file."
                self.notes.warn(what, remedy, self.lines.of[Part.VERSIONS][0].place)

    def english_and_maths(self) -> EnglishAndMaths | None:
        lines = self.lines.of[Part.ENGLISH]
        rules = english_and_maths(line.text for line in lines)
        if not isinstance(rules, str):
            return rules
        what = f"the rule on English and maths is not understood: {_quoted(rules)}"
        self.notes.warn(what, "The rules are left out: add them to the imported file.", lines[0].place)
        return None

    def look_at_rest(self) -> None:
        """Report what the page may lack, and what is left out."""
        lines, notes = self.lines, self.notes
        if lines.parts:
            begun = [repr(without_mark(line.text).split(maxsplit=1)[0].rstrip(":.,)|")) for line in lines.parts]
            what = f"what begins with {listed(begun)}"
            remedy = "Write one code before a statement: a letter and a number, as in K1. Then import again."
            notes.leave_out_statements([what], "the code is not a letter and a number", remedy, lines.parts[0].place)
        self.look_at_end()
        if self.page.unsure:
            numbers = first_few([line.number for line in self.page.unsure])
            what = f"the codes of lines {numbers} may be of the duty above or of the one below"
            remedy = "The codes are left out, and every mapping is partial: save the page as `Web page, HTML only`."
            notes.warn(what, remedy, self.page.unsure[0].place)
        if any(duty.has_criteria for duty in lines.duties):
            what = "the page's tables of duties have more columns than the duty and its KSBs"
            notes.warn(what, "The other columns are left out: a standard's file has no place for them.")
        for first in lines.of[Part.QUALIFICATIONS][:1]:
            what = f"required qualifications are not imported: {_quoted(first.text)}"
            notes.warn(what, "Add the qualifications to `qualifications:` of the imported file.", first.place)
        self.look_at_hidden()
        if self.page.marks:
            what = f"marks of footnotes are left out: {first_few(list(map(_quoted, self.page.marks)))}"
            notes.warn(what, "Check that no mark belongs to the word before it.")
        left_out = [*(lines.paragraphs if lines.of[Part.OCCUPATION] else ()), *lines.unread]
        if left_out:
            what = f"some lines of the page are not understood: {first_few([_quoted(line.text) for line in left_out])}"
            notes.warn(what, "The lines are left out: check that they are not about duties or KSBs.", left_out[0].place)

    def look_at_end(self) -> None:
        """Report what a page without its end may lack; a list without duties has no certain end."""
        lines = self.lines
        if lines.of[Part.VERSIONS] or lines.copyright or not lines.duties:
            return
        what = "the page has no version table and no copyright, so its end may be missing"
        self.notes.warn(what, "Check that the file has the whole page and all statements.")
        named = [code for duty in lines.duties for code in duty.duty()[0].ksbs]
        self.leave_out(named, "the page seems to break off before it", "Save the whole page, and import the new file.")

    def look_at_hidden(self) -> None:
        remedy = "Open all folded parts, save the page again, and import the new file."
        known = {f"Duty {each.number}" for each in self.lines.duties}
        if unseen := [each for each in self.page.hidden if each.startswith("Duty") and each not in known]:
            self.notes.warn(f"the page has hidden content: {first_few(unseen)}", f"The content is left out. {remedy}")
        codes = [each for each in self.page.hidden if not each.startswith("Duty")]
        self.leave_out(codes, "it is in a hidden part of the page", remedy)

    def leave_out(self, codes: Iterable[str], why: str, remedy: str) -> None:
        if absent := {*codes} - self.codes:
            self.notes.leave_out_statements([f"the text of {listed(in_ranges(absent))}"], why, remedy)


def _together(first: PrintedDuty, second: PrintedDuty) -> PrintedDuty:
    """Merge a duty that is printed twice; it is core if it is core in one table."""
    options = (*(first.options or ()), *(second.options or ())) if first.options and second.options else ()
    return first._replace(
        options=tuple(dict.fromkeys(options)),
        ksbs=tuple(dict.fromkeys((*first.ksbs, *second.ksbs))),
        is_cut=first.is_cut or second.is_cut,
    )


def _quoted(text: str) -> str:
    return repr(text if len(text) <= LONG else f"{text[: LONG - 3]}...")

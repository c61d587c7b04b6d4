"""A standard's web page, as text or as a browser saved it, becomes a standard."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ksbcheck.domain.finding import Finding, Place
from ksbcheck.domain.standard import EnglishAndMaths, StandardVersion
from ksbcheck.domain.text import first_few
from ksbcheck.importing.imported import Given, Imported
from ksbcheck.importing.page_lines import PageLines
from ksbcheck.importing.page_rules import english_and_maths, versions
from ksbcheck.importing.page_text import Line, SavedPage, is_html, read_html
from ksbcheck.importing.page_words import LONG, quoted
from ksbcheck.importing.printed import Printed, PrintedDuty, PrintedKsb, finding
from ksbcheck.importing.printed_standard import as_standard
from ksbcheck.rules import imports, reading

MAX_PAGE = 5 * 1024 * 1024
"""The longest page that is read, in characters. A real one has some hundred thousand."""

_LOGIN = re.compile(r"\b(?:sign|log)[ -]?(?:in|on)\b", re.IGNORECASE)
_ERROR = re.compile(
    r"\b(?:page (?:not found|cannot be found)|access denied|forbidden|service unavailable|bad gateway|"
    r"problem with the service|error [45]\d\d|[45]\d\d error|just a moment)\b",
    re.IGNORECASE,
)
_AGAIN = "Open the standard's page in the browser, save it again, and see that the file shows its duties and KSBs."
_FIRST_LINES = 10
_NO_COMMAND = frozenset(("status", "lars_code", "route", "typical_duration"))


def read_page(path: Path, text: str, given: Given) -> Imported:
    """Return the standard that a page shows, as far as the page or `given` say it.

    `text` is the page's text or its HTML. Nothing is raised: what stops the reading is among the findings.
    """
    if len(text) > MAX_PAGE:
        problem = f"the page is longer than {MAX_PAGE // 1024 // 1024} million characters"
        remedy = "A standard's page has some hundred thousand. Save the page of one standard."
        return Imported(path.name, None, (finding(reading.not_text, (problem, remedy), str(path)),))
    page = read_html(text) if is_html(text) else SavedPage(_lines(text), "", asks_for_password=False)
    lines = PageLines(page.lines)
    if not lines.duties or not lines.statements:
        found = finding(reading.not_a_standard, _what_else(text, page, lines), str(path))
        return Imported(path.name, None, (found,))
    return as_standard(_Printing(path, lines, page).printed(given), given)


def _lines(text: str) -> Sequence[Line]:
    """Return the lines of a page's text that are not blank. Between cells copied from a browser stands a tab."""
    stripped = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [Line(number, " ".join(line.replace("\t", " | ").split())) for number, line in stripped if line]


def _what_else(text: str, page: SavedPage, lines: PageLines) -> tuple[str, str]:
    """Say what a page without a standard looks like, and what to do."""
    head = [page.title, *(line.text for line in page.lines[:_FIRST_LINES] if len(line.text) < LONG)]
    if lines.duties:
        return "the page shows duties, and no statement (K1: ...)", _AGAIN
    if lines.statements:
        return "the page shows statements, and no duty (Duty 1 ...)", _AGAIN
    if page.asks_for_password or _LOGIN.search(page.title):
        return "this looks like a page that asks to log in: it shows no duties and no statements", _AGAIN
    if any(map(_ERROR.search, head)):
        return "this looks like an error page: it shows no duties and no statements", _AGAIN
    if "multipart/related" in text[:4096]:
        return "this is a web archive (MHTML)", "Save the page as `Web page, HTML only`, or copy its text into a file."
    return "the page shows neither duties (Duty 1 ...) nor statements (K1: ...)", _AGAIN


class _Printing:
    """Makes what is printed of a page's lines, and says what of them can't be understood."""

    def __init__(self, path: Path, lines: PageLines, page: SavedPage) -> None:
        self.path, self.lines, self.page = path, lines, page
        self.findings: list[Finding] = []

    def printed(self, given: Given) -> Printed:
        """Return what the page prints."""
        lines = self.lines
        groups, duties = self._grouped(tuple(self._duties()), given)
        self._look_at_rest()
        return Printed(
            path=str(self.path),
            noun="page",
            document=f"the standard's web page, imported from {self.path.name}",
            facts=self._facts(),
            duties=duties,
            ksbs=tuple(self._ksbs()),
            groups=groups,
            versions=tuple(self._versions()),
            occupation=[line.text for line in lines.occupation or lines.paragraphs],
            english_and_maths=self._english_and_maths(),
            notices=lines.notices,
            copyright=lines.copyright,
            names_options=lines.names_options,
            findings=self.findings,
        )

    def _say(self, what: str, remedy: str, line: Line | None = None) -> None:
        place = Place(line.number, 1) if line else None
        details = self.path.name, what, remedy
        self.findings.append(finding(imports.source_does_not_say, details, str(self.path), place))

    def _refuse(self, problem: str, line: Line) -> None:
        place = Place(line.number, 1)
        self.findings.append(finding(imports.unusable_value, (self.path.name, problem, ()), str(self.path), place))

    def _facts(self) -> dict[str, str]:
        """Return what the page says of the standard as a whole, without what it says in two ways."""
        facts = {"title": self.lines.title} if self.lines.title else {}
        for field, values in self.lines.facts.items():
            if len(set(values)) == 1:
                facts[field] = values[0]
                continue
            name = field.replace("_", " ")
            option = "the imported file" if field in _NO_COMMAND else f"--{field}"
            self._say(f"the page prints more than one {name}: {first_few(values)}", f"Say with {option} which holds.")
        for status in dict.fromkeys(self.lines.statuses):
            if facts.setdefault("status", status) != status:
                self.findings.append(finding(imports.not_current, (self.path.name, status), str(self.path)))
        return facts

    def _duties(self) -> Iterator[PrintedDuty]:
        """Yield the duties, those that are printed in several tables once."""
        by_number: dict[int, PrintedDuty] = {}
        for lines in self.lines.duties:
            duty, unread = lines.duty()
            if unread:
                what = f"what stands beside duty {duty.number} is no list of codes: {quoted(unread)}"
                self._say(what, "It is left out. Look the duty's mapping up on the page.", lines.line)
            if not duty.text:
                self._refuse(f"duty {duty.number} has no text", lines.line)
            before = by_number.setdefault(duty.number, duty)
            if before.text != duty.text:
                self._refuse(f"duty {duty.number} is printed twice, with different texts", lines.line)
            by_number[duty.number] = _together(before, duty)
        yield from by_number.values()

    def _ksbs(self) -> Iterator[PrintedKsb]:
        """Yield the statements, those that are printed several times once."""
        texts: dict[str, str] = {}
        for lines in self.lines.statements:
            text, unread = lines.text(links_back=self.lines.links_back)
            if unread:
                what = f"what stands behind {lines.code} may belong to it or not: {quoted(unread[0].text)}"
                self._say(what, "It is left out. If it does, add it to the statement in the imported file.", unread[0])
            if not text:
                self._refuse(f"{lines.code} has no text", lines.line)
            elif texts.setdefault(lines.code, text) != text:
                self._refuse(f"{lines.code} is printed twice, with different texts", lines.line)
        yield from (PrintedKsb(code, text) for code, text in texts.items())

    def _grouped(
        self, duties: Sequence[PrintedDuty], given: Given
    ) -> tuple[Sequence[str | None], Sequence[PrintedDuty]]:
        """Return the titles of the options, and the duties.

        Tables without titles are those of options only if the page or `given` speaks of any: else a table may just have
        been broken in two, and to take its duties for an option's would ask too little of everybody else.
        """
        groups, shown = self.lines.groups, self.lines.shown_option
        if len(groups) == 1 and shown:
            return (groups[0] or shown,), duties
        if any(groups) or not groups or self.lines.names_options or given.options:
            return groups, duties
        what = f"the page prints {len(groups) + 1} tables of duties without titles, and speaks of no options"
        self._say(what, "All are taken to be core. If there are options, give them, as in --option send=SEND.")
        return (), [duty._replace(groups=()) for duty in duties]

    def _versions(self) -> Iterator[StandardVersion]:
        for row in dict.fromkeys(versions([line.text for line in self.lines.versions])):
            if isinstance(row, StandardVersion):
                yield row
            else:
                what = f"a row of the version table is not understood: {quoted(row)}"
                self._say(what, "It is left out. Add it to `versions:` of the imported file.", self.lines.versions[0])

    def _english_and_maths(self) -> EnglishAndMaths | None:
        rule = english_and_maths(line.text for line in self.lines.sentences)
        if isinstance(rule, str):
            what = f"what the page says of English and maths is not understood: {quoted(rule)}"
            self._say(what, "None of it is imported. Add it to the imported file.", self.lines.sentences[0])
            return None
        return rule

    def _look_at_rest(self) -> None:
        """Say what the page may have lost, and what of it is kept nowhere."""
        lines = self.lines
        if not lines.versions and not lines.copyright:
            what = "the page ends without its version table and its copyright, so that its end may be missing"
            self._say(what, "See that the file holds the whole page, and all statements.")
        if any(duty.criteria for duty in lines.duties):
            what = "the page's tables of duties have more columns than the duty and its KSBs"
            self._say(what, "They are left out: a standard's file has no place for them.")
        if lines.qualifications:
            what = f"qualifications are asked for, which are not imported: {quoted(lines.qualifications[0].text)}"
            self._say(what, "Add them to `qualifications:` of the imported file.", lines.qualifications[0])
        seen = {each.code for each in lines.statements} | {f"Duty {each.number}" for each in lines.duties}
        unseen = [each for each in self.page.hidden if each not in seen]
        if unseen:
            what = f"the page holds what it doesn't show: {first_few(unseen)}"
            self._say(what, "It is left out. Open all that is folded up, save the page again, and import that.")
        if self.page.marks:
            what = f"what seem to be marks of footnotes is left out: {first_few(list(map(quoted, self.page.marks)))}"
            self._say(what, "See that none belongs to the words before it.")
        left_out = [*(lines.paragraphs if lines.occupation else ()), *lines.unread]
        if left_out:
            what = f"some of the page belongs nowhere: {first_few([quoted(line.text) for line in left_out])}"
            self._say(what, "It is left out. See that it says nothing of duties or KSBs.", left_out[0])


def _together(first: PrintedDuty, second: PrintedDuty) -> PrintedDuty:
    """Return a duty that is printed twice, which is core if it is so in one of the two tables."""
    groups = (*first.groups, *second.groups) if first.groups and second.groups else ()
    return first._replace(
        groups=tuple(dict.fromkeys(groups)),
        codes=tuple(dict.fromkeys((*first.codes, *second.codes))),
        unread=first.unread or second.unread,
    )

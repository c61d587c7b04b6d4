"""What is wrong with standards, and which standards there are."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ksbcheck.domain.finding import Finding
from ksbcheck.domain.standard import Standard
from ksbcheck.domain.text import counted_noun, listed
from ksbcheck.output.document import Block, Cell, Column, Document, Lines, Note, Section, Table, Words

_COLUMNS = (
    Column("Reference", whole=True, look="strong"),
    Column("Version", whole=True),
    Column("Level", right=True, whole=True),
    Column("Title and file", share=2),
    Column("Options", share=1),
)


class Checked(NamedTuple):
    """A standard, its file, the findings about it, and what could not be judged.

    `assessment` is the file of the assessment plan beside it, and the findings there; None where there is none.
    """

    standard: Standard
    file: str
    findings: Sequence[Finding]
    not_checked: Sequence[str]
    assessment: tuple[str, Sequence[Finding]] | None = None

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The findings about the standard and its assessment plan."""
        return (*self.findings, *(self.assessment[1] if self.assessment else ()))


def document(standards: Iterable[Checked]) -> Document:
    """Return the findings about standards, a section for each standard."""
    return Document("Standards", tuple(Section(each.standard.full_name, tuple(_blocks(each))) for each in standards))


def _blocks(checked: Checked) -> Iterator[Block]:
    yield Note(Words(checked.file, "quiet"))
    yield from _findings(checked.findings)
    if checked.assessment:
        plan, findings = checked.assessment
        yield Note(Words(plan, "quiet"))
        yield from _findings(findings)
    for reason in checked.not_checked:
        yield Note(f"not checked: {reason}")
    counts = Counter(str(finding.severity) for finding in checked.all_findings)
    total = listed(counted_noun(count, severity) for severity, count in counts.items()) if counts else "Nothing found"
    yield Note(Words(f"{total}.", "strong"))


def _findings(findings: Iterable[Finding]) -> Iterator[Block]:
    for finding in findings:
        place = f"line {finding.place.line}: " if finding.place else ""
        yield Note(f"{finding.severity} {finding.rule} {place}{finding.message}")
        yield Table((Column(look="quiet"),), ((finding.help,),), indent=2)


class Listed(NamedTuple):
    """A standard of the library. `hidden_by` is the file that is used in its place, if any."""

    reference: str
    version: str
    title: str
    level: int | None
    options: tuple[str, ...]
    file: str
    hidden_by: str | None


def listing(standards: Iterable[Listed]) -> Document:
    """Return the standards of the library, a row each."""
    rows = tuple(
        (each.reference, each.version, str(each.level or "-"), _title(each), ", ".join(each.options))
        for each in standards
    )
    return Document("Standards", (Section("", (Table(_COLUMNS, rows) if rows else Note("No standard fits."),)),))


def _title(each: Listed) -> Cell:
    hidden = f" (not used: {each.hidden_by} answers)" if each.hidden_by is not None else ""
    return Lines((each.title, (Words(each.file, "quiet"), hidden)))

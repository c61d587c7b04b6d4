"""A standard as the CSV file of a competency framework for Moodle, within Moodle's limits."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from io import StringIO

from ksbcheck.domain.matrix import Part
from ksbcheck.domain.names import KINDS
from ksbcheck.domain.text import cut, shown
from ksbcheck.formats.standard import about_duty, about_ksb
from ksbcheck.reports.standard import caveats, facts

_HEADINGS = (
    "Parent ID number",
    "ID number",
    "Short name",
    "Description",
    "Description format",
    "Scale values",
    "Scale configuration",
    "Rule type (optional)",
    "Rule outcome (optional)",
    "Rule config (optional)",
    "Cross-referenced competency ID numbers",
    "Exported ID (optional)",
    "Is framework",
    "Taxonomy",
)
_MOST_OF_SHORTNAME, _MOST_OF_PREFIX, _DIGEST = 100, 60, 8
_HTML = 1
_SCALE = "Not yet competent,Competent"
# Moodle puts its own scale's id into the first entry; the second value marks a learner as proficient.
_SCALE_CONFIGURATION = json.dumps(
    [{"scaleid": "1"}, {"id": 1, "scaledefault": 1, "proficient": 0}, {"id": 2, "scaledefault": 0, "proficient": 1}]
)
_TAXONOMY = "domain,competency"
_DUTIES = "D"


def render(part: Part) -> str:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    writer.writerows(_rows(part))
    return text.getvalue()


def _rows(part: Part) -> Iterator[tuple[object, ...]]:
    prefix = _prefix(part.standard.reference, part.standard.version)
    description = [*caveats(part), *(f"{key}: {value}" for key, value in facts(part.standard))]
    identifier = f"{prefix}-{part.option.id}" if part.option else prefix
    rest = ("", "", "", "", "", 1, _TAXONOMY)
    yield "", identifier, _short(part.full_name), _html(description), _HTML, _SCALE, _SCALE_CONFIGURATION, *rest
    for kind, ksbs in part.kinds:
        yield _competency("", f"{prefix}-{kind}", KINDS[kind], ())
        for ksb in ksbs:
            sentences = (ksb.text, *about_ksb(part, ksb))
            yield _competency(f"{prefix}-{kind}", f"{prefix}-{ksb.code}", f"{ksb.code} {ksb.text}", sentences)
    if part.duties:
        yield _competency("", f"{prefix}-{_DUTIES}", "Duties", ())
    for duty in part.duties:
        yield _competency(
            f"{prefix}-{_DUTIES}",
            f"{prefix}-{_DUTIES}{duty.number}",
            f"Duty {duty.number} {duty.text}",
            (duty.text, *about_duty(part, duty)),
            [f"{prefix}-{code}" for code in part.codes(duty)],
        )


def _competency(
    parent: str, identifier: str, short: str, description: Iterable[str], related: Iterable[str] = ()
) -> tuple[object, ...]:
    nothing = ("", "", "", "", "")
    return parent, identifier, _short(short), _html(description), _HTML, *nothing, ",".join(related), "", "", ""


def _prefix(reference: str, version: str) -> str:
    """Return the prefix of ids, without characters that Moodle changes."""
    whole = f"{reference}-{version}"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", whole)
    if plain == whole and len(whole) <= _MOST_OF_PREFIX:
        return whole
    return f"{plain[:_MOST_OF_PREFIX]}-{sha256(whole.encode()).hexdigest()[:_DIGEST]}"


def _short(text: str) -> str:
    """Return a short name without `<` before words and backslashes before quotes: Moodle and PHP change them."""
    plain = re.sub("<(?! )", "< ", shown(text)).replace("\\", "\u29f5")
    return cut(plain, _MOST_OF_SHORTNAME)


def _html(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escape(shown(sentence))}</p>" for sentence in sentences).replace("\\", "&#92;")

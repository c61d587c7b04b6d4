"""Laws of pseudonymous reports, for names of all kinds in all places and formats."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from ksbcheck.domain.report import Report
from ksbcheck.engine.compare import compare_options, compare_states
from ksbcheck.engine.plan import plan_next_steps
from ksbcheck.formats import FORMATS, DocumentFormat, ReportFormat, render
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.output.document import Detail, Screen
from ksbcheck.output.terminal import write
from ksbcheck.reports import compare as compare_report
from ksbcheck.reports import gateway as gateway_report
from ksbcheck.reports import json as report_json
from ksbcheck.reports import plan as plan_report
from ksbcheck.tasks.check import CheckRequest, check, gateway
from ksbcheck.tasks.pseudonyms import pseudonymous
from tests.drawn import draw
from tests.unit.tasks.test_pseudonyms import words_of

SCREEN = Screen(width=1000)
DAY = date(2026, 6, 1)
Drawn = tuple[list[str], dict[str, Any], str]
"""The people of a portfolio, its manifest, and the name of its folder."""
WRITTEN = [
    *(each for each in ReportFormat if each in FORMATS),
    *(each for each in DocumentFormat if FORMATS[each].is_text),
]
PRINTED = [each for each in DocumentFormat if not FORMATS[each].is_text]


def without_accents(text: str) -> str:
    """Return a text with letters of English alone."""
    if text.isascii():
        return text
    return re.sub("[\u0300-\u036f]", "", normalize("NFKD", text.replace("\u0142", "l")))


# No word of a report begins with one of these, so that whatever does is part of a name.
_RARE = ("Qz", "Xq", "Zx", "Vq", "Jx", "Wq")
_ENDS = ("", "", "ai", "une", "o\u00eb", "\u00e9le", "ol\u0142", "\u00fcr", "abeth")
words = st.builds(str.__add__, st.sampled_from(_RARE), st.sampled_from(_ENDS))
_SHAPES = (
    "{0} {1}", "{0} {2} {1}", "{0}-{2} {1}", "{0} O'{1}", "{0} O\u2019{1}", "{0} van den {1}", "{0} {1}-{2}", "{1}, {0}",
    "Dr {0} {1}", "A. {1}", "{0}", "{0}.{1}@college.org", "{0} Mc{1}",
)  # fmt: skip
names = st.builds(str.format, st.sampled_from(_SHAPES), words, words, words)
joins = st.sampled_from((" ", "_", "+", "%20", "-", ".", "", "  ", ", "))
cases = st.sampled_from((str, str.upper, str.lower, str.title))
accents = st.sampled_from((str, lambda text: normalize("NFD", text), without_accents))
quotes = st.sampled_from(("'", "\u2019", ""))


def parts_of(name: str) -> list[str]:
    """Return the words of a name that must not be seen, in small letters without accents."""
    return re.findall("|".join(f"{rare.lower()}[a-z]*" for rare in _RARE), without_accents(name).casefold())


@st.composite
def forms(draw: st.DrawFn, name: str) -> str:
    """Draw a way to write a name: joined, in another order, in part, in another case, with other signs."""
    written = re.findall(r"[^\s,.@-]+", name.partition("@")[0])
    first, *rest = written
    orders = [written, [*rest, first], [first[:1], *rest], [*rest, first[:1]], [first], rest or written]
    joined = draw(joins).join(draw(st.sampled_from(orders)))
    plain = re.sub("['\u2019]", draw(quotes), joined)
    return draw(accents)(draw(cases)(plain)) + draw(st.sampled_from(["", "'s", "2"]))


@st.composite
def portfolios(draw: st.DrawFn) -> Drawn:
    """Draw the people of a portfolio, its manifest, and the name of its folder, which name people in any form."""
    people = draw(st.lists(names, min_size=4, max_size=4))
    any_form = st.sampled_from(people).flatmap(forms)
    files = [f"{draw(any_form)}/E0{number}_{draw(any_form)}_plan.md" for number in (1, 2)]
    learner, assessor, assurer, tutor = people
    first = {
        "id": f"E1{draw(any_form)}",
        "title": f"A plan of {draw(any_form)}, with {draw(any_form)}",
        "type": "product",
        "date": "2025-06-01",
        "files": files,
        "claims": [{"ksb": "K1", "where": f"\u00a7 {draw(any_form)}"}, {"ksb": "K99", "status": "planned"}],
        "assessed": {"by": assessor, "on": "2025-07-01"},
        "verified": {"by": draw(st.sampled_from([assurer, draw(any_form)])), "on": "2025-07-02"},
    }
    second = {"id": f"E2{draw(any_form)}", "title": draw(any_form), "files": [draw(any_form)], "ksbs": ["K2"]}
    manifest = {
        "format": "ksbcheck-portfolio/1",
        "standard": "ST1414",
        "version": "1.0",
        "option": "send",
        "learner": {"name": learner, "id": "QZ-0020417"},
        "started": "2025-01-01",
        "evidence": [first, second],
        "exceptions": [{"ksb": "K12", "reason": f"Agreed with {draw(any_form)}", "by": tutor, "until": "2026-12-01"}],
        "gateway": {"declarations": {each: {"by": assurer, "on": "2026-05-01"} for each in ("employer", "provider")}},
    }
    return people, manifest, draw(any_form)


def checked(manifest: dict[str, Any], folder: Path) -> Report:
    """Check a portfolio in a folder."""
    folder.mkdir()
    (folder / "portfolio.json").write_text(json.dumps(manifest), encoding="utf-8")
    for number, name in enumerate(manifest["evidence"][0]["files"]):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"# Plan {number}\n\nIt shows K{number}.\n", encoding="utf-8")
    with Outlines(None) as outlines:
        return check(folder, CheckRequest(Overrides(), DAY, outlines))


def written(report: Report) -> Iterator[str]:
    """Yield everything that is written of a report, except what takes long."""
    shown = pseudonymous([report])
    yield from (str(render(form, shown)) for form in WRITTEN)
    yield from (draw(shown, view, SCREEN) for view in Detail)
    gate, plan = pseudonymous(gateway(report)), pseudonymous(plan_next_steps(report))
    yield from (write([gateway_report.document(gate)], SCREEN), report_json.render_gateways([gate]))
    yield from (write([plan_report.document(plan)], SCREEN), report_json.render_plans([plan]))
    options = pseudonymous(compare_options(report))
    states = pseudonymous(compare_states(report, report, same_manifest=False))
    yield from (write([compare_report.document(each)], SCREEN) for each in (options, states))
    yield from (report_json.render_comparison(options), report_json.render_comparison(states))


def seen(text: str) -> str:
    """Return a text as a reader sees it, in small letters without accents."""
    decoded = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    return without_accents(unquote(html.unescape(decoded))).casefold()


def assert_hides(people: list[str], folder: str, texts: Iterator[str]) -> None:
    """Assert that no part of a name or number is in any text."""
    hidden = re.compile(f"(?<![a-z])(?:{'|'.join((*(part for name in people for part in parts_of(name)), '20417'))})")
    for text in texts:
        # digests of findings, and of a page's style, may hold the digits of a number
        plain = re.sub("'sha256-[^']+'|[0-9a-f]{16,}", "", seen(text.replace(folder, "")))
        found = [plain[max(0, at.start() - 60) : at.end() + 20] for at in hidden.finditer(plain)]
        assert not found, (found[:3], people)


def assert_says_the_same(report: Report) -> None:
    """Assert that a report without names has as many of everything, and all codes."""
    real, hidden = (json.loads(report_json.render([each]))["reports"][0] for each in (report, pseudonymous(report)))
    for findings in (real["findings"], hidden["findings"]):
        findings[:] = [(finding["rule"], finding["line"]) for finding in findings]
    for files in (real["files"], hidden["files"]):
        files.update({key: len(names) for key, names in files.items() if names})
    for key in ("findings", "files", "outcome"):
        assert hidden[key] == real[key]
    for key in ("counts", "missing", "thin"):
        assert hidden["coverage"][key] == real["coverage"][key]


@given(portfolios())
def test_pseudonymous_reports_hide_all_names(drawn: Drawn) -> None:
    people, manifest, folder = drawn
    with TemporaryDirectory() as above:
        report = checked(manifest, Path(above) / f"of {folder}")
        assert_hides(people, above, written(report))
        assert_says_the_same(report)


@settings(max_examples=1)
@given(portfolios())
def test_pseudonymous_prints_hide_all_names(drawn: Drawn) -> None:
    people, manifest, folder = drawn
    with TemporaryDirectory() as above:
        shown = pseudonymous([checked(manifest, Path(above) / f"of {folder}")])
        assert_hides(people, above, (words_of(render(form, shown)) for form in PRINTED))

import re
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from ksbcheck.domain.policy import Settings
from ksbcheck.domain.report import Report
from ksbcheck.formats.html import _bar, _duty_map, _ksb_map, render
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Layer, Overrides, values_set
from ksbcheck.reports.view import DutyRow, KsbRow, View, view
from ksbcheck.tasks.check import CheckRequest, check
from tests.conftest import AS_OF, ROOT
from tests.html_page import Page

HOSTILE = (
    "<script>alert(1)</script>",
    '"; } </style><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    '=HYPERLINK("http://evil.example/")',
    "{{ 7 * 7 }} {% raw %} #eval ]]> --> \\41 \U0001f600",
    "\u05e8\u05d5\u05ea \u0645\u062d\u0645\u062f",
    "long " * 80,
    "",
)
SVG = "{http://www.w3.org/2000/svg}"
KSB = KsbRow("K1", "A statement.", (5,), "met", "assessed", ("E01",), "E01 assessed", "", "")
GAP = KsbRow("K2", "Another.", (5,), "missing", "planned", (), "E01 planned", "When it is done, claim it.", "")
DUTY = DutyRow(5, "Do things.", "partial", "1 of 2, mapping partial", ("K1", "K2"), ("K2",))
UNMAPPED = DutyRow(6, "Do more.", "unmapped", "not mapped in the source", (), ())


def report(name: str, **policy: object) -> Report:
    with Outlines(None) as outlines:
        asked = Overrides((Layer("the test", values_set(Settings.model_validate(policy))),))
        request = CheckRequest(asked, date.fromisoformat(AS_OF), outlines)
        return check(ROOT / "examples" / name / "portfolio.yaml", request)


@pytest.fixture(scope="module")
def views() -> dict[str, View]:
    things = ("Make evidence of K5.", "Have E11 assessed.")
    names = ("halfway-send", "complete-wellbeing", "framework-advanced", "not-there")
    made = {name: view(report(name), things if name == "halfway-send" else ()) for name in names}
    made["thin"] = view(report("early-curriculum", rung="assessed", min_pieces=2), ())
    made["no evidence"] = replace(made["thin"], pieces=(), claims=())
    made["hostile"] = hostile(made["halfway-send"])
    return made


def hostile(halfway: View) -> View:
    """Return a report in which every word that can come from a file is hostile."""
    rows = zip(halfway.pieces, HOSTILE, strict=False)
    return replace(
        halfway,
        title=f"Evidence report: {HOSTILE[0]}",
        learner="".join(HOSTILE[:2]),
        facts=tuple(("Portfolio", text) for text in HOSTILE),
        next_things=HOSTILE,
        what_if=HOSTILE[0],
        pieces=tuple(replace(piece, id=text, title=text, files=(text,), type=text, date=text) for piece, text in rows),
        claims=tuple(
            replace(claim, piece=text, title=text, place=text, assessed=text, verified=text)
            for claim, text in zip(halfway.claims, HOSTILE, strict=False)
        ),
        findings=tuple(
            replace(finding, path=text, message=text, help=text)
            for finding, text in zip(halfway.findings, HOSTILE, strict=False)
        ),
        not_checked=HOSTILE,
        provenance=tuple(("Data file", text) for text in HOSTILE),
    )


ONE = ("halfway-send", "complete-wellbeing", "framework-advanced", "not-there", "thin", "no evidence", "hostile")
DOCUMENTS = [*([name] for name in ONE), list(ONE)]


@pytest.fixture(scope="module", params=DOCUMENTS, ids="+".join)
def page(request: pytest.FixtureRequest, views: dict[str, View]) -> Page:
    return Page(render([views[name] for name in request.param]))


def test_html_names_language_and_title(page: Page) -> None:
    ((html, _),) = page.all("html")
    title = page.texts("title")[0]
    assert html["lang"] == "en-GB"
    assert title.startswith("Evidence report")


def test_html_orders_headings(page: Page) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_html_has_landmarks_and_skip_link(page: Page) -> None:
    assert [sum(1 for _ in page.all(tag)) for tag in ("main", "footer")] == [1, 1]
    skip = next(page.all("a"))[0]["href"]
    ((main, _),) = page.all("main")
    assert skip == f"#{main['id']}"
    names = [nav["aria-label"] for nav, _ in page.all("nav")]
    assert len(set(names)) == len(names)


def test_html_has_unique_ids_and_valid_references(page: Page) -> None:
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [link["href"].removeprefix("#") for link, _ in page.all("a")]
    for _, attributes, _ in page.elements:
        targets.extend(attributes.get("aria-labelledby", "").split())
    assert set(targets) <= set(ids)


def test_html_labels_tables(page: Page) -> None:
    assert len(page.texts("table")) == len([text for text in page.texts("caption") if text])
    for heading, text in page.all("th"):
        assert heading["scope"] in ("col", "row", "rowgroup")
        assert text or heading["scope"] == "row"
    cells = [cell for cell, _ in page.all("td")]
    assert all(cell["role"] == "cell" for cell in cells)


def test_html_describes_pictures(page: Page) -> None:
    for picture, text in page.all("svg"):
        assert picture.get("aria-hidden") == "true" or (picture["role"] == "img" and text)


def test_html_scrolls_by_keyboard(page: Page) -> None:
    for attributes, _ in page.all("div"):
        if attributes.get("class") == "wide":
            assert (attributes["role"], attributes["tabindex"]) == ("group", "0")
            assert attributes["aria-labelledby"]


def test_html_fetches_and_runs_nothing(page: Page) -> None:
    tags = {tag for tag, _, _ in page.elements}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use"})
    for _, attributes, _ in page.elements:
        assert not {
            name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset", "action"}
        }
        assert attributes.get("href", "#").startswith("#")
    assert not any("url(" in style or "@import" in style or "</" in style for style in page.texts("style"))


def test_html_restricts_content_to_its_style(page: Page) -> None:
    (policy,) = (meta["content"] for meta, _ in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for _, style in page.all("style")]
    assert rules == {
        "default-src": "'none'",
        "style-src": " ".join(hashes),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_html_escapes_hostile_text(views: dict[str, View]) -> None:
    page = Page(render([views["hostile"]]))
    words = "".join(text for _, text in page.all("body"))
    for text in HOSTILE:
        assert text in words


def test_html_links_only_names(views: dict[str, View]) -> None:
    long = replace(views["thin"], learner="x" * 61)
    _, footers = (style for _, style in Page(render([views["hostile"], long])).all("style"))
    strings = re.findall('"([^"]*)"', footers)
    assert len(strings) == 4
    assert all(re.fullmatch(r"(?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*", string) for string in strings)
    assert re.sub('"[^"]*"', "", footers) == (
        "@page r1{@bottom-left{content:}@bottom-center{content:}}#r1{page:r1}"
        "@page r2{@bottom-left{content:}@bottom-center{content:}}#r2{page:r2}.made-by{page:r2}"
    )
    assert strings[2] == "x" * 59 + r"\2026 "
    assert strings[1].replace(r"\2d ", "-") == f"As of {AS_OF}"


def test_html_begins_with_the_summary(views: dict[str, View]) -> None:
    halfway = views["halfway-send"]
    ((_, first),) = Page(render([halfway])).all("header")
    for words in (halfway.learner, *(value for _, value in halfway.facts), *halfway.next_things):
        assert words in first
    for each in halfway.bars:
        assert f"{each.met} of {each.required} {each.rung}" in " ".join(first.split())
    assert "claimed counts here" in " ".join(first.split())


def test_html_puts_gaps_first(views: dict[str, View]) -> None:
    halfway = views["halfway-send"]
    page = Page(render([halfway]))
    assert page.texts("h2") == [
        "What to do next", "Gaps", "Coverage map", "Duties", "Evidence", "Mapping annex", "Findings", "Not checked",
        "Where this comes from",
    ]  # fmt: skip
    gaps = page.texts("table")[0]
    for gap in halfway.gaps:
        duties = "".join(map(str, gap.duties)) or "none mapped"
        assert f"{gap.code} {gap.statement} {duties} {gap.so_far} {gap.next_step}" in gaps


def test_html_shows_every_row(views: dict[str, View]) -> None:
    halfway = views["halfway-send"]
    page = Page(render([halfway]))
    _, duties, evidence, annex, findings, basis = page.texts("table")
    assert all(duty.text in duties and duty.met in duties for duty in halfway.duties)
    assert all(f"{piece.id} {piece.title}" in evidence for piece in halfway.pieces)
    assert all(f"{ksb.code} {ksb.status} {ksb.statement}" in annex for ksb in halfway.ksbs)
    assert all(f"{claim.piece} {claim.title} {claim.place} {claim.rung}" in annex for claim in halfway.claims)
    assert annex.count("No claim.") == sum(
        not any(claim.code == ksb.code for claim in halfway.claims) for ksb in halfway.ksbs
    )
    assert all(finding.message in findings and finding.help in findings for finding in halfway.findings)
    assert all(each.why in basis for each in halfway.basis)


def test_html_orders_rungs_of_pieces(views: dict[str, View]) -> None:
    halfway = views["halfway-send"]
    piece = replace(halfway.pieces[0], ksbs=(("K2", "claimed"), ("K1", "verified"), ("K3", "claimed")))
    page = Page(render([replace(halfway, pieces=(piece,))]))
    carried = [" ".join(text.split()) for attributes, text in page.all("div") if attributes.get("class") == "carried"]
    assert carried == ["verified K1", "claimed K2K3"]


def test_html_shows_citations_if_known(views: dict[str, View]) -> None:
    halfway = views["halfway-send"]
    cited = replace(halfway, claims=tuple(replace(claim, cited="cited there") for claim in halfway.claims))
    assert "Cited" not in Page(render([halfway])).texts("th")
    assert "Cited" in Page(render([cited])).texts("th")


def test_html_reports_no_gaps(views: dict[str, View]) -> None:
    assert "No gaps: all 70 required KSBs are met." in Page(render([views["complete-wellbeing"]])).texts("p")


def test_html_reports_unjudged_portfolios(views: dict[str, View]) -> None:
    page = Page(render([views["not-there"]]))
    assert "Could not be checked" in page.texts("p")
    assert page.texts("h2") == ["Findings"]
    assert page.texts("svg") == []


def test_html_lists_several_portfolios(views: dict[str, View]) -> None:
    several = [views[name] for name in ("halfway-send", "framework-advanced", "not-there")]
    page = Page(render(several))
    assert page.texts("title")[0] == "Evidence reports: 3 portfolios"
    assert page.texts("h2") == [
        f"Evidence report {several[0].learner}",
        f"Evidence report {several[1].learner}",
        "Evidence report",
    ]
    overview = page.texts("table")[0]
    assert all(each.verdict in overview and (each.learner or each.facts[0][1]) in overview for each in several)


@pytest.mark.parametrize("name", ONE)
def test_html_has_no_unkind_words(views: dict[str, View], name: str) -> None:
    words = "".join(text for _, text in Page(render([views[name]])).all("body"))
    assert not re.search(r"\b(fail\w*|competen\w*)", words, re.IGNORECASE)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own


def words(svg: str) -> list[str]:
    return [text.text or "" for text in parsed(svg).iter(f"{SVG}text")]


def test_svg_map_shows_codes_and_rungs() -> None:
    assert words(_ksb_map([KSB, GAP, replace(KSB, code="S1", rung="")], "r1")) == [
        "Knowledge", "K1", "assessed", "K2", "planned", "Skills", "S1", "nothing",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rung", "filled"), [("", 0), ("suggested", 0), ("planned", 0), ("claimed", 1), ("assessed", 2), ("verified", 3)]
)
def test_svg_map_fills_steps_by_rung(rung: str, filled: int) -> None:
    steps = parsed(_ksb_map([replace(KSB, rung=rung)], "r1")).findall(f".//{SVG}rect[@class='step']")
    assert [step.get("fill") for step in steps] == ["currentColor"] * filled + ["none"] * (3 - filled)


def test_svg_map_frames_gaps() -> None:
    met, gap = parsed(_ksb_map([KSB, GAP], "r1")).findall(f".//{SVG}rect[@class='frame']")
    assert met.get("stroke-dasharray") is None
    assert gap.get("stroke-dasharray") is not None
    assert met.get("stroke") == gap.get("stroke") == "currentColor"


def test_svg_map_marks_justified_gaps() -> None:
    picture = _ksb_map([KSB, replace(GAP, justified="Not taught yet (exception)")], "r1")
    assert words(picture) == ["Knowledge", "K1", "assessed", "K2", "planned", "justified"]
    assert 'class="ksb gap"' in picture
    assert "1 of 2 met, not met K2 (justified K2)." in picture


def test_svg_map_describes_pictures() -> None:
    picture = parsed(_ksb_map([KSB, GAP], "r1-ksbs"))
    title, text = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")
    assert title is not None
    assert text is not None
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}" == "r1-ksbs-title r1-ksbs-text"
    assert title.text == "2 KSBs by the highest rung that a claim has reached"
    assert text.text == "Knowledge: 1 of 2 met, not met K2. The mapping annex has the same in words."


def test_svg_map_marks_ksbs_of_duties() -> None:
    picture = parsed(_duty_map([DUTY, UNMAPPED], [KSB, GAP, replace(KSB, code="K3")], "r1"))
    marks = [element.get("class") for element in picture if element.get("class") != "line"]
    assert [mark for mark in marks if mark] == ["done", "lacking", "unmapped"]
    assert [text.text for text in picture.iter(f"{SVG}text")] == [
        "K1", "K2", "K3", "Duty 5", "1 of 2, mapping partial",
    ]  # fmt: skip
    text = picture.find(f"{SVG}desc")
    assert text is not None
    assert text.text == "Duty 5: 1 of 2, mapping partial, not met K2. The table of duties has the same in words."


def test_svg_map_omits_duties_without_mapping() -> None:
    assert _duty_map([UNMAPPED], [KSB], "r1") == ""


def test_svg_map_wraps_many_ksbs() -> None:
    ksbs = [replace(KSB, code=f"K{number}") for number in range(1, 91)] + [replace(KSB, code="B1")]
    duty = replace(DUTY, required=tuple(ksb.code for ksb in ksbs), missing=())
    picture = parsed(_duty_map([duty], ksbs, "r1"))
    assert len(picture.findall(f"{SVG}rect[@class='done']")) == 91
    assert [text.text for text in picture.iter(f"{SVG}text")].count("Duty 5") == 3
    left, top, width, height = map(float, picture.get("viewBox", "").split())
    for mark in picture.findall(f"{SVG}rect[@class='done']"):
        assert left <= float(mark.get("x", "")) <= width - 10
        assert top <= float(mark.get("y", "")) <= height - 10


@pytest.mark.parametrize(
    ("met", "required", "width"),
    [(0, 70, "0.0%"), (35, 70, "50.0%"), (69, 70, "98.6%"), (70, 70, "100.0%"), (0, 0, "0.0%")],
)
def test_svg_map_fills_bars_only_when_complete(met: int, required: int, width: str) -> None:
    filled = parsed(_bar(met, required)).find(f"{SVG}rect")
    assert filled is not None
    assert filled.get("width") == width


def test_svg_map_escapes_text() -> None:
    assert "<b>" not in _duty_map([replace(DUTY, met="<b>")], [KSB], "r1")
    assert "<b>" not in _ksb_map([replace(KSB, rung="<b>")], "r1")

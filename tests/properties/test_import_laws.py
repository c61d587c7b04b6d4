"""Laws of imports: pages and tables keep the standard, and bad ones are rejected."""

from html import escape
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.matrix import part_of
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard
from ksbcheck.formats import csv
from ksbcheck.importing.page import read_page
from ksbcheck.importing.printed import Stated
from ksbcheck.importing.sheet import read_sheet
from ksbcheck.rules import standard_findings

WORDS = (
    "plan",
    "K1’s",
    "duty",
    "the",
    "Version",
    "(e.g. S2)",
    "option:",
    "–",
    "1.0",
    "<b>",
    "&amp;",
    '"so"',
    "Level 2",
    "it’s",
)
TITLES = ("SEND", "Window boxes", "Pots & pans")
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(lambda words: " ".join(["Do", *words, "well."]))


@st.composite
def standards(draw):
    """Draw a standard whose duties name every KSB and tell its options."""
    counts = [draw(st.integers(1, 4)) for _ in "KSB"]
    codes = [f"{kind}{number}" for kind, count in zip("KSB", counts, strict=True) for number in range(1, count + 1)]
    options = [Option(id=title.split()[0].lower(), title=title) for title in TITLES[: draw(st.sampled_from([0, 2, 3]))]]
    owners = [(), *((option.id,) for option in options)]
    needed = [set(draw(st.lists(st.sampled_from(codes), min_size=1, max_size=6))) for _ in owners]
    needed[0] |= set(codes) - set().union(*needed)
    duties = [
        Duty(
            number=number,
            text=draw(texts),
            options=owner,
            mapping=DutyMapping.COMPLETE,
            ksbs=tuple(code for code in codes if code in mapped),
        )
        for number, (owner, mapped) in enumerate(zip(owners, needed, strict=True), 1)
    ]
    ksbs = [
        Ksb(
            code=code,
            options=() if code in needed[0] else tuple(duty.options[0] for duty in duties if code in duty.ksbs),
            text=draw(texts),
        )
        for code in codes
    ]
    return Standard(
        format="ksbcheck-standard/1",
        reference="ST9999",
        title="Plant carer",
        level=2,
        version="1.0",
        options=tuple(options) or (Option(id="core", title="Core"),),
        duties=tuple(duties),
        ksbs=tuple(ksbs),
    )


def lines_of(standard, separator, back):
    yield from ("Reference: ST9999", "Level: 2", "Version: 1.0")
    owner = None
    for duty in standard.duties:
        if duty.options != owner:
            owner = duty.options
            yield from (standard.option(each).title for each in owner)
            yield from ("Duty | KSBs |", "---|---|")
        yield from (f"Duty {duty.number} {duty.text} |", f"{separator.join(duty.ksbs)} |")
    for ksb in standard.ksbs:
        yield f"{ksb.code}: {ksb.text}"
        yield from back
    yield "Crown copyright © 2025."


def html_of(standard, separator, back):
    yield "<h1>Plant carer</h1><dl><dt>Reference<dd>ST9999<dt>Level<dd>2<dt>Version<dd>1.0</dl><main>"
    for owner in dict.fromkeys(duty.options for duty in standard.duties):
        yield from (f"<h4>Option: {escape(standard.option(each).title)}</h4>" for each in owner)
        yield "<table><tr><th>Duty<th>KSBs"
        for duty in (duty for duty in standard.duties if duty.options == owner):
            yield f"<tr><td>Duty {duty.number} {escape(duty.text)}<td>{escape(separator).join(duty.ksbs)}"
        yield "</table>"
    for ksb in standard.ksbs:
        yield f"<p>{ksb.code}: {escape(ksb.text)}"
        yield from (f"<p><a href='#'>{words}</a>" for words in back)
    yield "<p>Crown copyright &copy; 2025."


SAME = ("reference", "level", "version", "duties", "ksbs")


@given(
    standards(),
    st.sampled_from([" ", ", ", "\n", "; ", "", " & "]),
    st.sampled_from([(), ("Back to Duty",)]),
    st.sampled_from([lines_of, html_of]),
)
def test_import_page_round_trip(standard, separator, back, page):
    imported = read_page(Path("page"), "\n".join(page(standard, separator, back)), Stated(title="Plant carer"))
    assert imported.findings == ()
    ids = {option.title: option.id for option in standard.options}
    made = imported.standard
    renamed = {option.id: ids[option.title] for option in made.options}
    for field in ("reference", "level", "version"):
        assert getattr(made, field) == getattr(standard, field)
    for items, expected in ((made.duties, standard.duties), (made.ksbs, standard.ksbs)):
        found = [item.model_copy(update={"options": tuple(renamed[each] for each in item.options)}) for item in items]
        assert found == list(expected)


@given(standards())
def test_import_exported_table_round_trip(standard):
    options = tuple((option.id, option.title) for option in standard.options if option.id != "core")
    content = csv.standard(part_of(standard)).encode()
    imported = read_sheet(Path("p.csv"), content, Stated("ST9999", "1.0", "Plant carer", 2, options))
    assert imported.findings == ()
    for field in (*SAME, "options"):
        assert getattr(imported.standard, field) == getattr(standard, field)


@given(st.lists(st.sampled_from(["Duty 1 ", "Duty | KSBs |", "K1: ", "K1 ", "S1", " | ", "\n", "# ", "Do well. ", "<p>", "<td>", "Version | Change detail |", "1.0 ", "Level", ": ", "English and maths", "Back to Duty", "\t", "Option 1: "]), max_size=40).map("".join), st.booleans())  # fmt: skip
def test_import_any_page_gives_a_consistent_standard(text, as_html):
    text = f"<html>{text}" if as_html else text
    imported = read_page(Path("page"), text, Stated("ST9999", "1.0", "Plant carer", 2))
    if imported.standard:
        assert list(standard_findings(imported.standard)) == []
    else:
        assert imported.findings


CELLS = ("", "code", "statement", "options", "duty", "number", "ksbs", "id", "title", "mapping", "Duty 1: Water", "Duty 2: Fill [boxes; mapping complete]",
         "Duty 3: Go [not stated; mapping none]", "1", "2", "x", "?", "no", "K1", "K2", "S1: Do", "core", "boxes", "Pots, boxes", "not stated", "complete", "none", "Text")  # fmt: skip
ROWS = (
    ["code", "statement", "options", "Duty 1: Water", "Duty 2: Fill [boxes; mapping complete]"],
    ["K1", "Text", "core", "x", "?"],
    ["S1", "Text", "boxes", "", "x"],
    ["duty", "K1: Text", "S1: Text", "options"],
    ["Duty 1: Water", "x", "?", "pots"],
    ["number", "text", "options", "mapping", "ksbs"],
    ["1", "Water", "core", "complete", "K1 S1"],
    ["3", "Go", "boxes, Pots", "none", "K2"],
)
rows_of_cells = st.lists(st.sampled_from(ROWS) | st.lists(st.sampled_from(CELLS), max_size=6), max_size=10)


@given(rows_of_cells)
def test_import_any_table_gives_a_consistent_standard(rows):
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
    imported = read_sheet(Path("p.csv"), content, Stated("ST9999", "1.0", "Plant carer", 2))
    if imported.standard:
        assert list(standard_findings(imported.standard)) == []
    else:
        assert imported.findings

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.settings import Overrides
from ksbcheck.output.document import (
    Block,
    Chip,
    Chips,
    Column,
    Depth,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Items,
    Lines,
    Mark,
    Note,
    Part,
    Section,
    Stack,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.output.html import write
from ksbcheck.reports.portfolio import document
from ksbcheck.tasks.check import CheckRequest, check
from tests.cohort import check_folders, piece, write_learner
from tests.conftest import AS_OF, COMPLETE, EARLY, FRAMEWORK, HALFWAY, ROOT
from tests.html_page import Page

HOSTILE = (
    "<script>alert(1)</script> </style><img src=x onerror=alert(1)> "
    "\"' onload='alert(1) {{ 7 * 7 }} {% raw %} ]]> \\41 שלום"
)
COLUMNS = (Column("Code", whole=True), Column("Words", share=2), Column("Count", right=True))


def _rows(number: int) -> Table:
    rows = tuple((f"K{n}", HOSTILE, n) for n in range(number))
    tags = tuple((f"kind: {'odd' if n % 2 else HOSTILE}", f"of: {n % 3}", "of: all") for n in range(number))
    return Table(COLUMNS, rows, ids=tuple(f"k{n}" for n in range(number)), tags=tags)


def _heat_map(*figures: str) -> HeatMap:
    rows = (HeatRow(Words(HOSTILE, "", "pages/a b.html"), ("7",) * len(figures), ("V", "\u00d7", HOSTILE)),)
    key = (("V", "verified: twice"), ("\u00d7", HOSTILE))
    return HeatMap(HOSTILE, figures, ("K1", "K2", "S1"), rows, ("1", Words("9", "loud"), HOSTILE), key, HOSTILE)


EVERYTHING = Document(
    HOSTILE,
    (
        Section("", (Note(Words(HOSTILE, "strong bad")), Note()), "answer", Depth.FIRST),
        Section("Chips", (Chips((Chip(Mark.NO, HOSTILE, HOSTILE, "bad", "k1"),)),), "chips", Depth.FIRST),
        Section("Next", (Items((HOSTILE, (HOSTILE, Words("K1", "", "k1"))), numbered=True),), "next", Depth.FIRST),
        Section("Stand", (Stack((Part(3, HOSTILE, "#", "v"), Part(0, "none", ".", "missing"))),), "", Depth.FIRST),
        Section(
            "Map", (Tiles((("Knowledge", (Tile("K1", "V", "v", "k1"),)),), (("V", HOSTILE),)),), "map", Depth.FIRST
        ),
        Section("Rows: 9", (_rows(9), Note((HOSTILE, Words(HOSTILE, "under added removed")))), "rows"),
        Section("Without headings", (Table((Column(), Column()), ((HOSTILE, Lines((HOSTILE, "b"))),)),)),
        Section("", (Facts(((HOSTILE, HOSTILE), ("Part", "1 of 2"))),)),
        Section("Heat", (_heat_map("Weeks"), _heat_map("Weeks")), "heat", Depth.REST),
    ),
    HOSTILE,
    HOSTILE,
)


def _portfolio(name: str) -> Document:
    with Outlines(None) as outlines:
        return document(
            check(ROOT / name / "portfolio.yaml", CheckRequest(Overrides(), date.fromisoformat(AS_OF), outlines))
        )


@pytest.fixture(scope="module", params=["everything", HALFWAY, COMPLETE, EARLY, FRAMEWORK, "examples/none"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(write(EVERYTHING if request.param == "everything" else _portfolio(request.param)))


def _page(*blocks: Block, title: str = "Title", depth: Depth = Depth.MAIN) -> Page:
    return Page(write(Document("A", (Section(title, blocks, "s", depth),))))


def test_html_orders_headings(page: Page) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(page.texts("h1", "h2"))


def test_html_has_language_landmarks_and_skip_link(page: Page) -> None:
    ((html, _),) = page.all("html")
    ((main, _),) = page.all("main")
    assert html["lang"] == "en-GB"
    assert [sum(1 for _ in page.all(tag)) for tag in ("header", "footer", "title")] == [1, 1, 1]
    assert next(page.all("a"))[0]["href"] == f"#{main['id']}"


def test_html_has_unique_ids_and_no_dead_links(page: Page) -> None:
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {attributes["aria-labelledby"] for _, attributes, _ in page.elements if "aria-labelledby" in attributes}
    links = {link["href"].removeprefix("#") for link, _ in page.all("a") if link["href"].startswith("#")}
    assert links | named <= set(ids)


def test_html_labels_tables(page: Page) -> None:
    assert all(heading["scope"] in ("col", "row") and text.strip() for heading, text in page.all("th"))
    for table, _ in page.all("table"):
        assert table.get("role") in ("table", "presentation", None)
    assert all(picture["role"] == "img" and picture["aria-label"] for picture, _ in page.all("svg"))


def test_html_fetches_nothing_and_has_no_attribute_that_acts(page: Page) -> None:
    tags = {tag for tag, _, _ in page.elements}
    assert tags.isdisjoint({"link", "img", "iframe", "object", "embed", "form", "base", "image", "use"})
    for _, attributes, _ in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "srcset"}]
        assert attributes.get("href", "#").startswith(("#", "./"))
    assert not any("url(" in style or "@import" in style for style in page.texts("style"))


def test_html_allows_its_style_and_script_alone(page: Page) -> None:
    (policy,) = (meta["content"] for meta, _ in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = {
        tag: " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for _, text in page.all(tag))
        for tag in ("style", "script")
    }
    script = {"script-src": hashes["script"]} if hashes["script"] else {}
    assert rules == {
        "default-src": "'none'",
        "style-src": hashes["style"],
        **script,
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize("name", [HALFWAY, COMPLETE, FRAMEWORK])
def test_html_of_a_learner_has_no_script_and_is_small(name: str) -> None:
    text = write(_portfolio(name))
    assert "<script" not in text
    assert len(text.encode()) < 150_000


def test_html_of_400_pieces_is_small(tmp_path: Path) -> None:
    signed = {"by": "Hettie Notreal", "on": "2026-11-09"}
    codes = [*(f"K{number}" for number in range(1, 36)), *(f"S{number}" for number in range(1, 30))]
    pieces = [
        piece(*(codes[(3 * at + more) % 64] for more in range(3)), id=f"E{at}", title=f"Lesson {at}", assessed=signed)
        for at in range(400)
    ]
    (report,) = check_folders([write_learner(tmp_path / "ann", "Ann Example", *pieces)])
    text = write(document(report))
    assert len(text.encode()) < 300_000
    assert all(text.count(f'"#piece-{at + 1}">E{at}</a>') == 3 for at in (0, 200, 399))
    assert text.count("signed by Hettie Notreal, 9 November 2026") == 64
    assert text.count("Lesson 200<") == 1


def test_html_shows_hostile_text_as_it_is() -> None:
    page = Page(write(EVERYTHING))
    assert page.texts("h1") == [HOSTILE]
    wanted = 20
    assert " ".join(page.texts("main")).count(HOSTILE) > wanted
    assert page.texts("img") == []


def test_html_strips_characters_that_a_screen_obeys() -> None:
    assert "\u202e" not in write(Document("a\u202eb\x1b[31m", (), "\u202e", "\u202e"))
    assert "\x1b" not in write(Document("a\x1b[31m", (Section("\x1b", (Note("\x1b"),)),)))


def test_html_quotes_the_foot_of_printed_pages() -> None:
    _, rules = (style for _, style in Page(write(Document("A", (), "", f"{HOSTILE}{'x' * 90}"))).all("style"))
    (string,) = re.findall('content:"([^"]*)"', rules)
    assert re.fullmatch(r"(?:[A-Za-z0-9 ]|\\[0-9a-f]+ )*", string)
    assert rules == f'@page{{@bottom-left{{content:"{string}"}}}}'


def test_html_drops_links_to_ids_that_do_not_exist() -> None:
    page = _page(Note((Words("K1", "", "k1"), " and ", Words("K90", "", "k90"))), _rows(2))
    assert [text for link, text in page.all("a") if link["href"] in ("#k1", "#k90")] == ["K1"]
    assert "K1 and K90" in page.texts("p")


@pytest.mark.parametrize(
    ("to", "href"),
    [
        ("cohort/a b.html", "./cohort/a%20b.html"),
        ("//evil.example/", "./evil.example/"),
        ("javascript:/", "./javascript%3A/"),
    ],
)
def test_html_leads_to_pages_beside_it_alone(to: str, href: str) -> None:
    assert href in [link["href"] for link, _ in _page(Note(Words("x", "", to))).all("a")]


def test_html_begins_with_the_answer_and_puts_the_map_below_the_contents() -> None:
    text = write(_portfolio(HALFWAY))
    order = ("<h1>", 'class="lead"', 'id="gateway"', 'id="next"', 'id="stand"', "<nav", 'id="map"', 'id="missing"')
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_html_links_gaps_duties_and_evidence_all_ways() -> None:
    page = Page(write(_portfolio(HALFWAY)))
    rows = {row["id"]: text for row, text in page.all("tr") if "id" in row}
    links = [link["href"] for link, _ in page.all("a")]
    for target in ("#ksb-k9", "#ksb-k33", "#duty-5", "#piece-4", "#gateway-maths"):
        assert target in links
        assert target[1:] in rows


def test_html_counts_the_rows_of_each_filter() -> None:
    page = _page(_rows(9))
    labels = page.texts("label")
    assert labels == ["All (9)", f"{HOSTILE} (5)", "Odd (4)", "All (9)", "All (9)", "0 (3)", "1 (3)", "2 (3)"]
    assert page.texts("legend") == ["Kind", "Of"]
    checked = [box["id"] for box, _ in page.all("input") if "checked" in box]
    assert checked == ["f0-a-all", "f0-b-all"]


def test_html_filters_hide_other_rows_but_the_one_that_a_link_led_to() -> None:
    page = _page(_rows(9))
    odd = next(box["id"] for box, _ in page.all("input") if box["id"].startswith("f0-a-1"))
    assert [row["id"] for row, _ in page.all("tr") if odd in row.get("class", "").split()] == ["k1", "k3", "k5", "k7"]
    rule = f"@media screen{{section:has(#{odd}:checked) tbody tr:not(.{odd},:target){{display:none}}}}"
    assert rule in "".join(text for _, text in page.all("style"))


@pytest.mark.parametrize("rows", [0, 7])
def test_html_needs_no_filters_for_few_rows(rows: int) -> None:
    assert _page(_rows(rows)).texts("label") == []


def test_html_omits_filters_that_all_rows_pass() -> None:
    table = _rows(9)._replace(tags=(("kind: Skills",),) * 9)
    assert _page(table).texts("label") == []


def test_html_draws_a_bar_to_scale() -> None:
    parts = (Part(1, "one", "#", "v"), Part(0, "none", "=", "a"), Part(3, "three", ".", "missing"))
    page = _page(Stack(parts))
    drawn = [(each.get("class"), each.get("x"), each.get("width")) for each, _ in page.all("rect")]
    assert drawn == [("v", "0.000%", "25.000%"), ("m", "25.000%", "75.000%"), ("edge", None, "100%")]
    assert page.texts("text") == ["1", "3"]
    assert next(page.all("svg"))[0]["aria-label"] == "1 one, 0 none and 3 three, of 4."


def test_html_draws_an_empty_bar() -> None:
    assert [each["class"] for each, _ in _page(Stack((Part(0, "x", "#", "v"),))).all("rect")] == ["edge"]


def test_html_leaves_out_numbers_without_room() -> None:
    assert _page(Stack((Part(1, "a", "#", "v"), Part(99, "b", ".", "missing")))).texts("text") == ["99"]


def test_html_says_the_state_of_a_tile_in_words() -> None:
    tiles = Tiles((("Skills", (Tile("S1", "\u00d7", "missing", ""),)),), (("\u00d7", "missing: not yet"),))
    assert [text for span, text in _page(tiles).all("span") if span.get("class") == "m"] == ["S1\u00d7 missing"]


def test_html_sorts_heat_maps_with_figures_alone() -> None:
    with_figures, without = (_page(_heat_map(*figures)) for figures in (("Weeks",), ()))
    assert with_figures.texts("button") == ["As listed", "Name", "Weeks"]
    assert next(each for each, _ in with_figures.all("div") if each.get("class") == "sort")["hidden"] == ""
    assert len(with_figures.texts("script")) == 1
    assert without.texts("button") == without.texts("script") == []


def test_html_puts_signs_and_a_foot_into_a_heat_map() -> None:
    page = _page(_heat_map("Weeks"))
    assert [each.get("class") for each, _ in page.all("td")][:4] == ["figure", "v", "m", None]
    assert page.texts("tfoot")[0].startswith(HOSTILE)
    assert "9" in page.texts("strong")


def test_html_joins_runs_of_codes_only() -> None:
    codes = (Words("K0", "", "k0"), ", ", Words("K1", "", "k1"))
    page = _page(Note(codes), Note((*codes, " and more")), _rows(2))
    assert [text for span, text in page.all("span") if span.get("class") == "run"] == ["K0 K1"]

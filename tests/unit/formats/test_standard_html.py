import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest

from ksbcheck.domain.matrix import Part, part_of
from ksbcheck.domain.standard import Standard
from ksbcheck.output.html import write
from ksbcheck.reports.standard import document
from tests import standards
from tests.html_page import Page

HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}\"' onload='x &amp; </style>"


def hostile() -> Standard:
    """Return a standard in which every word that can come from a file is hostile."""
    small = standards.small()
    return standards.changed(
        small,
        reference=HOSTILE,
        title=HOSTILE,
        version=HOSTILE,
        status=HOSTILE,
        options=tuple(each.model_copy(update={"title": HOSTILE}) for each in small.options),
        ksbs=tuple(each.model_copy(update={"text": HOSTILE}) for each in small.ksbs),
        duties=tuple(each.model_copy(update={"text": HOSTILE}) for each in small.duties),
    )


@pytest.fixture(scope="module", params=["bundled", "option", "small", "hostile", "bare"])
def part(request: pytest.FixtureRequest, st1414: Standard) -> Part:
    return {
        "bundled": lambda: part_of(st1414),
        "option": lambda: part_of(st1414, "send"),
        "small": lambda: part_of(standards.small()),
        "hostile": lambda: part_of(hostile()),
        "bare": lambda: part_of(standards.changed(st1414, duties=(), basis=(), source=None)),
    }[request.param]()


@pytest.fixture(scope="module")
def text(part: Part) -> str:
    return write(document(part, HOSTILE, columns=40))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_standard_html_links_headings_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"].removeprefix("#") for attributes, _ in page.all("a")} <= set(ids)
    labels = {attributes["aria-labelledby"] for _, attributes, _ in page.elements if "aria-labelledby" in attributes}
    assert labels <= set(ids)


def test_standard_html_allows_no_content(page: Page, text: str) -> None:
    ((policy, _),) = [each for each in page.all("meta") if "http-equiv" in each[0]]
    styles = [style for _, style in page.all("style")]
    hashes = [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles]
    assert policy["content"] == (
        f"default-src 'none'; style-src {' '.join(hashes)}; base-uri 'none'; form-action 'none'"
    )
    assert not {tag for tag, _, _ in page.elements} & {"script", "link", "img", "iframe", "form", "svg"}
    assert not [name for _, attributes, _ in page.elements for name in attributes if name.startswith(("on", "style"))]
    assert "http://" not in text.replace("http-equiv", "")


def test_standard_html_names_the_rows_of_tables(page: Page) -> None:
    rows = [attributes["scope"] for attributes, _ in page.all("th") if attributes["scope"] == "row"]
    assert len(rows) == sum(1 for _ in page.all("tr")) - sum(1 for _ in page.all("thead"))


def test_standard_html_shows_the_whole_standard(page: Page, part: Part) -> None:
    cells = page.texts("td")
    for item in (*part.ksbs, *part.duties):
        assert " ".join(item.text.split()) in cells
    assert len([words for words in page.texts("th") if words in part.standard.by_code]) >= len(part.ksbs)
    shown = " ".join(page.texts("main"))
    assert ("Not mapped in the source: dut" in shown) is bool(part.duties)
    assert ("The source maps no duty to any KSB" in shown) is not bool(part.duties)
    assert ("Basis of this data" in shown) is True


def test_standard_html_marks_every_cell() -> None:
    page = Page(write(document(part_of(standards.small()), columns=40)))
    rows = [text for attributes, text in page.all("tr") if not attributes and set(text[-4:]) <= set("x.?-")]
    assert [row[-4:] for row in rows[:4]] == ["xx..", "????", "..x-", "??-x"]
    assert [text[:2] for _, text in page.all("li") if "the duty" in text or "known: " in text] == [
        "x ",
        ". ",
        "? ",
        "- ",
    ]


def test_standard_html_links_duties_and_ksbs(st1414: Standard) -> None:
    links = [link["href"] for link, _ in Page(write(document(part_of(st1414), columns=40))).all("a")]
    assert {"#ksb-k6", "#duty-5"} <= {*links}

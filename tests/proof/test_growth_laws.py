"""Time grows no faster than input, whatever is repeated in it."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksbcheck.documents import plain, separated
from ksbcheck.documents.content import Content, Known
from ksbcheck.documents.listing import find_listed
from ksbcheck.documents.outliner import Outliner
from ksbcheck.domain.citation import mentions, placeholders
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.folder import is_address, within
from ksbcheck.domain.framework import _same_title, nearest_titles
from ksbcheck.domain.locator import parse
from ksbcheck.domain.names import find_personal_data, look, natural, nearest, nearest_code
from ksbcheck.domain.outline import Heading, Outline
from ksbcheck.domain.people import is_name, may_be_same, name_words
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.text import hidden_characters, shown
from ksbcheck.formats.sarif import _text as sarif
from ksbcheck.importing.maps import _titles
from ksbcheck.importing.notation import (
    codes_in,
    duty_in_cell,
    duty_in_line,
    facts_in_line,
    statement_in_cell,
    statement_in_line,
)
from ksbcheck.importing.page_lines import LINK_BACK, _option_title
from ksbcheck.importing.sheet import _OWNED
from ksbcheck.inputs.document import parse_document
from ksbcheck.lsp.cursor import cursor_at
from ksbcheck.output.cells import cut_for_excel, escape_formula
from ksbcheck.output.markdown import plain as markdown
from ksbcheck.tasks.pseudonyms import Pseudonyms
from tests.growth import assert_grows_evenly

HEAD = {"format": "ksbcheck-portfolio/1", "standard": "ST1414", "version": "1.0", "option": "send"}
PEOPLE = Pseudonyms(Portfolio.model_validate({**HEAD, "learner": {"name": "Ann Ann Example"}, "evidence": []}))
TITLE = "pastoral/welfare support assistant"


def read(name: str, start: str = "") -> Callable[[str], object]:
    """Return a function that reads a file of some text, valid or not."""

    def reading(text: str) -> None:
        with suppress(InputError):
            parse_document(Path(name), start + text)

    return reading


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "personal": lambda text: list(find_personal_data(text)),
    "citation": lambda text: find_listed(found := list(mentions(text)), range(len(found)), text, Known()),
    "placeholder": placeholders,
    "locator": parse,
    "short-locator": lambda text: parse(text[:390]),
    "natural": natural.__wrapped__,
    "look": look.__wrapped__,
    "name": name_words.__wrapped__,
    "person": lambda text: (is_name.__wrapped__(text), may_be_same.__wrapped__(text, "Ann Example")),
    "nearest": lambda text: nearest(text, ["Reflection on practice", "K1", "portfolio"]),
    "nearest-code": lambda text: nearest_code(text, ["K1", "S2"]),
    "title": lambda text: (_same_title(text, TITLE), nearest_titles(text, [TITLE])),
    "listed-title": lambda text: _same_title(TITLE, text),
    "shown": lambda text: (shown(text), hidden_characters(text)),
    "pseudonym": PEOPLE.hide,
    "path": lambda text: (within(text), is_address(text)),
    "heading": lambda text: Outline("text", headings=(Heading(text, 1, None),)).headings_by_name,
    "text-file": lambda text: separated.read_text(BytesIO(text.encode()), Outliner()),
    "markdown-file": lambda text: plain.read_markdown(BytesIO(text.encode()), Outliner()),
    "content": lambda text: Content([text], [text]).why_none(Known([text])),
    "cell": lambda text: (escape_formula(text), cut_for_excel(text)),
    "markdown": markdown,
    "sarif": sarif,
    "yaml": read("portfolio.yaml"),
    "yaml-key": read("portfolio.yaml", "a: "),
    "json": read("portfolio.json"),
    "cursor": lambda text: (cursor_at(text, len(text)), cursor_at(text, 0)),
    "map": _titles,
    "page-line": lambda text: (_option_title(text), LINK_BACK.sub("", text)),
    "printed-codes": codes_in,
    "sheet": lambda text: (_OWNED.fullmatch(text), duty_in_cell(text), statement_in_cell(text)),
    "notation": lambda text: (duty_in_line(text), statement_in_line(text), facts_in_line(text)),
}
STARTS = ("", "K1", "# a", "[image", "p. 1", "Child A", "a: ", '"')
UNITS = (
    *" \t\n_-.,;:'\"()[]{<@#*`/\\|=+?10aAéİ\u0301\u200b§XT",
    "\r\n", "~~~", "```", "07", "Ab", "K1", "K1-", "K1, ", "K1\n", "K1 and ", "K1 to K99, ", "K1 | ", "(K1)", "3/4/",
    "7 ", "to ", "and ", "p1,", "a@", "a@a.", "a.", "a-", "Child ", "Child Aa ", "Aa ", "AB12 ", "+44 ", "Ann ",
    "Ann_", "Example,", "[insert ", "[image ", "<insert ", "](", "a/b ", "1:00 ", "00:00:01-", "a: ", "- ",
    "Duty 1 ", "Back to Duty(", "C:\\a ", "www.a", "http://", "a.docx ", "<p>", "d: 1,",
)  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_grows_evenly_with_repeats(name: str) -> None:
    for unit in UNITS:
        assert_grows_evenly(FUNCTIONS[name], lambda length, unit=unit: unit * (length // len(unit)))


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.lists(st.sampled_from(UNITS), min_size=1, max_size=3).map("".join),
    st.sampled_from(("", "!", "\n", "x\ny", ")", "`")),
)
def test_time_grows_evenly_within_other_text(name: str, start: str, unit: str, end: str) -> None:
    assert_grows_evenly(FUNCTIONS[name], lambda length: f"{start}{unit * (length // len(unit))}{end}")


@pytest.mark.parametrize("names", ["Person {0}, {0}", "A. {0}", "{0} A.", "Anna O'{0} Sample-Person", "{0}@sample.org"])
def test_time_of_pseudonyms_grows_evenly_with_people(names: str) -> None:
    letters = str.maketrans("0123456789", "abcdefghij")

    def hide(numbers: str) -> None:
        words = numbers.translate(letters).split()
        signed = [{"id": "E1", "assessed": {"by": names.format(f"X{word}")}} for word in words]
        Pseudonyms(Portfolio.model_validate({**HEAD, "evidence": signed})).hide(str(signed))

    assert_grows_evenly(hide, lambda count: " ".join(map(str, range(count))), small=1000)

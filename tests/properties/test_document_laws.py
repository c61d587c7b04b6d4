"""Laws of citations, locators, names and readers, for any text and bytes."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ksbcheck.documents import opendocument, plain, separated, sheets, slides, word
from ksbcheck.documents.content import Known
from ksbcheck.documents.kinds import disguise
from ksbcheck.documents.listing import _FEWEST_CODES, find_listed
from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.domain.citation import Mention, mentions, placeholders
from ksbcheck.domain.folder import FindStatus, Folder, within
from ksbcheck.domain.locator import look_up, parse, spot_name
from ksbcheck.domain.names import code_order
from ksbcheck.domain.text import clock, seconds
from tests.documents import docx, odt, pptx, xlsx
from tests.documents.slide_files import Slide
from tests.properties.strategies import CODES

codes = st.sampled_from(CODES)
# Parts of citations, so that nearly every text has some.
PARTS = (*CODES[:9], "S3", "B2", *" ,-\u2013/\n().", ", ", " and ", "12", "unit", "to", "[insert x]")
prose = st.lists(st.sampled_from(PARTS), max_size=40).map("".join) | st.text(max_size=200)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=60
)


@given(prose)
def test_mentions_are_codes_within_the_text(text: str) -> None:
    found = list(mentions(text))
    for mention in found:
        assert code_order(mention.code)[1] > 0
        assert text[mention.position].upper() in "KSBTE"
        assert mention.end <= len(text)
    assert [each.position for each in found] == sorted(each.position for each in found)


@given(st.lists(codes, min_size=1, max_size=20))
def test_mentions_include_codes_in_brackets(cited: list[str]) -> None:
    assert [each.code for each in mentions(" ".join(f"words ({code})" for code in cited))] == cited
    assert [each.code for each in mentions(f"({', '.join(cited)})")] == cited


@given(codes, st.integers(0, 40))
def test_mentions_include_whole_ranges(code: str, more: int) -> None:
    letter, first = code[0], int(code[1:])
    expected = [f"{letter}{number}" for number in range(first, first + more + 1)]
    assert [each.code for each in mentions(f"({code}\u2013{letter}{first + more})")] == (expected if more else [code])


@given(st.lists(st.tuples(codes, st.integers(0, 600)), max_size=120))
def test_listings_need_many_codes(steps: list[tuple[str, int]]) -> None:
    """Codes are a listing only if there are many."""
    position, found = 0, []
    for code, step in steps:
        position += step
        found.append(Mention(code, position, labels=True))
    listed = find_listed(found, range(len(found)), "", Known())
    assert listed <= set(range(len(found)))
    assert not listed or len({found[index].code for index in listed}) >= _FEWEST_CODES


@given(prose)
def test_placeholders_are_in_the_text(text: str) -> None:
    plainly = " ".join(text.split())
    assert all(each in plainly for each in placeholders(text))


@given(
    st.text(max_size=40)
    | st.sampled_from(["p. ", "pp. 3", "\u00a7 ", "sheet ", "00:0"]).flatmap(
        lambda s: st.text("0123456789-:;, andtop.", max_size=20).map(lambda t: s + t)
    )
)
def test_locator_parses_or_refuses_any_text(where: str) -> None:
    places = parse(where)
    assert places is None or len(places) > 0
    outline = separated.read_text(BytesIO(b"00:10 K1\n\nmore"), Outliner())
    for place in places or ():
        assert look_up(place, outline).verdict
        assert str(place)


@given(st.integers(0, 99 * 3600))
def test_clock_round_trip(total: int) -> None:
    assert seconds(clock(total)) == total


@given(st.text("ab./\\~:C ", max_size=30))
def test_within_never_leaves_the_folder(written: str) -> None:
    name = within(written)
    assert name is None or not {"", ".", ".."} & set(name.split("/")) or name == ""
    assert Folder({}).find(written).status in (
        FindStatus.MISSING,
        FindStatus.OUTSIDE,
        FindStatus.FOLDER,
        FindStatus.ADDRESS,
    )


@given(st.lists(words, max_size=8), st.lists(codes, max_size=8))
def test_readers_find_the_same_codes(texts: list[str], cited: list[str]) -> None:
    lines = [*texts, *(f"({code})" for code in cited)]
    expected = {each.code for line in lines for each in mentions(line)}
    for outline in (
        word.read(BytesIO(docx(lines)), Outliner()),
        opendocument.read_text(BytesIO(odt(lines)), Outliner()),
        slides.read(BytesIO(pptx([Slide("", lines)])), Outliner()),
        sheets.read(BytesIO(xlsx({"A": [[line] for line in lines]})), Outliner()),
    ):
        assert {each.code for each in outline.citations} >= set(cited)
        assert {each.code for each in outline.citations} == expected
        assert all(spot_name(each.spot, outline) for each in outline.citations)


@given(st.binary(max_size=300))
def test_text_readers_accept_or_refuse_any_bytes(data: bytes) -> None:
    for read in (separated.read_text, plain.read_markdown):
        try:
            outline = read(BytesIO(data), Outliner())
        except DocumentError as error:
            assert error.reason
        else:
            assert outline.noun
    assert disguise("a.pdf", data) or data.startswith(b"%PDF-") or b"%PDF-" in data


WHOLE = docx(["K1 here", "K2 there"], footnotes=["K3"])


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.booleans())
@example(position=len(WHOLE) - 4, byte=1, cut=False)  # the directory seems to begin behind where it does
def test_word_reader_accepts_or_refuses_damage(position: int, byte: int, cut: bool) -> None:
    data = WHOLE[:position] if cut else WHOLE[:position] + bytes([byte]) + WHOLE[position + 1 :]
    try:
        outline = word.read(BytesIO(data), Outliner())
    except DocumentError as error:
        assert error.reason
    else:
        assert outline.noun == "Word document"


@pytest.mark.parametrize("read", [separated.read_text, plain.read_markdown])
@given(
    text=st.lists(
        st.sampled_from(["# A", "---", "```", "~~~", "", " ", "1. K1", "2) S2", "00:10 K3", "==", "K4", "..."]),
        max_size=25,
    ).map("\n".join)
)
def test_text_readers_keep_every_code(read: object, text: str) -> None:
    outline = read(BytesIO(text.encode()), Outliner())
    expected = {each.code for line in text.split("\n") for each in mentions(line)}
    assert {each.code for each in outline.citations} == expected

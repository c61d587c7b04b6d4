"""A standard survives being written and read again, whatever its words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.model import Basis, BasisKind, Source
from ksbcheck.domain.standard import (
    Alternative,
    AskedAtGateway,
    Declarant,
    Duty,
    DutyMapping,
    EarlyYears,
    EnglishAndMaths,
    Ksb,
    Level,
    Minimum,
    Option,
    Qualification,
    Standard,
    StandardKind,
    StandardVersion,
)
from ksbcheck.inputs.standard_file import load_standard, to_yaml
from ksbcheck.rules import standard_findings
from tests.official import guid

HOSTILE = (
    *["yes", "no", "null", "true", "on", "~", "y", "N", "NULL", "1.0", "1_000", "0x1F", "1e3", "12:30", "2024-01-01", ".inf", ".nan", "-", "?", ":", "|", ">", "&", "*", "!", "%", "@", "`", "#", ",", "[", "]", "{", "}", "\\", '"', "'", "<<", "="],
    *("a: b", "a #b", "- a", "a\nb", "a\r\nb", "a\tb", 'he said "so"', "C:\\new", "K1’s", "\\u0041", "---", "...", "%YAML 1.2"),
    *("a\u2028b", "a\u2029b", "a\x85b", "a\xa0b", "\ufeffa", "a\u200bb", "a\u202eb", "\U0001f331", "\ufffe", "a\x7fb", "a\x1bb", "a\x00b", "\u0378"),
)  # fmt: skip
texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(str.strip),
)
maybe = st.one_of(st.none(), texts)
guids = st.one_of(st.none(), st.integers(0, 9).map(guid), st.just(guid("x").upper()))
days = st.one_of(st.none(), st.dates(date(1999, 1, 1), date(2099, 1, 1)))
minima = st.builds(Minimum, level=st.sampled_from(list(Level)), sentence=texts)
FIELDS = {
    "kind": st.sampled_from([None, *StandardKind]),
    "status": maybe,
    "lars_code": maybe,
    "route": maybe,
    "typical_duration": st.one_of(st.none(), st.integers(1, 99)),
    "qualifications": st.lists(st.builds(Qualification, title=texts, level=maybe, information=maybe), max_size=2),
    "versions": st.lists(st.builds(StandardVersion, version=texts, change=maybe, earliest_start=days, latest_start=days, latest_end=days), max_size=2),
    "occupation": st.lists(texts, max_size=2),
    "english_and_maths": st.one_of(st.none(), st.builds(EnglishAndMaths, minimum=minima, with_plan_or_statement=st.one_of(st.none(), minima), british_sign_language=st.one_of(st.none(), st.builds(Alternative, in_place_of=st.just("maths"), sentence=texts)))),
    "early_years": st.one_of(st.none(), st.builds(EarlyYears, sentence=texts)),
    "gateway": st.one_of(st.none(), st.builds(AskedAtGateway, declarations=st.lists(st.sampled_from(list(Declarant)), unique=True))),
    "source": st.one_of(st.none(), st.builds(Source, document=texts, copyright=texts, notices=st.lists(texts, max_size=2))),
    "basis": st.one_of(st.just(()), st.builds(Basis, fields=st.sampled_from([(), ("level",), ("ksbs.text", "title")]), basis=st.sampled_from(BasisKind), why=texts).map(lambda each: (each,))),
}  # fmt: skip


@st.composite
def standards(draw):
    """Draw a consistent standard with any fields."""
    options = draw(st.lists(st.sampled_from(["core", "yes", "no", "a-1", "null", "y"]), unique=True, min_size=1))
    owner = st.one_of(st.just(()), st.none(), st.lists(st.sampled_from(options), unique=True, min_size=1).map(tuple))
    codes = ["K1", "TK10", "S2", "ESB3"]
    ksbs = [Ksb(code=code, options=draw(owner), text=draw(texts), guid=draw(guids)) for code in codes]
    ksbs.append(Ksb(code="B1", options=(), text=draw(texts)))
    mapped = st.lists(st.sampled_from([ksb.code for ksb in ksbs if not ksb.options]), unique=True).map(tuple)
    duties = []
    for number in draw(st.lists(st.integers(1, 9999), unique=True, max_size=2)):
        named = draw(mapped)
        mapping = draw(st.sampled_from([DutyMapping.COMPLETE, DutyMapping.PARTIAL])) if named else DutyMapping.NONE
        duties.append(
            Duty(number=number, text=draw(texts), options=draw(owner), mapping=mapping, ksbs=named, guid=draw(guids))
        )
    return Standard(
        format="ksbcheck-standard/1",
        reference=draw(texts),
        title=draw(texts),
        level=draw(st.sampled_from([None, 1, 8])),
        version=draw(texts),
        options=[Option(id=each, title=draw(texts), guid=draw(guids)) for each in options],
        duties=duties,
        ksbs=ksbs,
        **{name: draw(value) for name, value in FIELDS.items()},
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("standards") / "ST1-1.yaml"


@given(standard=standards())
def test_standard_file_round_trip(file, standard):
    assert not list(standard_findings(standard))
    text = to_yaml(standard, "An invented one.", "", "Of no worth.")
    file.write_text(text, encoding="utf-8", newline="")
    assert load_standard(file) == standard
    assert to_yaml(load_standard(file), "An invented one.", "", "Of no worth.") == text
    assert text.startswith("# An invented one.\n#\n# Of no worth.\nformat: ")
    for line in text.splitlines():
        assert line == line.rstrip()

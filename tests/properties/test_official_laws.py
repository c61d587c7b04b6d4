"""Laws of imports of official data, and of completing a standard with it."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard
from ksbcheck.importing.complete import complete
from ksbcheck.importing.official import read_official
from ksbcheck.rules import standard_findings
from tests.official import guid, of_skills_england
from tests.standards import changed

CODES = ("K1", "K2", "K3", "S1", "S2", "B1")
OPTIONS = ("pots", "beds", "roofs")
TEXTS = ("Water it well.", "Water it  well.", "Water it very well.", "Know soils.", "Be kind to plants.", "Cut hedges.")


@st.composite
def duties(draw):
    """Draw duties of official data: whether core, options, and codes."""
    some = st.lists(st.sampled_from(OPTIONS), max_size=3)
    core = st.sampled_from([0, 1, True, False, None])
    return draw(st.lists(st.tuples(core, st.one_of(st.none(), some), st.lists(st.sampled_from(CODES))), max_size=6))


@given(duties(), st.booleans())
def test_option_requirements_by_mapping(of_data, has_options):
    """An option requires what its duties and the core duties map."""
    plain = Standard(
        format="ksbcheck-standard/1",
        reference="ST0001",
        title="Carer",
        level=2,
        version="1.0",
        options=[Option(id=each, title=each.title()) for each in OPTIONS],
        duties=[
            Duty(number=at, text=f"Do {at}.", options=(), mapping="complete", ksbs=tuple(codes))
            for at, (_, _, codes) in enumerate(of_data, 1)
        ],
        ksbs=[Ksb(code=code, options=(), text=f"About {code}.") for code in CODES],
    )
    content = of_skills_england(plain, coreAndOptions=has_options)
    for duty, (core, options, _) in zip(content["duties"], of_data, strict=True):
        named = options and [guid("ST0001", "1.0", each) for each in options]
        duty |= {"isThisACoreDuty": core, "mappedOptions": named}
    made = read_official(Path("a.json"), content, "").standard
    expected = {
        option: {code for core, named, codes in of_data if core or option in (named or ()) for code in codes}
        for option in OPTIONS
    }
    if not has_options:
        assert made
        assert made.option_ids == ("core",)
        assert {ksb.code for ksb in made.requirements["core"].ksbs} == set(CODES)
    elif all(expected.values()):
        assert made
        assert {each: {k.code for k in made.requirements[each].ksbs} for each in OPTIONS} == expected
    else:
        assert made is None


@st.composite
def standards(draw):
    """Draw a standard of a few codes, texts, duties and options."""
    owner = st.one_of(st.just(()), st.sampled_from([("pots",), ("beds",), ("pots", "beds")]), st.none())
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=2))
    ksbs = [Ksb(code=code, options=draw(owner), text=draw(st.sampled_from(TEXTS))) for code in codes]
    made = []
    for number in draw(st.lists(st.integers(1, 6), unique=True, max_size=5)):
        whose = draw(owner)
        fit = [k.code for k in ksbs if not k.options or not whose or set(k.options) & set(whose)]
        named = draw(st.lists(st.sampled_from(fit), unique=True)) if fit else []
        mapping = draw(st.sampled_from(["complete", "partial"])) if named else "none"
        text = draw(st.sampled_from(TEXTS))
        made.append(Duty(number=number, text=text, options=whose, mapping=mapping, ksbs=tuple(named)))
    inferred = draw(st.lists(st.sampled_from(["ksbs.options", "options.title", "duties.mapping"]), unique=True))
    basis = [Basis(fields=tuple(inferred), basis=BasisKind.INFERRED, why="Guessed.")] if inferred else []
    titles = draw(st.sampled_from([("Pots", "Beds"), ("Beds", "Pots"), ("Ferns", "Trees")]))
    return Standard(
        format="ksbcheck-standard/1",
        reference="ST0001",
        title=draw(st.sampled_from(["Carer", "Gardener"])),
        level=draw(st.sampled_from([None, 2, 3])),
        version="1.0",
        options=[Option(id=each, title=title) for each, title in zip(("pots", "beds"), titles, strict=True)],
        duties=made,
        ksbs=ksbs,
        basis=basis,
    )


sound = standards().filter(lambda each: not list(standard_findings(each)))


@given(sound, sound)
def test_complete_replaces_nothing_printed(known, other):
    """Completing keeps what the known standard prints, and completing again changes nothing."""
    made = complete(known, other, "a.json")
    completed = made.standard
    told = "".join(each.text for each in made.differences)
    assert completed.option_ids == known.option_ids
    assert [(ksb.code, ksb.text) for ksb in completed.ksbs] == [(ksb.code, ksb.text) for ksb in known.ksbs]
    for duty, before in zip(completed.duties, known.duties, strict=True):
        assert (duty.number, duty.text, duty.options) == (before.number, before.text, before.options)
        assert set(before.ksbs) <= set(duty.ksbs)
        assert before.mapping is not DutyMapping.COMPLETE or duty.mapping is before.mapping
        assert before.mapping is not DutyMapping.COMPLETE or set(duty.ksbs) == set(before.ksbs)
    printed = {field for field in ("ksbs.options", "options.title") if known.basis_of(field) is None}
    for ksb, before in zip(completed.ksbs, known.ksbs, strict=True):
        same = (ksb.options is None and before.options is None) or set(ksb.options or ()) == set(before.options or ())
        assert same or ("ksbs.options" not in printed and f"{ksb.code} is " in told)
    assert "options.title" not in printed or [o.title for o in completed.options] == [o.title for o in known.options]
    assert (completed.title, completed.level) == (
        known.title,
        known.level or other.level,
    )  # of which no basis is stated
    broken = {each.rule for each in standard_findings(completed)}
    assert broken <= {"KSB508"}
    again = complete(completed, other, "a.json")
    assert again.standard == completed


@given(sound)
def test_complete_from_itself_changes_nothing(known):
    made = complete(changed(known, basis=()), known, "a.json")
    assert (made.standard, made.differences) == (changed(known, basis=()), ())

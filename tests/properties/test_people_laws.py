"""Laws of people's names."""

from hypothesis import assume, given
from hypothesis import strategies as st

from ksbcheck.domain.people import is_name, may_be_same

GIVEN = st.sampled_from(["Christopher", "Elizabeth", "William", "Zoë", "Siân", "Oluwaseun", "Harpreet", "Mohammed"])
FAMILY = st.sampled_from(["Sample", "Fenwick-Hale", "O'Hagan", "Okoro", "Kaur", "Muñoz", "Szabó", "Tutor", "Delacruz"])
NAMES = st.builds("{} {}".format, st.lists(GIVEN, min_size=1, max_size=3, unique=True).map(" ".join), FAMILY)
TEXTS = st.text(max_size=60) | NAMES
WITHOUT_ACCENTS = str.maketrans("ëâñóZ", "eanoz")


@given(TEXTS, TEXTS)
def test_may_be_same_is_symmetric(one: str, other: str) -> None:
    assert may_be_same(one, other) == may_be_same(other, one)
    assert may_be_same(one, one)


@given(NAMES, NAMES)
def test_may_be_same_ignores_titles_case_and_accents(one: str, other: str) -> None:
    written = f"dr {other.translate(WITHOUT_ACCENTS).upper()} (assessor)"
    assert may_be_same(one, other) == may_be_same(one, written)


@given(
    NAMES, st.sampled_from(["{family}, {given}", "{initials} {family}", "Mrs {family}", "{first} {family}", "{given}"])
)
def test_may_be_same_knows_other_forms(name: str, form: str) -> None:
    given_names, _, family = name.rpartition(" ")
    initials = "".join(f"{word[0]}." for word in given_names.split())
    first = given_names.split()[0]
    written = form.format(family=family, given=given_names, initials=initials, first=first)
    assert may_be_same(name, written) or not is_name(written)  # "Mrs Tutor" is no name, and counts for nobody


@given(GIVEN, GIVEN, FAMILY)
def test_two_of_one_family_are_different_people(one: str, other: str, family: str) -> None:
    assume(one != other)
    assert not may_be_same(f"{one} {family}", f"{other} {family}")


@given(NAMES, st.sampled_from(["{}", "{} (assessor)", "Tutor {}", "{}, Oak Hill School", "Mr {}"]))
def test_is_name_accepts_a_name_with_its_role(name: str, form: str) -> None:
    assert is_name(form.format(name))

import pytest

from ksbcheck.domain.people import People, is_name, may_be_same, name_words

LEARNER = "Christopher James Fenwick-Hale"

FORMS = """
    C. Fenwick-Hale | CJ Fenwick-Hale | C.J. Fenwick-Hale | C J Fenwick Hale | Fenwick-Hale, C. J. | Christopher J Hale
    Chris Fenwick-Hale | Kit Fenwick-Hale | Fenwick-Hale Chris | Chris Hale | Christopher Fenwick | Christopher
    Fenwick-Hale, Christopher | FENWICK-HALE CHRISTOPHER | Fenwickhale, Chris | Fenwick-Hale | Mr Fenwick-Hale
    Dr. C. Fenwick-Hale MBE | Christopher Fenwick-Hale (learner) | Tutor Christopher Fenwick-Hale
    Christopher Fenwick-Hale, assessor | Assessor: Chris Fenwick-Hale | Christopher Fenwick-Hale at Oak Hill School
    cfenwickhale@college.org | c.fenwick-hale@college.org | chris.fenwick-hale12@college.org
    Chris Fenwick-Hale <office@college.org> | assessor <chris.fenwick-hale@college.org> | Dana Okoro (C. Fenwick-Hale)
"""
SAME = """
    Petra Sample | P. Sample
    Petra Sample | Petra S.
    Petra Sample | PS
    Petra Sample | Petra & me
    Petra Sample | Petra and her tutor
    Petra Sample | Dana Okoro + P. Sample
    Petra Sample | petrasample@college.org
    Petra Sample | psample@college.org
    Petra Sample | petras@college.org
    Petra Sample | Petra Jones (Sample)
    Petra Sample | Petra A. Jones née Sample
    Petra Ann Sample | Petra Jones, formerly Sample
    Petra Sample | Petra Sample-Jones
    Petra Ann Sample | P A Sample
    A. Assessor | Assessor, A
    Zoë O'Hagan | Zoe OHagan
    Zoë O’Hagan | Zoe O Hagan
    Siân Rhys | Sian Rhys
    Jörg Müller | Joerg Mueller
    Petra Sample | Apprentice: P.Sample
    Christopher Fenwick-Hale | Chris F-H
    Anne-Marie Sample | Annemarie Sample
    Petra Sample | sample.p99@college.org
    Søren Łukasz | Soren Lukasz
    Flora Mac Donald | MacDonald, Flora
    Juan de la Cruz | Juan Delacruz
    Juan de la Cruz | J. Cruz
    Juan C. Cruz | Juan de la Cruz
    Robert Van der Berg | Bob Vanderberg
    Maria Garcia Lopez | Lopez Maria
    Nguyen Thi Lan | Lan Nguyen
    Ng Wei | Wei Ng
    Mohammed Khan | Md. Khan
    Oluwaseun Ade | Olu Ade
    Sita | Sita Sharma
    सीता शर्मा | शर्मा सीता
    Elizabeth Bennet | Liz Bennet
    Elizabeth "Beth" Jones | Beth Jones
    William Oak | Bill Oak
    Will Oak | Bill Oak
    Sam Oak | Sammy Oak
    Alexandra Hill | Sandy Hill
    Catherine Hill | Kathryn Hill
    D. Okoro | Dana Okoro
"""
DIFFERENT = """
    Christopher James Fenwick-Hale | Margaret Fenwick-Hale
    Christopher James Fenwick-Hale | M. Fenwick-Hale
    Christopher James Fenwick-Hale | Christine Fenwick-Hale
    Christopher James Fenwick-Hale | Chris Okoro
    Christopher James Fenwick-Hale | C. Hill
    Petra Sample | Margaret Sample
    Petra Sample | Peter Sample
    Petra Sample | Patricia Sample
    Petra Sample | Q. Sample
    Petra Sample | P. Okoro
    Petra Sample | Petra Okoro
    Petra Sample | Dana
    Petra Sample | Mr Okoro
    Petra Sample | Dana Okoro <dana.okoro@college.org>
    A. Assessor | B. Assessor
    A. Assessor | A. Tutor
    Anna Tutor | Anna Hill
    Learner A | Anna Hill
    L. Learner | Lena Hill
    Oak Hill | Anna Hill
    Paul Adams | Paula Adams
    Simon Hill | Simone Hill
    Jan Edwards | Jane Edwards
    John Wood | John Woodward
    Will Hall | William Hallam
    Mohammed Ali Khan | Mohammed Asif Khan
    Nguyen Thi Lan | Nguyen Thi Hoa
    An Nguyen | Binh Nguyen
    My Tran | Lan Tran
    Harpreet Kaur | Manpreet Kaur
    Maria Garcia Lopez | Maria Perez Lopez
    Juan de la Cruz | Maria de la Cruz
    Sita | Gita
    Learner-3F2A | Fatima Ali
    Max Born | Max Hill
"""
NAMES = """
    A. Assessor | Q. Assurer | E. Employer | P. Provider | T. Tutor | Anna Tutor | Assessor, A | C. College | Will Self
    D. Okoro | Okoro, Dana | D. Okoro (assessor) | Dana Okoro - IQA | Head Teacher: Dana Okoro | Dr Dana Okoro PhD | Mr Okoro
    Tutor Anna Hill | School mentor Anna Hill | Anna Hill, school mentor | Training manager Dana Okoro | Signed by Dana Okoro
    Assessor (Dana Okoro) | Dana Okoro, Oak Hill Primary School | Oak Hill School, Dana Okoro | Ms Alice College | Dana Okoro 12
    dana.okoro@college.org | dokoro@college.org | Dana Okoro <office@college.org> | Dana Okoro & Sam Hill
    Sita | सीता | 李明 | Zoë | O'Hagan | Bo Li | My Tran | An Nguyen | Line Hansen | May | May Hill | Jack Ma | marigold fabricated
"""
NO_NAMES = """
    assessor | Assessors | Tutor | IQA | lead IQA | verifier | Internal verifier (IQA) | internal quality assurer | manager
    Line manager | my mentor | teacher | Class teacher | Headteacher | employer | My employer | provider | Training provider
    college | School | the school | Oak Hill Primary School | St Mary's C of E Primary | Leeds City College | Acme Ltd
    Leeds City Council | The Oak Academy Trust | Learner | the learner | Learner 0099001 | apprentice | student | trainee
    candidate | me | myself | self | I | self-assessed | signed | signed by tutor | a tutor | our tutor | Mr Assessor | Mrs
    Assessor (IQA) | (assessor) | tutor/assessor | Assessor 1 | Assessor A | yes | ok | A | j. | D.O. | DO | x | TBC | n/a | ?
    unknown | to be confirmed | As above | 2025-05-09 | 9 May 2025 | 9th May | Friday | 0099001 | L0012 | ---
    A colleague | another person | Room leader | Line mgr | ID 0099001 | My own work | Acme Training | Oak Sixth Form | Mat Pre-School
    office@college.org | info@college.org | admin@x | hello@x | enquiries@x | assessor@college.org | iqa.team@college.org
"""


def cells(table: str) -> list[str]:
    return [cell.strip() for line in table.strip().splitlines() for cell in line.split(" | ")]


def pairs(table: str) -> list[list[str]]:
    return [cells(line) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("one", "other"), [*([LEARNER, form] for form in cells(FORMS)), *pairs(SAME)])
def test_forms_of_a_name_may_be_the_same_person(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(("one", "other"), pairs(DIFFERENT))
def test_other_names_are_different_people(one: str, other: str) -> None:
    assert not may_be_same(one, other)
    assert not may_be_same(other, one)


@pytest.mark.parametrize("words", cells(NAMES))
def test_is_name_accepts_people(words: str) -> None:
    assert is_name(words)


@pytest.mark.parametrize("words", [*cells(NO_NAMES), "", None, "word " * 13])
def test_is_name_rejects_roles_places_and_placeholders(words: str | None) -> None:
    assert not is_name(words)


def test_name_words_ignore_titles_case_order_and_accents() -> None:
    assert name_words("Dr Zoë O'Hagan") == name_words("OHAGAN, zoe") == ("ohagan", "zoe")


def test_people_may_be_the_learner_by_id() -> None:
    people = People("Petra Sample", "ps-sample")
    assert people.may_be_learner("PS-Sample")
    assert people.may_be_learner("ps-sample@college.org")
    assert not People().may_be_learner("ps-sample")


def test_listed_people_are_different_people() -> None:
    listed = frozenset({name_words("P. Sample"), name_words("Petra Jane Sample"), name_words("Petra Sample A-104")})
    people = People("Petra Sample", listed=listed)
    assert not people.may_be_learner("P. Sample")
    assert not people.may_be_learner("Petra Sample (A-104)")
    assert not people.may_be_same("P. Sample", "Petra Jane Sample")
    assert people.may_be_same("P. Sample", "Sample, P")
    assert people.may_be_same("P. Sample", "Peta Sample (P.)")
    assert people.may_be_learner("Petra S.")
    assert people.may_be_learner("Petra Sample")

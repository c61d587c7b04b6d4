"""A sign-off counts if it names a person, and that person is not the learner."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.expectations import Verdict
from tests.garden import WALK, piece, rungs, verdict_on, write_garden

Sign = Callable[[int, str], dict[str, Any]]
FIRST_LINE = 8
"""The line of the first piece."""
SAME = {
    # learner: names under which the learner may have signed
    "Christopher James Fenwick-Hale": (
        "C. Fenwick-Hale",
        "CJ Fenwick-Hale",
        "C.J. Fenwick-Hale",
        "Chris Fenwick-Hale",
        "Fenwick-Hale, C.",
        "Fenwick-Hale Christopher",
        "FENWICK-HALE, Christopher James",
        "Christopher Fenwick Hale",
        "Christopher FenwickHale",
        "Mr C Fenwick-Hale",
        "Mr Fenwick-Hale",
        "Christopher Fenwick-Hale (learner)",
        "Christopher J. Fenwick-Hale",
        "christopher  fenwick\u2010hale",
        "0099001",
        "c.fenwick-hale@school.example",
        "christopher.fenwick-hale@college.org",
    ),
    "Zo\u00eb O'Brien": (
        "Zoe O'Brien",
        "Zoe O\u2019Brien",
        "Zoe OBrien",
        "Z. O'Brien",
        "O'Brien, Zoe",
        "ZO\u00cb O'BRIEN",
    ),
    "Elizabeth Anne Marsh": (
        "Liz Marsh",
        "Beth Marsh",
        "Lizzie Marsh",
        "E. A. Marsh",
        "E Marsh",
        "Elizabeth Marsh (Stone)",
        "Elizabeth Stone (Marsh)",
        "Mrs Marsh",
        "Ms E. Marsh",
        "Elizabeth Anne Marsh, apprentice",
    ),
    "Elizabeth Stone (n\u00e9e Marsh)": ("Elizabeth Stone", "Elizabeth Marsh", "E. Stone"),
    "William O. Price": ("Bill Price", "Will Price", "W. Price", "Price, William"),
}
NO_NAMES = (
    *(
        "my mum",
        "no one",
        "my friend",
        "ChatGPT",
        "Teams meeting",
        "not Dana Okoro",
        "Dana Okoro (not seen)",
        "awaiting",
    ),
    "D\u0430na Okoro",  # with a Cyrillic letter
    *("assessor", "The Assessor", "my assessor", "Tutor", "IQA", "internal verifier", "verifier", "Line manager"),
    *("manager", "Teacher", "class teacher", "employer", "provider", "College", "The School", "my mentor", "SENCO"),
    *("headteacher", "Head teacher", "supervisor", "colleague", "me", "Me", "myself", "self", "I", "apprentice"),
    *(
        "the learner",
        "student",
        "trainee",
        "candidate",
        "signed",
        "yes",
        "OK",
        "x",
        "A",
        "A.",
        "2025-11-01",
        "01/11/2025",
    ),
    *("office@school.example", "info@college.org", "TBC", "n/a", "?", "-", "someone", "unknown", "Mr", "12345"),
)
OTHERS = {
    "Christopher James Fenwick-Hale": (
        *("Dana Okoro", "D. Okoro (assessor)", "Dr Dana Okoro", "Dana Okoro, assessor", "Margaret Fenwick-Hale"),
        *("Christopher Okoro", "James Okoro", "Chris Doyle", "Mrs Okoro", "A. Assessor", "T. Tutor", "Li Na"),
        *("dana.okoro@college.org", "Ng, T.", "Hale Fenner", "Niamh O\u2019Connor", "Jos\u00e9 Mar\u00eda Ruiz"),
    ),
    "Elizabeth Anne Marsh": ("Margaret Marsh", "Tom Marsh", "Elizabeth Marshall", "Liz Okoro", "Anne Brown"),
}


def signed(number: int, name: str) -> dict[str, Any]:
    return piece(number, f"n{number}.md", assessed={"by": name, "on": "2025-11-01"})


def verified(number: int, name: str) -> dict[str, Any]:
    first = {"by": "Dana Okoro", "on": "2025-11-01"}
    return piece(number, f"n{number}.md", assessed=first, verified={"by": name, "on": "2025-11-08"})


def verdict_of(ksbcheck: Run, folder: Path, learner: str, evidence: list[dict[str, Any]]) -> Verdict:
    words = "I dug the long bed, and wrote down all that I saw on day"
    files = {each["files"][0]: f"{words} {number}.\n" for number, each in enumerate(evidence)}
    keys = {"learner": {"name": learner, "id": "0099001"}}
    return verdict_on(ksbcheck, write_garden(folder, evidence, files, **keys), "--rung", "assessed")


def reached(verdict: Verdict, names: Iterable[str], rung: str, *doubts: str) -> set[str]:
    """Return the names whose sign-off counts, without a finding of some severities at its line."""
    doubted = {finding["line"] for finding in verdict.findings if finding["severity"] in doubts}
    claims = enumerate(zip(names, rungs(verdict).values(), strict=True), FIRST_LINE)
    return {name for line, (name, at) in claims if at == rung and line not in doubted}


@pytest.mark.parametrize("learner", SAME)
@pytest.mark.parametrize(("sign", "rung"), [(signed, "assessed"), (verified, "verified")], ids=["assessed", "verified"])
def test_learner_never_signs_unnoticed(ksbcheck: Run, tmp_path: Path, learner: str, sign: Sign, rung: str) -> None:
    names = (learner, *SAME[learner])
    evidence = [sign(number, name) for number, name in enumerate(names, 1)]
    verdict = verdict_of(ksbcheck, tmp_path / "portfolio", learner, evidence)
    assert reached(verdict, names, rung, "warning", "error") == set()


@pytest.mark.parametrize(("sign", "rung"), [(signed, "assessed"), (verified, "verified")], ids=["assessed", "verified"])
def test_role_is_nobodys_name(ksbcheck: Run, tmp_path: Path, sign: Sign, rung: str) -> None:
    evidence = [sign(number, name) for number, name in enumerate(NO_NAMES, 1)]
    verdict = verdict_of(ksbcheck, tmp_path / "portfolio", "Petra Sample", evidence)
    assert reached(verdict, NO_NAMES, rung, "warning", "error") == set()


@pytest.mark.parametrize("learner", OTHERS)
def test_another_person_signs(ksbcheck: Run, tmp_path: Path, learner: str) -> None:
    names = OTHERS[learner]
    evidence = [signed(number, name) for number, name in enumerate(names, 1)]
    verdict = verdict_of(ksbcheck, tmp_path / "portfolio", learner, evidence)
    assert reached(verdict, names, "assessed", "error") == set(names)


@pytest.mark.parametrize(
    "name", ["D. Okoro", "Okoro, Dana", "Ms Okoro", "dana okoro", "Dana Okoro (IQA)", "Dan\u00e0 Okoro"]
)
def test_assessor_never_verifies_unnoticed(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    verdict = verdict_of(ksbcheck, tmp_path / "portfolio", "Petra Sample", [verified(1, name)])
    assert reached(verdict, [name], "verified", "warning", "error") == set()


@pytest.mark.parametrize(
    "name", ["P. Sample", "Sample, Petra (apprentice)", "me", "Self", "the learner", "Tutor", "0099001"]
)
def test_learner_grants_no_exception(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    entry = f'{{ksb = "K2", reason = "Not yet", by = "{name}", until = 2027-03-31}}'
    folder = write_garden(tmp_path / "cohort" / "portfolio", [piece(1, "walk.md")], {"walk.md": WALK})
    (folder.parent / "ksbcheck.toml").write_text(f"exceptions = [{entry}]\n", encoding="utf-8")
    verdict = verdict_on(ksbcheck, folder)
    excused = verdict.has({"justified": True, "contains": "K2 is"})
    assert not excused or verdict.has({"path_endswith": "ksbcheck.toml", "severity": ["warning", "error"]})


@pytest.mark.parametrize("name", ["P. Sample", "Sample, Petra", "me", "the provider", "College"])
def test_learner_declares_for_no_provider(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    days = {"employer": "E. Employer", "provider": name, "learner": "Petra Sample"}
    declarations = {who: {"by": by, "on": "2026-05-01"} for who, by in days.items()}
    folder = write_garden(
        tmp_path / "portfolio", [piece(1, "walk.md")], {"walk.md": WALK}, gateway={"declarations": declarations}
    )
    standard = folder.parent / "standard.yaml"
    standard.write_text(
        standard.read_text("utf-8").replace("declarations: []", "declarations: [employer, provider, learner]")
    )
    verdict = verdict_on(ksbcheck, folder, command="gateway")
    assert verdict.states("Provider's declaration") in ({"fails"}, {"not_stated"})

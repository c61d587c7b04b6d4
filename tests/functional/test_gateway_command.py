"""`ksbcheck gateway`."""

import json
import re
import shutil
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from ksbcheck.domain.gateway_block import Age, Choice
from tests.conftest import AS_OF, COMPLETE, EARLY, HALFWAY, ROOT, Run, one_line
from tests.small_portfolio import REQUIRED, write_portfolio


def parse_gateway(output: str) -> dict:
    content = json.loads(output)
    assert content["format"] == "ksbcheck-gateway/1"
    (only,) = content["gateways"]
    return only


def write_changed(tmp_path: Path, old: str, new: str) -> Path:
    """Write a changed copy of the complete portfolio's manifest, for a learner who started at 16 to 18."""
    text = (ROOT / COMPLETE / "portfolio.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "portfolio.yaml"
    path.write_text(text.replace(old, new).replace("19_or_over", "16_to_18"), encoding="utf-8")
    return path


def test_gateway_passes_complete_portfolio(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", COMPLETE, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 0
    only = parse_gateway(done.stdout)
    assert (only["outcome"], only["as_of"]) == ("clean", AS_OF)
    assert {each["severity"] for each in only["findings"]} <= {"note"}
    assert only["portfolio"]["learner"] == "Amara Sample"
    states = {each["component"]: each["state"] for each in only["components"]}
    assert states.pop("Early Years") == "not_asked_for"
    assert len(states) == 8
    assert set(states.values()) == {"passes"}
    shown = one_line(ksbcheck("gateway", COMPLETE, "--as-of", AS_OF).stdout)
    assert "requirements met, as stated, counting what is assessed or higher: 8 met, 1 not asked for" in shown


@pytest.mark.parametrize(
    ("old", "new", "component", "state", "rule"),
    [
        ("level: level_2, qualification: GCSE", "level: level_1, qualification: GCSE", "English", "fails", "KSB404"),
        (", on: 2025-06-18", "", "Maths", "not_stated", "KSB405"),
        ("{works_in_early_years: false}", "{works_in_early_years: yes}", "Early Years", "fails", "KSB406"),
        ("by: Wilma Fictional", "by: Amara Sample", "Provider's declaration", "fails", "KSB407"),
        ("on: 2019-08-22", "on: 2029-08-22", "English", "fails", "KSB408"),
    ],
)
def test_gateway_reports_failing_component(
    ksbcheck: Run, tmp_path: Path, old: str, new: str, component: str, state: str, rule: str
) -> None:
    path = write_changed(tmp_path, old, new)
    done = ksbcheck("gateway", path, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    only = parse_gateway(done.stdout)
    assert only["outcome"] == "gaps"
    assert {each["component"]: each["state"] for each in only["components"]}[component] == state
    assert rule in {each["rule"] for each in only["findings"]}


def test_gateway_fails_on_missing_files(ksbcheck: Run, tmp_path: Path) -> None:
    folder = tmp_path / "portfolio"
    shutil.copytree(ROOT / COMPLETE, folder)
    for path in (folder / "evidence").iterdir():
        path.unlink()
    done = ksbcheck("gateway", folder, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    first = parse_gateway(done.stdout)["components"][0]
    assert (first["component"], first["state"]) == ("KSBs", "fails")
    assert first["reason"] == "70 of 70 required KSBs are not met: K1, K2, K3, K4, K5 and 65 more"


def test_gateway_lists_unchecked_rules(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", COMPLETE, "--format", "json", "--as-of", AS_OF)
    assert "KSB623" in {each["rule"] for each in parse_gateway(done.stdout)["not_checked"]}
    table = ksbcheck("gateway", COMPLETE, "--full", "--as-of", AS_OF).stdout
    assert "\nNot checked\n" in table
    assert "KSB623" in table


def test_gateway_fails_on_gaps(ksbcheck: Run) -> None:
    for more in (["--rung", "verified"], ["--min-pieces", "2"], ["--duty-context"], ["--option", "send"]):
        done = ksbcheck("gateway", COMPLETE, *more, "--as-of", AS_OF)
        assert done.returncode == 1
        assert "KSBs" in done.stdout
        shown = one_line(done.stdout)
        assert "not met yet, counting what is " in shown
        assert " or higher: 7 met, 1 not met, 1 not asked for" in shown
    assert "WHAT IF: judged for option send" in ksbcheck("gateway", COMPLETE, "--option", "send").stdout


def test_gateway_fails_on_other_errors(ksbcheck: Run, tmp_path: Path) -> None:
    path = write_changed(
        tmp_path, "  - id: E01\n", "  - {id: E00, date: 2025-05-01, files: [E00.pdf], ksbs: [K999]}\n  - id: E01\n"
    )
    done = ksbcheck("gateway", path, "--as-of", AS_OF)
    assert done.returncode == 1
    assert "1 error, 1 warning (ksbcheck check " in one_line(done.stdout)
    assert "not met yet, counting what is assessed or higher: 8 met, 1 not asked for; 1 error, 1 warning" in one_line(
        done.stdout
    )


def test_gateway_without_block_states_nothing(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", EARLY, "--format", "json", "--as-of", AS_OF)
    assert done.returncode == 1
    states = {each["component"]: each["state"] for each in parse_gateway(done.stdout)["components"]}
    assert states.pop("KSBs") == states.pop("Time on programme") == "fails"
    assert states.pop("English") == states.pop("Maths") == "not_known"  # the age is not stated
    assert set(states.values()) == {"not_stated"}
    done = ksbcheck("check", EARLY, "--full", "--as-of", AS_OF)
    assert "KSB404, KSB405, KSB406, KSB407 and KSB408: the manifest has no `gateway:`" in done.stdout


def test_gateway_applies_as_of(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", COMPLETE, "--as-of", "2025-06-01", "--format", "json")
    assert done.returncode == 1
    maths = next(each for each in parse_gateway(done.stdout)["components"] if each["component"] == "Maths")
    assert (maths["state"], maths["reason"][:21]) == ("not_known", "it is not stated whet")
    done = ksbcheck("gateway", COMPLETE, "--as-of", "2025-02-10", "--format", "json")
    maths = next(each for each in parse_gateway(done.stdout)["components"] if each["component"] == "Maths")
    assert (maths["state"], maths["reason"][-24:]) == ("fails", ": it is not achieved yet")


def test_gateway_of_several_returns_worst_status(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("gateway", COMPLETE, HALFWAY, tmp_path, "--as-of", AS_OF, COLUMNS="200")
    assert done.returncode == 2
    assert "3 portfolios: 1 not met yet, 1 met, 1 not judged" in done.stdout
    assert "can't be read" in done.stdout
    done = ksbcheck("gateway", tmp_path, "--format", "json")
    assert done.returncode == 2
    only = parse_gateway(done.stdout)
    assert (only["outcome"], only["components"]) == ("error", [])
    assert [each["rule"] for each in only["findings"]] == ["KSB902"]


def test_gateway_rejects_framework(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", "examples/framework-advanced", "--as-of", AS_OF)
    assert done.returncode == 2
    assert "under the framework FR04171. ksbcheck knows no gateway for it" in one_line(done.stdout)


def test_gateway_rejects_unknown_answer(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("gateway", write_changed(tmp_path, "years: false}", "years: perhaps}"), COLUMNS="200")
    assert done.returncode == 2
    assert "`works_in_early_years`: 'perhaps' is not true, false, yes or no" in done.stdout


def write_garden(root: Path, config: str = "", *, standard: str = "../standard.yaml") -> Path:
    """Write a portfolio of which all is claimed and nothing assessed, under a provider's configuration."""
    folder = write_portfolio(root / "sam", REQUIRED)
    (folder / "standard.yaml").rename(folder / standard)
    manifest = folder / "portfolio.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("./standard.yaml", standard), encoding="utf-8")
    if config:
        (root / "ksbcheck.toml").write_text(config, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("options", "config", "rung"),
    [((), "", "assessed"), (("--rung", "claimed"), "", "claimed"), ((), "rung = 'claimed'", "claimed")],
)
def test_gateway_counts_claims_only_if_asked(
    ksbcheck: Run, tmp_path: Path, options: tuple[str, ...], config: str, rung: str
) -> None:
    done = ksbcheck("gateway", write_garden(tmp_path, config), *options, "--as-of", "2026-01-31", COLUMNS="200")
    first, last = done.stdout.splitlines()[0], done.stdout.splitlines()[-1]
    assert ("only claimed" in first) == (rung == "claimed")
    assert f"counting what is {rung} or higher" in last
    ksbs = next(line for line in done.stdout.splitlines() if line.lstrip().startswith("KSBs "))
    assert (" not met" not in ksbs) == (rung == "claimed")


def test_gateway_is_not_opened_by_the_portfolios_own_standard(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_garden(tmp_path, standard="./standard.yaml")
    done = ksbcheck("gateway", folder, "--rung", "claimed", "--as-of", "2026-01-31", "--format", "json")
    assert done.returncode == 1
    ksbs = parse_gateway(done.stdout)["components"][0]
    assert (ksbs["component"], ksbs["state"]) == ("KSBs", "not_known")
    assert "portfolio's own standard" in ksbs["reason"]


@pytest.mark.parametrize(("standard", "sign"), [("./standard.yaml", "?"), ("../standard.yaml", "✓")])
def test_report_says_the_same_of_the_portfolios_own_standard(
    ksbcheck: Run, tmp_path: Path, standard: str, sign: str
) -> None:
    manifest = write_garden(tmp_path, standard=standard) / "portfolio.yaml"
    signed = "type: product, assessed: {by: Hettie Notreal, on: 2025-03-11}"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("type: product", signed), encoding="utf-8")
    done = ksbcheck("report", manifest.parent, "--as-of", "2026-01-31", "-o", "-", "-f", "md")
    (line,) = (each for each in done.stdout.splitlines() if each.startswith("- **Gateway"))
    assert f"{sign} [KSBs]" in line


def test_gateway_names_what_the_standard_omits(ksbcheck: Run) -> None:
    stated = "tests/cases/KSB404/pass-everything-stated.yaml"
    done = ksbcheck("gateway", stated, "--full", "--as-of", "2026-01-31", "--rung", "claimed")
    assert done.returncode == 0
    assert "Declarations: the standard's file states no basis." in done.stdout
    silent = "tests/cases/KSB405/pass-the-source-asks-for-nothing.yaml"
    done = ksbcheck("gateway", silent, "--full", "--as-of", "2026-01-31", COLUMNS="200")
    assert done.returncode == 1
    assert "the standard's file doesn't say whether it is asked for" in done.stdout
    assert "Declarations:" not in done.stdout


def test_explain_gateway_shows_the_rules_of_a_day(ksbcheck: Run) -> None:
    now, before = (one_line(ksbcheck("explain", "gateway", *more, COLUMNS="300").stdout) for more in ([], OLD))
    assert "only as far as employer and apprentice choose" in now
    assert "August 2024 to July 2025, version 2 (Department for Education; in force from 2025-02-11)" in now
    assert "of any age achieves" in before
    assert "choose" not in before


OLD = ["--as-of", "2025-02-10"]


def test_gateway_names_the_source_of_each_rule(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", HALFWAY, "--as-of", AS_OF, "--format", "json")
    sources = {each["component"]: each["source"] for each in parse_gateway(done.stdout)["components"]}
    ruled = {"English", "Maths", "Time on programme"}
    assert {name for name, source in sources.items() if source and "funding rules" in source} == ruled
    shown = one_line(ksbcheck("gateway", HALFWAY, "--full", "--as-of", AS_OF).stdout)
    assert "English and Maths: Apprenticeship funding rules, August 2024 to July 2025, version 2" in shown
    assert "Off-the-job hours: not looked at, because the standard's file doesn't state their minimum." in shown
    assert "Off-the-job" not in ksbcheck("gateway", COMPLETE, "--as-of", AS_OF).stdout


def test_gateway_rejects_unit(ksbcheck: Run) -> None:
    done = ksbcheck("gateway", "tests/cases/KSB409/fail-of-a-unit.yaml")
    assert done.returncode == 2
    assert "TEST2 is an apprenticeship unit, which has no gateway of this kind." in one_line(done.stdout)
    checked = ksbcheck("check", "tests/cases/KSB409/pass-no-block.yaml")
    assert "gateway" not in checked.stdout


def test_check_says_of_an_unknown_age_only_what_was_not_checked(ksbcheck: Run, tmp_path: Path) -> None:
    path = write_changed(tmp_path, "\nage_at_start: 19_or_over", "")
    path.write_text(re.sub(r"\n  (english|maths): .*", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    done = ksbcheck("check", path, "--as-of", AS_OF, "--format", "json")
    (only,) = json.loads(done.stdout)["reports"]
    assert not [each for each in only["findings"] if each["rule"] in {"KSB404", "KSB405"}]
    assert [each["reason"] for each in only["not_checked"] if each["rule"] == "KSB404"] == [
        "`age_at_start:` is not stated, and decides whether English and maths are asked for"
    ]


WHY_LOWER = [
    "plan_or_statement: {kind: ehcp, on: 2021-03-01}",
    "plan_or_statement: {kind: legacy_statement}",
    "plan_or_statement: {kind: ehcp, on: 2029-03-01}",
    "adjusted_minimum: [{subject: english, agreed_by: Zelda Professional, on: 2025-09-15}]",
    "adjusted_minimum: [{subject: english, agreed_by: Zelda Professional, on: 2029-09-15}]",
]


@pytest.mark.parametrize("why", WHY_LOWER)
def test_reports_of_several_do_not_say_why_a_lower_minimum_holds(ksbcheck: Run, tmp_path: Path, why: str) -> None:
    path = write_changed(tmp_path, "english: {level: level_2", f"{why}\n  english: {{level: entry_level_3")
    for command in (["check"], ["gateway"], ["gateway", "--pseudonymous"], ["report", "-f", "html", "-o", "-"]):
        done = ksbcheck(*command, path, HALFWAY, "--as-of", AS_OF, COLUMNS="300")
        said = one_line(done.stdout)
        assert done.stdout
        assert not re.search("ehc|adjusted|zelda|plan_or|statement of|the legacy", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("age_at_start: 17", "`age_at_start`: '17' is not known It must be one of 16_to_18 and 19_or_over."),
        ("breaks: [{to: 2025-12-01}]", "`from` is missing Add it, as in from: 2025-11-03"),
        ("gateway: {off_the_job: {hours: many}}", "`hours`: 'many' is not a number"),
        ("gateway: {off_the_job: {hours: -1}}", "`hours`: '-1' is not valid"),
        ("gateway: {off_the_job: {hours: nan}}", "`hours`: 'nan' is not a number"),
        ("gateway: {english_and_maths: {included: perhaps}}", "'perhaps' is not true, false, yes or no"),
        (
            "gateway: {english_and_maths: {included: [welsh]}}",
            "'welsh' is not known It must be one of english and maths.",
        ),
        ("gateway: {adjusted_minimum: [{agreed_by: P. Professional}]}", "`subject` is missing"),
    ],
)
def test_check_rejects_what_cannot_be_read(ksbcheck: Run, tmp_path: Path, written: str, said: str) -> None:
    head = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
    path = tmp_path / "portfolio.yaml"
    path.write_text(f"{head}{written}\nevidence: []\n", encoding="utf-8")
    done = ksbcheck("check", path, COLUMNS="200")
    assert done.returncode == 2
    assert "portfolio.yaml" in done.stdout
    assert "  5:" in done.stdout
    assert said in one_line(done.stdout)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("16-18", "16_to_18"),
        ("16 to 18", "16_to_18"),
        ("19+", "19_or_over"),
        ("19 or over", "19_or_over"),
        ("19 or older", "19_or_over"),
    ],
)
def test_ages_are_read_in_other_spellings(written: str, meant: str) -> None:
    assert TypeAdapter(Age).validate_python(written).value == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", {"english", "maths"}), ("No", set()), ("Maths", {"maths"}), (["english"], {"english"}), ([], set())],
)
def test_subjects_are_read_from_answers_and_lists(written: object, meant: set[str]) -> None:
    assert set(Choice.model_validate({"included": written}).included or ()) == meant

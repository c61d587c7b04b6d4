"""The schema of the manifest: it takes what the reader takes, refuses slips at their place, and knows the library."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema.parsers.yaml import construct_yaml_implementation
from jsonschema import Draft7Validator

from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.schemas.manifest import manifest_schema
from tests.conftest import ROOT

SCHEMA = manifest_schema()
VALIDATOR = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)
HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
FREE = HEAD.replace("ST1414", "standards/mine.yaml")
FRAMEWORK = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\n"
EMPTY = "evidence: []\n"
DIGEST = f"sha256:{'0' * 64}"


def faults(text: str) -> list[list[str | int]]:
    """Return the places of what is wrong with a manifest as an editor sees it."""
    return [list(error.absolute_path) for error in VALIDATOR.iter_errors(in_editor(text))]


def in_editor(text: str) -> Any:
    return construct_yaml_implementation().load(text)


def manifests() -> Iterator[Path]:
    for path in sorted((ROOT / "tests" / "cases").glob("*/pass-*")):
        file = path / "portfolio.yaml" if path.is_dir() else path
        if (
            file.suffix == ".yaml"
            and file.is_file()
            and "format: ksbcheck-portfolio/1" in file.read_text(encoding="utf-8")
        ):
            yield file
    yield from (ROOT / "examples").glob("*/portfolio.yaml")


# Slips on purpose: findings that leave the rest to be judged.
SLIPS = {
    "halfway-send/portfolio": [["evidence", 1, "claims", 3, "ksb"]],
    "KSB312/pass-type-not-known": [["evidence", 0, "type"]],
    "KSB412/pass-level-not-known": [["level"]],
    # In another spelling, which `check` reads: an editor completes ksbcheck's own.
    "KSB302/pass-letter-case": [["evidence", 0, "type"]],
    "KSB302/pass-two-words": [["evidence", 0, "type"]],
    "KSB325/pass-letter-case": [["evidence", 0, "type"]],
    "KSB325/pass-one-value-for-a-list": [["evidence", 0, key] for key in ("files", "duties", "ksbs")],
    "KSB411/pass-capital-letter": [["level"]],
    "KSB906/pass-date-with-time": [["evidence", 0, "date"], ["evidence", 0, "date"]],
    "KSB906/pass-text-for-list": [["evidence", 0, "ksbs"]],
}


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


@pytest.mark.parametrize("file", list(manifests()), ids=name)
def test_manifest_schema_accepts_real_manifests(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == SLIPS.get(name(file), [])


def test_manifest_schema_accepts_the_readme_example() -> None:
    readme = (ROOT / "docs" / "manifest.md").read_text(encoding="utf-8")
    example = next(block for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "standard:" in block)
    assert faults(example) == []


TAKEN = [
    HEAD + EMPTY,
    HEAD.replace('"1.0"', "1.0") + EMPTY,
    FREE + EMPTY,
    FREE.replace('"1.0"', "7").replace("send", "other") + "evidence: [{id: 1, duties: [99], ksbs: [Q1]}]\n",
    HEAD + "evidence: [{id: 0012345, date: '2025-03-04', duties: [5, '15'], ksbs: [K9]}]\n",
    HEAD + "evidence: [{id: E1, title: true, type: ~, date: ~, length: '00:24:10', files: [1.pdf]}]\n",
    HEAD + EMPTY + "gateway: {early_years: {works_in_early_years: no}}\n",
    HEAD + EMPTY + "gateway: {early_years: {works_in_early_years: false}, english: ~, maths: {level: level_2}}\n",
    HEAD + EMPTY + f"fingerprint: {DIGEST}\n",
    HEAD + EMPTY + f"fingerprint: {{standard: {DIGEST}, statements: {{K1: '0123abcd'}}}}\n",
    HEAD + EMPTY + "exceptions: [{ksb: K12, rule: KSB306, reason: x, by: T, until: 2026-03-31}]\n",
    HEAD + EMPTY + "prior: {framework: FR99999, level: other}\n",
    FRAMEWORK + EMPTY + "job_title: something else\n",
]
REFUSED = [
    # slip, where it is
    (HEAD.replace('version: "1.0"\n', "") + EMPTY, []),
    (HEAD.replace("option: send\n", "") + EMPTY, []),
    (HEAD, []),
    (HEAD.replace("option", "opton") + EMPTY, []),
    (HEAD.replace("portfolio/1", "portfolio/2") + EMPTY, ["format"]),
    (HEAD.replace("send", "SEND") + EMPTY, ["option"]),
    (HEAD.replace("send", "[send]") + EMPTY, ["option"]),
    (HEAD.replace(" ST1414", "") + EMPTY, ["standard"]),
    (HEAD.replace('"1.0"', "' '") + EMPTY, ["version"]),
    (HEAD + "evidence: ~\n", ["evidence"]),
    (HEAD + "evidence: [{id: E1, ksbs: [K1, K09]}]\n", ["evidence", 0, "ksbs", 1]),
    (HEAD.replace('"1.0"', "1.0") + "evidence: [{id: E1, ksbs: [K48]}]\n", ["evidence", 0, "ksbs", 0]),
    (HEAD + "evidence: [{id: E1, claims: [{ksb: k9}]}]\n", ["evidence", 0, "claims", 0, "ksb"]),
    (HEAD + "evidence: [{id: E1, claims: [{where: p. 1}]}]\n", ["evidence", 0, "claims", 0]),
    (HEAD + "evidence: [{id: E1, claims: [{ksb: K9, status: done}]}]\n", ["evidence", 0, "claims", 0, "status"]),
    (HEAD + "evidence: [{id: E1, claims: [{ksb: K9, status: }]}]\n", ["evidence", 0, "claims", 0, "status"]),
    (HEAD + "evidence: [{id: E1, ksb: [K9]}]\n", ["evidence", 0]),
    (HEAD + "evidence: [{title: x}]\n", ["evidence", 0]),
    (HEAD + "evidence: [{id: E1, ksbs: K9}]\n", ["evidence", 0, "ksbs"]),
    (HEAD + "evidence: [{id: E1, duties: [21]}]\n", ["evidence", 0, "duties", 0]),
    (HEAD + "evidence: [{id: E1, type: essay}]\n", ["evidence", 0, "type"]),
    (HEAD + "evidence: [{id: E1, length: '24:10'}]\n", ["evidence", 0, "length"]),
    (HEAD + EMPTY + "started: 13/01/2025\n", ["started"]),
    (HEAD + EMPTY + "started: 2025-02-30\n", ["started"]),
    (HEAD + EMPTY + "learner: Ann\n", ["learner"]),
    (HEAD + EMPTY + "gateway: {english: {level: two}}\n", ["gateway", "english", "level"]),
    (HEAD + EMPTY + "gateway: {early_years: {works_in_early_years: maybe}}\n",
     ["gateway", "early_years", "works_in_early_years"]),
    (HEAD + EMPTY + "fingerprint: abc\n", ["fingerprint"]),
    (HEAD + EMPTY + "prior: {framework: FR04171, level: higher}\n", ["prior", "level"]),
    (HEAD + EMPTY + "exceptions: [{rule: KSB000, reason: x, by: T, until: 2026-03-31}]\n", ["exceptions", 0, "rule"]),
    (HEAD + EMPTY + "framework: FR04171\n", []),
    (FRAMEWORK.replace("FR04171", "FR00000") + EMPTY, ["framework"]),
    (FRAMEWORK.replace("advanced", "higher") + EMPTY, ["level"]),
    (FRAMEWORK.replace("level: advanced\n", "") + EMPTY, []),
    ("- a\n", []),
]  # fmt: skip


@pytest.mark.parametrize("text", TAKEN)
def test_manifest_schema_accepts_what_the_reader_accepts(tmp_path: Path, text: str) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text(text, encoding="utf-8")
    read_manifest(path)
    assert faults(text) == []


@pytest.mark.parametrize(("text", "place"), REFUSED)
def test_manifest_schema_refuses_slips_at_their_place(text: str, place: list[str | int]) -> None:
    found = faults(text)
    assert found
    assert place in found
    assert all(each[: len(place)] == place for each in found)


def test_manifest_schema_explains_codes_and_duties(st1414: Standard) -> None:
    codes = SCHEMA["definitions"]["ST1414-1.0-ksb"]["oneOf"]
    assert [each["const"] for each in codes] == list(st1414.by_code)
    assert all(each["description"].startswith(st1414.by_code[each["const"]].text) for each in codes)
    assert codes[30]["description"].endswith("(Option: SEND)")
    duties = {each["const"]: each for each in SCHEMA["definitions"]["ST1414-1.0-duty"]["oneOf"] if "const" in each}
    assert list(duties) == list(range(1, 21))
    assert all(each["description"].startswith(st1414.by_number[number].text) for number, each in duties.items())


def test_manifest_schema_describes_keys_after_choices() -> None:
    last = SCHEMA["else"]["allOf"][-1]["properties"]
    assert last["option"]["description"].startswith("The id of the learner's option")
    claim = last["evidence"]["items"]["properties"]["claims"]["items"]["properties"]
    assert claim["ksb"]["description"]
    assert "description" not in SCHEMA["else"]["properties"]["option"]

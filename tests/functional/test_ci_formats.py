"""The formats for CI and editors, read by independent parsers."""

import json
import os
import re
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path
from shutil import copytree
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator
from junitparser import Failure, JUnitXml, Skipped, SystemOut

from ksbcheck.rules import RULES
from tests.conftest import AS_OF, COMPLETE, EARLY, HALFWAY, ROOT, Run

SARIF = Draft4Validator(json.loads((ROOT / "tests" / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8")))
"""The schema of SARIF 2.1.0 as SchemaStore (Apache-2.0) publishes it, from the package @microsoft/jest-sarif (MIT)."""
GITLAB = Draft4Validator(
    {
        # as GitLab documents a Code Quality report; its importer asks for less
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "additionalProperties": False,
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": r"^(?!\.?/)"},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)
COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)")
HOSTILE = "x\n::error ::smuggled\r::stop-commands::t\u2028::error::u ##[error]v %0A::error::w <&>\"' \x00\x1b[31m ](a)"


def check_as(ksbcheck: Run, report_format: str, *args: str | Path, cwd: Path = ROOT, status: int = 1) -> str:
    done = ksbcheck("check", *args, "--as-of", AS_OF, "--format", report_format, cwd=cwd)
    assert (done.returncode, done.stderr) == (status, "")
    return done.stdout


def parse_annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Parse workflow commands as GitHub's runner does."""
    found = []
    for line in text.splitlines():
        if not line.lstrip().startswith("::"):
            continue
        command = COMMAND.fullmatch(line)
        assert command is not None, line
        properties = dict(each.split("=", 1) for each in command["properties"].split(","))
        found.append(
            (
                command["level"],
                {key: unescape(value) for key, value in properties.items()},
                unescape(command["message"]),
            )
        )
    return found


def unescape(escaped: str) -> str:
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        escaped = escaped.replace(code, sign)
    return escaped


def sarif_results(text: str) -> list[dict]:
    (run,) = json.loads(text)["runs"]
    return run["results"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with the halfway sample."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    copytree(ROOT / HALFWAY, tmp_path / "learners" / "rowan")
    return tmp_path


@pytest.fixture
def hostile(repository: Path) -> Path:
    """Return a portfolio whose texts try to control their readers."""
    folder = repository / "learners" / "50% off, a:b # {0} é"
    folder.mkdir()
    manifest = {
        "format": "ksbcheck-portfolio/1",
        "standard": "ST1414",
        "version": "1.0",
        "option": "send",
        "learner": {"name": HOSTILE, "id": HOSTILE},
        "evidence": [{"id": f"E1 {HOSTILE}", "title": HOSTILE, "files": [HOSTILE], "ksbs": ["K1", HOSTILE]}],
        HOSTILE: "[a](http://example.org) {1}",
    }
    (folder / "portfolio.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("paths", "status"),
    [([HALFWAY], 1), ([COMPLETE], 0), (["examples/framework-advanced"], 0), ([HALFWAY, "examples", "nowhere"], 2)],
)
def test_sarif_follows_schema(ksbcheck: Run, paths: list[str], status: int) -> None:
    log = json.loads(check_as(ksbcheck, "sarif", *paths, status=status))
    SARIF.validate(log)
    (run,) = log["runs"]
    (invocation,) = run["invocations"]
    assert invocation["exitCode"] == status
    assert invocation["executionSuccessful"] is (status != 2)
    stopped = [each for each in invocation["toolExecutionNotifications"] if each["level"] == "error"]
    assert len(stopped) == paths.count("examples") + paths.count("nowhere")


def test_sarif_describes_every_rule(ksbcheck: Run) -> None:
    log = json.loads(check_as(ksbcheck, "sarif", HALFWAY))
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    assert len({rule["name"] for rule in rules}) == len(rules)
    for rule in rules:
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        assert rule["properties"]["tags"]
    for result in log["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_lists_skipped_rules_and_counts(ksbcheck: Run) -> None:
    (run,) = json.loads(check_as(ksbcheck, "sarif", f"{HALFWAY}/portfolio.yaml"))["runs"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert any("the manifest was checked alone" in each["message"]["text"] for each in notes)
    assert {each["associatedRule"]["id"] for each in notes if "associatedRule" in each} == {"KSB206", "KSB208"}
    (portfolio,) = run["properties"]["portfolios"]
    assert portfolio["counts"] == {"required": 70, "claimed": 45, "assessed": 23, "verified": 8, "gaps": 25}


def test_sarif_fingerprints_survive_moved_lines(ksbcheck: Run, repository: Path) -> None:
    manifest = repository / "learners" / "rowan" / "portfolio.yaml"
    before = sarif_results(check_as(ksbcheck, "sarif", "learners/rowan", cwd=repository))
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("evidence:", "# a\n# comment\nevidence:", 1), encoding="utf-8")
    after = sarif_results(check_as(ksbcheck, "sarif", ".", cwd=repository / "learners" / "rowan"))
    assert sarif_regions(before) != sarif_regions(after)
    assert sarif_fingerprints(before) == sarif_fingerprints(after)
    assert len(set(sarif_fingerprints(before))) == len(before)


def test_sarif_places_are_relative_uris(ksbcheck: Run, hostile: Path) -> None:
    (run,) = json.loads(check_as(ksbcheck, "sarif", hostile, cwd=hostile.parent))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert list(run["originalUriBaseIds"]) == ["%SRCROOT%"]
    artifacts = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"]]
    assert {each["uriBaseId"] for each in artifacts} == {"%SRCROOT%"}
    uris = {each["uri"] for each in artifacts}
    assert all(
        re.fullmatch(r"learners/50%25%20off%2C%20a%3Ab%20%23%20%7B0%7D%20%C3%A9/[\w.%~-]+.*", uri) for uri in uris
    )
    assert f"learners/{hostile.name}/portfolio.json" in map(unquote, uris)


def test_sarif_escapes_links_and_placeholders(ksbcheck: Run, hostile: Path) -> None:
    text = check_as(ksbcheck, "sarif", hostile, cwd=hostile)
    SARIF.validate(json.loads(text))
    assert text.isascii()
    messages = [each["message"]["text"] for each in sarif_results(text)]
    assert not any(re.search(r"(?<!\\)\]\(|(?<!\{)\{\d+\}", message) for message in messages)
    assert not any(re.search(r"[\x00-\x1f\u2028]", message) for message in messages)


def sarif_regions(found: list[dict]) -> list[dict]:
    return [each["locations"][0]["physicalLocation"].get("region") for each in found]


def sarif_fingerprints(found: list[dict]) -> list[str]:
    return sorted(each["partialFingerprints"]["ksbcheckIdentity/v1"] for each in found)


def test_junit_shows_coverage(ksbcheck: Run) -> None:
    xml = JUnitXml.fromstring(check_as(ksbcheck, "junit", HALFWAY, COMPLETE).encode())
    halfway, complete = xml
    assert [halfway.name, complete.name] == [HALFWAY, COMPLETE]
    for suite in (halfway, complete):
        groups = Counter(case.classname.removeprefix(f"{suite.name}.") for case in suite)
        assert (groups["KSBs"], groups["Duties"]) == (70, 16)
        assert len({(case.classname, case.name) for case in suite}) == len(list(suite))
    assert (complete.failures, complete.errors) == (0, 0)
    assert (xml.tests, xml.failures, xml.skipped) == (
        halfway.tests + complete.tests,
        halfway.failures,
        halfway.skipped + complete.skipped,
    )
    failed = [case.name.split()[0] for case in halfway if any(isinstance(each, Failure) for each in case.result)]
    assert len([name for name in failed if re.fullmatch(r"[KSB]\d+", name)]) == 25
    k5 = next(case for case in halfway if case.name.startswith("K5 "))
    (failure,) = k5.result
    assert (failure.type, failure.message) == ("KSB101", "K5 is required and has no evidence")
    assert "Find or make evidence." in failure.text
    (rest,) = [each.text for each in halfway.iterchildren(SystemOut)]
    assert "KSB306 warning E01 is dated 2025-08-28" in rest
    assert "not checked: KSB206" in rest


def test_junit_shows_duties(ksbcheck: Run) -> None:
    (suite,) = JUnitXml.fromstring(check_as(ksbcheck, "junit", HALFWAY).encode())
    duties = {case.name.split()[1]: case.result for case in suite if case.classname.endswith(".Duties")}
    (one,), (five,), nine = duties["1"], duties["5"], duties["9"]
    assert isinstance(one, Skipped)
    assert "maps no KSBs" in one.message
    assert isinstance(five, Failure)
    assert five.message == "3 of 13 KSBs not met: K9, K28 and K29"
    assert nine == []


def test_junit_reports_unchecked_portfolio_as_error(ksbcheck: Run) -> None:
    xml = JUnitXml.fromstring(check_as(ksbcheck, "junit", "examples", "nowhere", status=2).encode())
    assert (xml.tests, xml.errors) == (2, 2)
    for suite in xml:
        (case,) = suite
        (error,) = case.result
        assert error.message == "could not be checked"
        assert "KSB90" in error.text


def test_junit_of_framework_has_one_case(ksbcheck: Run) -> None:
    xml = JUnitXml.fromstring(check_as(ksbcheck, "junit", "examples/framework-advanced", status=0).encode())
    assert [case.name for suite in xml for case in suite] == ["no other finding fails the check"]


def test_junit_escapes_hostile_text(ksbcheck: Run, hostile: Path) -> None:
    text = check_as(ksbcheck, "junit", hostile)
    assert text.isascii()
    (suite,) = JUnitXml.fromstring(text.encode())
    assert suite.name == str(hostile)
    assert "::error ::smuggled" in text


def test_github_annotates_worst_ten_of_each_level(ksbcheck: Run) -> None:
    text = check_as(ksbcheck, "github", "examples/nowhere", *[HALFWAY] * 6, status=2)
    found = parse_annotations(text)
    assert Counter(level for level, _, _ in found) == {"error": 10, "warning": 10}
    assert [properties["title"][:6] for _, properties, _ in found[:3]] == ["KSB901", "KSB201", "KSB404"]
    assert text.splitlines()[-2:] == [
        (
            "ksbcheck: not annotated, because GitHub shows 10 of each level a step: 150 KSBs missing, 3 errors, 38 warnings; "
            "the job summary has them, and so has `ksbcheck check PATH`"
        ),
        "7 portfolios: 6 with KSBs missing or mistakes, 0 without, 1 not checked",
    ]


def test_github_annotates_the_line(ksbcheck: Run, repository: Path) -> None:
    found = parse_annotations(check_as(ksbcheck, "github", "rowan", cwd=repository / "learners"))
    assert (
        "error",
        {
            "file": "learners/rowan/portfolio.yaml",
            "line": "36",
            "col": "15",
            "title": "KSB201: A claim names a KSB that the standard doesn't have",
        },
    ) in [(level, properties) for level, properties, _ in found]


def test_github_summarises_clean_check(ksbcheck: Run) -> None:
    text = check_as(ksbcheck, "github", COMPLETE, status=0)
    assert text.splitlines()[-2:] == [
        "ksbcheck: not checked: KSB206 (1), KSB208 (1), KSB623 (1); `ksbcheck check PATH` says why",
        f"{COMPLETE}: none missing of 70 KSBs, no mistakes",
    ]


@pytest.mark.parametrize(("fail_on", "level", "status"), [("error", "error", 1), ("mistakes", "warning", 0)])
def test_github_annotates_missing_ksbs_once(ksbcheck: Run, fail_on: str, level: str, status: int) -> None:
    text = check_as(ksbcheck, "github", EARLY, "--fail-on", fail_on, status=status)
    ((found, properties, message),) = parse_annotations(text)
    assert found == level
    assert properties == {"file": f"{EARLY}/portfolio.yaml", "line": "33", "col": "1", "title": "58 of 70 KSBs missing"}
    assert message.splitlines()[1:3] == ["Skills: S1 S3 S4 S7 S10 to S26 S33 to S35", "Behaviours: B1 B2 B5 B6"]
    assert text.splitlines()[-1] == f"{EARLY}: 58 of 70 KSBs missing, no mistakes"


def test_github_last_line_is_no_command(ksbcheck: Run, tmp_path: Path) -> None:
    text = ksbcheck("check", "::error ::x", "--format", "github", cwd=tmp_path).stdout
    assert text.splitlines()[-1] == "./::error ::x: could not be checked"


def test_github_escapes_commands(ksbcheck: Run, hostile: Path) -> None:
    text = check_as(ksbcheck, "github", hostile, cwd=hostile)
    found = parse_annotations(text)
    assert {properties["file"].rpartition("/")[0] for _, properties, _ in found} == {f"learners/{hostile.name}"}
    assert all(set(properties) <= {"file", "line", "col", "title"} for _, properties, _ in found)
    assert any("::error ::smuggled" in message for _, _, message in found)
    assert any("%0A::error::w" in message for _, _, message in found)
    others = [line for line in text.splitlines() if not line.startswith("::")]
    assert all(line.startswith(("ksbcheck: ", f"learners/{hostile.name}: ")) for line in others)
    assert len(others) == 2
    assert not any("##[" in line for line in others)


@pytest.mark.parametrize("report_format", ["github", "markdown"])
def test_job_summary_is_appended_to(ksbcheck: Run, tmp_path: Path, report_format: str) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Mine\n", encoding="utf-8")
    command = ("check", HALFWAY, "--as-of", AS_OF, "--format", report_format)
    done = ksbcheck(*command, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    assert done.stderr == f"Added to the job summary, {summary}\n"
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("# Mine\n# Rowan Example\n")
    assert "## Do these next" in text
    assert bool(done.stdout) is (report_format == "github")
    ksbcheck(*command, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text(encoding="utf-8").count("# Rowan Example") == 2


@pytest.mark.parametrize("report_format", ["json", "lines", "junit"])
def test_job_summary_ignores_other_formats(ksbcheck: Run, tmp_path: Path, report_format: str) -> None:
    ksbcheck("check", HALFWAY, "--format", report_format, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert not (tmp_path / "summary.md").exists()


def test_markdown_equals_report_and_job_summary(ksbcheck: Run, tmp_path: Path) -> None:
    printed = check_as(ksbcheck, "markdown", HALFWAY)
    assert printed == ksbcheck("report", HALFWAY, "--as-of", AS_OF, "-o", "-", "-f", "md").stdout
    file, summary = tmp_path / "report.md", tmp_path / "summary.md"
    done = ksbcheck("check", HALFWAY, "--as-of", AS_OF, "-f", "markdown", "-o", file, GITHUB_STEP_SUMMARY=str(summary))
    assert done.stdout == ""
    assert file.read_text(encoding="utf-8") == printed
    assert summary.read_text(encoding="utf-8").strip() == printed.strip()


def test_job_summary_reports_unwritable_file(ksbcheck: Run, tmp_path: Path) -> None:
    file = tmp_path / "annotations.txt"
    done = ksbcheck("check", HALFWAY, "-f", "github", "-o", file, GITHUB_STEP_SUMMARY=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path}: error KSB901 cannot be written: ")
    assert not file.exists()


def test_job_summary_has_size_limit(ksbcheck: Run, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * (1024 * 1024 - 100))
    done = ksbcheck("check", HALFWAY, "-f", "markdown", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 2
    assert "the file would be larger than 1024 KiB" in done.stderr
    assert summary.stat().st_size == 1024 * 1024 - 100


def test_job_summary_survives_full_disk(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"# Mine\n" * 100)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # as if the disk were full

    command = [sys.executable, "-m", "ksbcheck", "check", HALFWAY, "-f", "markdown", "--no-cache"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment["GITHUB_STEP_SUMMARY"] = str(summary)
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, preexec_fn=full, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{summary}: error KSB901 cannot be written: File too large" in done.stderr
    assert summary.read_bytes() == b"# Mine\n" * 100


@pytest.mark.parametrize(("path", "status"), [(HALFWAY, 1), (COMPLETE, 0), ("examples", 2)])
def test_gitlab_follows_documented_form(ksbcheck: Run, path: str, status: int) -> None:
    issues = json.loads(check_as(ksbcheck, "gitlab", path, path, status=status))
    GITLAB.validate(issues)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    assert (status == 2) == ("blocker" in {each["severity"] for each in issues})


def test_gitlab_reports_place_and_severity(ksbcheck: Run, hostile: Path, repository: Path) -> None:
    text = check_as(ksbcheck, "gitlab", hostile, "learners/rowan", cwd=repository)
    assert text.isascii()
    issues = json.loads(text)
    GITLAB.validate(issues)
    (unknown,) = [each for each in issues if each["check_name"] == "KSB201" and "rowan" in each["location"]["path"]]
    assert unknown["description"].startswith("E02 claims 'K90', which ST1414 does not have. Did you mean K9 ")
    assert unknown["location"] == {"path": "learners/rowan/portfolio.yaml", "lines": {"begin": 36}}
    assert unknown["severity"] == "major"


def test_lines_start_with_place(ksbcheck: Run) -> None:
    lines = check_as(ksbcheck, "lines", HALFWAY).splitlines()
    assert f"{HALFWAY}/portfolio.yaml:36:15: KSB201 error E02 claims 'K90', which ST1414 does not have" in lines
    found = json.loads(ksbcheck("check", HALFWAY, "--as-of", AS_OF, "-f", "json").stdout)["reports"][0]["findings"]
    assert len(lines) == len(found)


def test_lines_without_place_name_the_path(ksbcheck: Run) -> None:
    assert check_as(ksbcheck, "lines", "nowhere", status=2) == (
        "nowhere: KSB901 error cannot be opened: No such file or directory\n"
    )


def test_lines_of_clean_check_are_empty(ksbcheck: Run, tmp_path: Path) -> None:
    folder = copytree(ROOT / COMPLETE, tmp_path / "p")
    assert check_as(ksbcheck, "lines", COMPLETE, status=0) == check_as(ksbcheck, "lines", folder, status=0) == ""


def test_lines_have_one_line_per_finding(ksbcheck: Run, hostile: Path) -> None:
    lines = check_as(ksbcheck, "lines", hostile).splitlines()
    assert all(line.startswith(f"{hostile}/") for line in lines)
    assert all(re.search(r": KSB\d{3} (error|warning|note) ", line) for line in lines)


@pytest.mark.parametrize("report_format", ["sarif", "gitlab", "github"])
def test_ci_format_rejects_path_outside_repository(
    ksbcheck: Run, repository: Path, tmp_path: Path, report_format: str
) -> None:
    summary, file = tmp_path / "summary.md", tmp_path / "report"
    for path in (ROOT / HALFWAY, "../.."):
        done = ksbcheck(
            *("check", "learners/rowan", path, "-f", report_format, "-o", file),
            cwd=repository,
            GITHUB_STEP_SUMMARY=str(summary),
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"ksbcheck: {path} is outside of the repository {repository}; ")
        assert not summary.exists()
        assert not file.exists()


@pytest.mark.parametrize("report_format", ["junit", "lines", "markdown"])
def test_other_formats_accept_path_outside_repository(ksbcheck: Run, repository: Path, report_format: str) -> None:
    assert str(ROOT / HALFWAY) in check_as(ksbcheck, report_format, ROOT / HALFWAY, cwd=repository)

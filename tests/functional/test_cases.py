"""Rule cases as data: each rule has inputs under tests/cases that break it, and some that don't.

A case is named `pass-<what>` or `fail-<what>`. Its kind says how it is run:

- a manifest or a portfolio folder: `ksbcheck check`, with the options in the manifest's first line
  (`# args: --rung assessed`);
- a standard: `ksbcheck standard show`, or `ksbcheck standard check` for the rules about quality;
- official data in JSON: `ksbcheck standard import --dry-run`;
- `*.args`: these arguments, after any variables such as `KSBCHECK_RUNG=assessed`; `{here}` is the folder of the case.

In YAML and TOML, `# <- KSB201` ends every line on which KSB201 must be found, and no other; without such a mark the
finding must have no line. In JSON, and in the output of other commands, it may be anywhere.

A manifest asks in comments for what can't be kept as data: `# size: film.mp4 2 MiB` makes or extends a file in a copy
of the folder, and `# without: pypdfium2` hides a library. tests/documents made the binary files, `ksbcheck seal` the
seals.
"""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ksbcheck.cli.app import app
from ksbcheck.cli.run import COULD_NOT_CHECK
from ksbcheck.domain.ladder import Severity
from ksbcheck.rules import RULES, STANDARD_QUALITY_RULES

CASES = Path(__file__).parents[1] / "cases"
SEVERITY = {rule.code: rule.severity for rule in RULES}
QUALITY = {rule.code for rule in STANDARD_QUALITY_RULES}
OUTCOMES = {0: {"clean", "gaps"}, 1: {"gaps"}, COULD_NOT_CHECK: {"error"}}


def case_id(case):
    return f"{case.parent.name}/{case.stem}"


@pytest.mark.parametrize("case", sorted(CASES.glob("KSB*/*")), ids=case_id)
def test_rule_is_found_on_marked_lines(case, tmp_path, without_library):
    code = case.parent.name
    for library in re.findall(r"^# without: (\S+)$", text_of(case), re.MULTILINE):
        without_library(library)
    found, exit_code = findings(with_large_files(case, tmp_path), code)
    if case.name.startswith("pass-"):
        assert not found
        assert exit_code != COULD_NOT_CHECK  # an error proves nothing
        return
    assert found
    if case.suffix == ".yaml" or case.is_dir():
        assert {place for place in found if place and not place[0].endswith(".json")} == marked_lines(case, code)
    if SEVERITY[code] is Severity.ERROR:
        assert exit_code != 0


def test_every_rule_has_passing_and_failing_cases():
    kinds = {folder.name: {case.name.partition("-")[0] for case in folder.iterdir()} for folder in CASES.glob("KSB*")}
    assert kinds == {code: {"pass", "fail"} for code in SEVERITY}


def with_large_files(case, folder):
    """Copy a case with the large files that its manifest asks for, if any."""
    sizes = re.findall(r"^# size: (\S+) (\d+) MiB$", text_of(case), re.MULTILINE)
    if not sizes:
        return case
    copied = shutil.copytree(case, folder / case.parent.name / case.name)
    shutil.copy(CASES / "standard.yaml", folder)
    for name, mib in sizes:
        with (copied / name).open("ab") as file:
            file.truncate(int(mib) * 2**20)
    return copied


def findings(case, code):
    """Run a case; return the file and line of each finding of a rule, and the exit status."""
    text = text_of(case)
    if case.suffix == ".args":
        # Split first: the folder's name may have spaces.
        arguments = [word.replace("{here}", str(case.parent)) for word in shlex.split(text)]
        settings = dict(word.split("=", 1) for word in arguments if re.match("KSBCHECK_[A-Z_]+=", word))
        return lines_in_messages(run(*arguments[len(settings) :], **settings), code)
    if case.suffix == ".json" and re.search('"(referenceNumber|stdCode)"', text):
        return lines_in_messages(run("standard", "import", str(case), "--dry-run"), code)
    if code in QUALITY:
        return lines_in_check(run("standard", "check", str(case), "--format", "json"), code)
    if case.is_file() and "format: ksbcheck-standard/" in text:
        lines, exit_code = lines_in_messages(run("standard", "show", str(case)), code)
        return [line and (case.name, line) for line in lines], exit_code
    options = re.match("# args: (.*)", text)
    chosen = shlex.split(options[1]) if options else []
    return lines_in_report(
        run("check", str(portfolio_of(case)), "--format", "json", "--as-of", "2026-01-31", *chosen), code
    )


def run(*arguments, **environment):
    return CliRunner().invoke(app, arguments, env=environment, catch_exceptions=False)


def lines_in_report(result, code):
    (report,) = json.loads(result.stdout)["reports"]
    assert report["outcome"] in OUTCOMES[result.exit_code]
    assert (report["as_of"] is None) == (result.exit_code == COULD_NOT_CHECK)
    assert (report["coverage"] is None) == (report["portfolio"]["standard"] is None)
    found = [finding for finding in report["findings"] if finding["rule"] == code]
    return [each["line"] and (Path(each["path"]).name, each["line"]) for each in found], result.exit_code


def lines_in_check(result, code):
    (checked,) = json.loads(result.stdout)["standards"]
    found = [each for each in checked["findings"] if each["rule"] == code]
    return [each["line"] and (Path(checked["file"]).name, each["line"]) for each in found], result.exit_code


def lines_in_messages(result, code):
    # The code alone is in the path of each case.
    places = re.findall(rf"(?:(\d+):\d+:? +)?(?:error|warning|note) +{code} ", result.output)
    return [int(line) if line else None for line in places], result.exit_code


def marked_lines(case, code):
    files = [case] if case.is_file() else [file for file in case.rglob("*") if file.suffix in (".yaml", ".toml")]
    return {
        (file.name, number)
        for file in files
        for number, line in enumerate(text_of(file).split("\n"), start=1)
        if line.endswith(f"# <- {code}")
    }


def portfolio_of(case):
    """Return the portfolio of a case: in the folder `sam` where the case has a configuration above."""
    return case / "sam" if (case / "ksbcheck.toml").exists() and (case / "sam").is_dir() else case


def text_of(case):
    """Return the text of a case, or of the manifest in its folder."""
    file = portfolio_of(case) / "portfolio.yaml" if case.is_dir() else case
    return file.read_bytes().decode(errors="replace") if file.is_file() else ""

"""`ksbcheck config`, and checks with settings."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, one_line
from tests.small_portfolio import REQUIRED, policy, run_check, write_portfolio


def read_settings(ksbcheck: Run, path: Path | str, *args: str, cwd: Path, **environment: str) -> dict[str, Any]:
    done = ksbcheck("config", path, "--format", "json", *args, cwd=cwd, **environment)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["format"] == "ksbcheck-config/1"
    return {each["key"]: (each["value"], each["source"]) for each in shown["settings"]}


def config_error(ksbcheck: Run, folder: Path, text: str, name: str = "ksbcheck.toml") -> str:
    """Return the error about a configuration, in one line."""
    (folder / name).write_text(text, encoding="utf-8")
    done = ksbcheck("config", folder, cwd=folder, COLUMNS="300")
    assert (done.returncode, done.stdout) == (2, "")
    return one_line(done.stderr)


def test_config_layers_override_each_other(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(
        tmp_path,
        REQUIRED,
        "policy: ./policy.yaml\n",
        policy_yaml=policy(
            'min_pieces: 2\nrung: assessed\nmax_files: 7\nfail_on: note\nlongest_recording: "01:30:00"\n'
        ),
        ksbcheck_toml='rung = "verified"\nmax_files = 8\n\n[severity]\nKSB306 = "note"\n',
    )
    given = {"KSBCHECK_MAX_FILES": "9", "KSBCHECK_FAIL_ON": "warning", "KSBCHECK_IGNORE": "KSB316, KSB2"}
    held = read_settings(ksbcheck, ".", "--duty-context", cwd=folder, **given)
    assert held["min_pieces"] == (2, "the policy the-college")
    assert held["longest_recording"] == ("01:30:00", "the policy the-college")
    assert held["rung"] == ("verified", "../ksbcheck.toml:1")
    assert held["severity"] == ([{"rule": "KSB306", "severity": "note"}], "../ksbcheck.toml:4")
    assert held["max_files"] == (9, "the environment")
    assert held["fail_on"] == ("warning", "the environment")
    assert held["ignore"] == (["KSB316", "KSB2"], "the environment")
    assert held["duty_context"] == (True, "the command line")
    assert held["max_file_mib"] == (250, None)
    assert held["policy"] == ("./policy.yaml", "portfolio.yaml")
    held = read_settings(ksbcheck, ".", "--rung", "claimed", cwd=folder, KSBCHECK_RUNG="assessed")
    assert held["rung"] == ("claimed", "the command line")
    held = read_settings(ksbcheck, ".", "--isolated", cwd=folder, **given)
    assert (held["rung"], held["max_files"]) == (("assessed", "the policy the-college"), (7, "the policy the-college"))


def test_config_shows_format_of_reports_not_of_policy(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, "policy: ./policy.yaml\n", policy_yaml=policy())
    assert read_settings(ksbcheck, ".", cwd=folder)["format"] == (None, None)


def test_config_agrees_with_check(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(
        tmp_path, REQUIRED, ksbcheck_toml='min_pieces = 3\nrung = "assessed"\nfail_under = {verified = 12.5}\n'
    )
    for args in ([], ["--rung", "claimed"], ["--isolated"]):
        shown = read_settings(ksbcheck, ".", *args, cwd=folder, KSBCHECK_MIN_PIECES="2")
        done = run_check(ksbcheck, ".", *args, cwd=folder, KSBCHECK_MIN_PIECES="2").report["policy"]
        assert {key: done[key] for key in ("rung", "min_pieces", "fail_under")} == {
            key: shown[key][0] for key in ("rung", "min_pieces", "fail_under")
        }


def test_config_shows_own_settings_that_are_ignored(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml='rung = "assessed"\n')
    (folder / "ksbcheck.toml").write_text('rung = "claimed"\nmin_pieces = 2\nignore = ["KSB6"]\n')
    held = read_settings(ksbcheck, ".", cwd=folder)
    assert (held["rung"], held["min_pieces"]) == (("assessed", "../ksbcheck.toml:1"), (2, "ksbcheck.toml:2"))
    assert held["ignore"] == ([], None)
    printed = one_line(ksbcheck("config", ".", cwd=folder).stdout)
    assert printed.count("ignored: ksbcheck.toml") == 2


def test_config_table_names_sources(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "ksbcheck.toml").write_text('# ours\nformat = "lines"\nignore = ["KSB316", "KSB2"]\n')
    rows = [re.split(r"  +", line) for line in ksbcheck("config", cwd=tmp_path).stdout.splitlines()]
    assert ["format", "lines", "ksbcheck.toml:2"] in rows
    assert ["ignore", "KSB316, KSB2", "ksbcheck.toml:3"] in rows
    assert ["standards", "-", "default"] in rows
    assert ["duty_context", "false", "default"] in rows


def test_config_shows_hostile_words_as_text(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "ksbcheck.toml").write_text('standards = "[bold]\\u001b[31m"\npaths = ["[/]"]\n')
    done = ksbcheck("config", cwd=tmp_path)
    assert "[bold]" in done.stdout
    assert "[/]" in done.stdout
    assert "\x1b" not in done.stdout + ksbcheck("config", "--format", "json", cwd=tmp_path).stdout


def test_config_uses_nearest_file_only(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path / "cohort" / "sam", REQUIRED)
    (tmp_path / "ksbcheck.toml").write_text("min_pieces = 9\nmax_files = 9\n")
    (tmp_path / "cohort" / "pyproject.toml").write_text("[tool.ksbcheck]\nmin_pieces = 2\n")
    held = read_settings(ksbcheck, folder, cwd=tmp_path)
    assert held["min_pieces"] == (2, "cohort/pyproject.toml:2")
    assert held["max_files"] == (500, None)
    (folder / "ksbcheck.toml").write_text("max_files = 3\n")
    assert read_settings(ksbcheck, folder, cwd=tmp_path)["max_files"] == (3, "cohort/sam/ksbcheck.toml:1")


def test_config_ignores_sibling_folders(ksbcheck: Run, tmp_path: Path) -> None:
    write_portfolio(tmp_path / "one", REQUIRED, ksbcheck_toml="min_pieces = 9\n")
    write_portfolio(tmp_path / "two", REQUIRED)
    assert read_settings(ksbcheck, "../two", cwd=tmp_path / "one")["min_pieces"] == (1, None)


def test_config_looks_above_the_link(ksbcheck: Run, tmp_path: Path) -> None:
    write_portfolio(tmp_path / "elsewhere" / "sam", REQUIRED)
    (tmp_path / "cohort").mkdir()
    (tmp_path / "cohort" / "ksbcheck.toml").write_text("min_pieces = 4\n")
    (tmp_path / "cohort" / "sam").symlink_to(tmp_path / "elsewhere" / "sam")
    assert read_settings(ksbcheck, "cohort/sam", cwd=tmp_path)["min_pieces"] == (4, "cohort/ksbcheck.toml:1")


def test_config_rejects_two_files_in_one_folder(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ksbcheck]\n")
    assert "the folder has ksbcheck.toml and [tool.ksbcheck] in pyproject.toml" in config_error(
        ksbcheck, tmp_path, 'rung = "claimed"\n'
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[project\n",
        b"\xff\xfe",
        b"[tool.other]\nksb = 1\n",
        b"x = " + b"9" * 5000,
        b"x = " + b"[" * 5000,
    ],
)
def test_config_ignores_pyproject_without_ksbcheck(ksbcheck: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    assert run_check(ksbcheck, write_portfolio(tmp_path / "sam", REQUIRED) / "portfolio.yaml").status == 0


def test_config_files_are_not_evidence(ksbcheck: Run, tmp_path: Path) -> None:
    for name, text in (("ksbcheck.toml", ""), ("pyproject.toml", "[tool.ksbcheck]\n")):
        folder = write_portfolio(tmp_path / name[:-5], REQUIRED)
        (folder / name).write_text(f"{text}min_pieces = 1\n")
        assert run_check(ksbcheck, folder).report["files"]["unclaimed"] == []


def test_config_rejects_broken_pyproject_with_ksbcheck(ksbcheck: Run, tmp_path: Path) -> None:
    said = config_error(ksbcheck, tmp_path, '[project]\nname = "x"\n[ tool . "ksbcheck" ]\nrung = \n', "pyproject.toml")
    assert "pyproject.toml:4:8" in said
    assert "not valid TOML" in said


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('slect = ["KSB2"]', "1:1", "Did you mean select?"),
        ('rung = "claimed"\n\n[tool.ksbcheck]\n', "3:1", "the key 'tool' is not known"),
        ("rung = \n", "1:8", "this is not valid TOML: invalid value"),
        ("min_pieces = 2.0", "1:14", "`min_pieces`: 2.0 is not a whole number"),
        ("min_pieces = true", "1:14", "`min_pieces`: True is not a whole number"),
        ("max_files = 10:00:00", "1:13", "`max_files`: 10:00:00 is not a whole number"),
        ("min_pieces = nan", "1:14", "`min_pieces`: nan is not a whole number"),
        (f"min_pieces = {'9' * 200}", "1:14", "is not a whole number"),
        ('duty_context = "perhaps"', "1:16", "is not true, false, yes or no"),
        ('rung = "planned"', "1:8", "planned claims never count as evidence"),
        ("fail_under = 90", "1:14", "`fail_under` should be keys with values, not a number"),
        ("[fail_under]\nclaimed = inf", "1:1", "is not a percentage above 0 and up to 100"),
        ("severity = []\nfail_on = 1979-05-27", "2:11", "`fail_on`"),
        ('ignore = "KSB3"', "1:10", "`ignore` should be a list, not text"),
        ('ignore = ["KSB316", 3]', "1:10", "item 2 of `ignore` should be text, not a number"),
        ('paths = {a = "b"}', "1:9", "`paths` should be a list, not keys with values"),
        ('policy = ""', "1:10", "`policy`: there is nothing between the quotes"),
        ("exceptions = [1]", "1:14", "item 1 of `exceptions` should be keys with values, not a number"),
        ('exceptions = [{ksb = "K1", by = "T", reason = "r", until = 10:00:00}]', "1:14", "a date, not a time"),
        ('[[exceptions]]\nksb = "K1"\n[[exceptions]]\nby = "T"', "3:1", "`until` is missing"),
        (
            '[[exceptions]]\nksb = "K1"\nby = "T"\nreason = """\nuntil = 1\n[x]\n"""\nuntil = 20260101',
            "8:9",
            "20260101 is not a date",
        ),
        ('# \u2028 \x85\nignore = ["KSB3999"]', "2:10", "there is no rule 'KSB3999'"),
        ('ignore = [""]', "1:10", "there is nothing between the quotes"),
    ],
)
def test_config_rejects_bad_file(ksbcheck: Run, tmp_path: Path, text: str, place: str, message: str) -> None:
    said = config_error(ksbcheck, tmp_path, text)
    assert f"ksbcheck.toml:{place}" in said
    assert message in said


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffmin_pieces = 2\n",
        "min_pieces = 2\r\n",
        'min_pieces = "2"\n',
        '"min_pieces" = 0x2\n',
        "min_pieces = +2 # two\n",
    ],
)
def test_config_accepts_toml_spellings(ksbcheck: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "ksbcheck.toml").write_bytes(text.encode())
    assert read_settings(ksbcheck, ".", cwd=tmp_path)["min_pieces"][1] == "ksbcheck.toml:1"
    assert int(read_settings(ksbcheck, ".", cwd=tmp_path)["min_pieces"][0]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "fail_under.claimed = 66.67",
        "fail_under = {claimed = 66.67}",
        '[fail_under]\nclaimed = "66.67"',
        "[fail_under]\nclaimed = 6667e-2",
    ],
)
def test_config_accepts_threshold_spellings(ksbcheck: Run, tmp_path: Path, text: str) -> None:
    folder = write_portfolio(tmp_path, REQUIRED[:4], ksbcheck_toml=text)
    assert run_check(ksbcheck, folder / "portfolio.yaml").findings_of("KSB106")
    folder = write_portfolio(tmp_path, REQUIRED[:4], ksbcheck_toml=text.replace("7", "6"))
    assert run_check(ksbcheck, folder / "portfolio.yaml").status == 0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("KSBCHECK_RUNGS", "claimed", "Did you mean KSBCHECK_RUNG?"),
        ("KSBCHECK_RUNG", "calimed", "'calimed' is not known"),
        ("KSBCHECK_RUNG", "", "KSBCHECK_RUNG"),
        ("KSBCHECK_POLICY", "", "there is nothing between the quotes"),
        ("KSBCHECK_SELECT", "", "there is nothing between the quotes"),
        ("KSBCHECK_IGNORE", "KSB316,", "there is nothing between the quotes"),
        ("KSBCHECK_FAIL_UNDER", "", "'' is not a threshold"),
        ("KSBCHECK_FAIL_UNDER", "claimed=90,claimed=10", "is a second threshold for the rung"),
        ("KSBCHECK_FAIL_UNDER", "planned=90", "planned claims never count as evidence"),
        ("KSBCHECK_IGNORE", "KSB101", "KSB101 can't be left out"),
        ("KSBCHECK_SEVERITY", "KSB306=note", "this variable is not a setting"),
        ("KSBCHECK_MIN_PIECES", "1e3", "is not a whole number"),
    ],
)
def test_config_rejects_bad_variable(ksbcheck: Run, tmp_path: Path, name: str, value: str, message: str) -> None:
    folder = write_portfolio(tmp_path, REQUIRED)
    done = ksbcheck("check", folder, cwd=tmp_path, **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert name in done.stderr
    assert message in one_line(done.stderr)
    assert ksbcheck("check", folder, "--isolated", cwd=tmp_path, **{name: value}).returncode == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["claimed"], "'claimed' is not a threshold"),
        (["claimed=90", "claimed=90"], "second threshold"),
        (["claimed=-1"], "is not a percentage"),
        (["claimed=٩٠"], "is not a percentage"),
        (["claimed=99.999"], "is not a percentage"),
        (["suggested=1"], "never count"),
        (["=90"], "is not known"),
    ],
)
def test_fail_under_rejects_bad_threshold(ksbcheck: Run, tmp_path: Path, given: list[str], message: str) -> None:
    args = [word for each in given for word in ("--fail-under", each)]
    done = ksbcheck("check", write_portfolio(tmp_path, REQUIRED), *args)
    assert done.returncode == 2
    assert "--fail-under" in done.stderr
    assert message in one_line(done.stderr)


def test_config_lists_ignored_rules_and_keeps_gaps(ksbcheck: Run, tmp_path: Path) -> None:
    for text in ('select = ["KSB2"]\n', 'ignore = ["KSB1", "KSB3"]\n', "select = []\n"):
        folder = write_portfolio(tmp_path, (*REQUIRED[1:], "K99"), ksbcheck_toml=text)
        found = run_check(ksbcheck, folder / "portfolio.yaml")
        assert (found.status, found.gaps) == (1, {"K1": None})
        left_out = {each["rule"] for each in found.report["not_checked"] if "left out by" in each["reason"]}
        assert "KSB306" in left_out
        assert not any(code.startswith(("KSB8", "KSB9")) for code in left_out)
        assert not left_out & {"KSB101", "KSB102", "KSB103", "KSB104", "KSB106"}
        assert bool(found.findings_of("KSB201")) == ("KSB201" not in left_out)


def test_fail_under_cannot_be_ignored(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml='select = ["KSB2"]\nignore = ["KSB1"]\n')
    found = run_check(ksbcheck, folder / "portfolio.yaml", "--fail-under", "verified=50")
    assert (found.status, found.failing) == (1, {"KSB106"})


def test_config_changes_severity(ksbcheck: Run, tmp_path: Path) -> None:
    for severity, status in (("error", 1), ("note", 0)):
        folder = write_portfolio(tmp_path, (*REQUIRED, "K99"), ksbcheck_toml=f'severity = {{KSB201 = "{severity}"}}\n')
        found = run_check(ksbcheck, folder / "portfolio.yaml")
        assert (found.status, [each["severity"] for each in found.findings_of("KSB201")]) == (status, [severity])
    assert run_check(ksbcheck, folder / "portfolio.yaml", "--fail-on", "note").status == 1


def test_config_names_paths(ksbcheck: Run, tmp_path: Path) -> None:
    for name in ("ann", "bob [1]"):
        write_portfolio(tmp_path / "cohort" / name, REQUIRED)
    (tmp_path / "cohort" / "notes.txt").touch()
    (tmp_path / "ksbcheck.toml").write_text('paths = ["cohort/*", "cohort/ann"]\nformat = "json"\n')
    done = ksbcheck("check", cwd=tmp_path)
    paths = [each["portfolio"]["path"] for each in json.loads(done.stdout)["reports"]]
    assert paths == ["cohort/ann", "cohort/bob [1]"]
    (tmp_path / "sub").mkdir()
    done = ksbcheck("check", cwd=tmp_path / "sub")
    assert [Path(each["portfolio"]["path"]).name for each in json.loads(done.stdout)["reports"]] == ["ann", "bob [1]"]


def test_check_without_paths_fails(ksbcheck: Run, tmp_path: Path) -> None:
    done = ksbcheck("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "set `paths` in ksbcheck.toml" in one_line(done.stderr)
    (tmp_path / "ksbcheck.toml").write_text('\npaths = ["cohort/*"]\n')
    done = ksbcheck("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "ksbcheck.toml:2:9" in done.stderr
    assert "'cohort/*' matches no folder and no manifest" in one_line(done.stderr)


def test_config_sets_format(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml='format = "json"\n')
    assert json.loads(ksbcheck("check", folder).stdout)
    assert not ksbcheck("check", folder, KSBCHECK_FORMAT="table").stdout.startswith("{")
    assert not ksbcheck("check", folder, "--format", "table").stdout.startswith("{")
    assert not ksbcheck("check", folder, "--isolated").stdout.startswith("{")
    done = ksbcheck("check", folder, KSBCHECK_FORMAT="jsn")
    assert done.returncode == 2
    assert "the environment asks for the format 'jsn'; did you mean json?" in done.stderr


def test_config_sets_standards_folder(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path / "sam", REQUIRED)
    manifest = folder / "portfolio.yaml"
    manifest.write_text(manifest.read_text().replace("./standard.yaml", "TEST1"))
    assert run_check(ksbcheck, manifest).status == 2
    (tmp_path / "ours").mkdir()
    (folder / "standard.yaml").rename(tmp_path / "ours" / "gardener.yaml")
    (tmp_path / "ours" / "readme.txt").touch()
    (tmp_path / "ksbcheck.toml").write_text('standards = "ours"\n')
    assert run_check(ksbcheck, manifest).status == 0
    assert run_check(ksbcheck, manifest, "--isolated").status == 2
    assert run_check(ksbcheck, "sam", "--isolated", cwd=tmp_path, KSBCHECK_STANDARDS="ours").status == 2
    assert ksbcheck("seal", folder, "--by", "T. Tutor").returncode == 0
    (tmp_path / "ksbcheck.toml").write_text('standards = "theirs"\n')
    found = run_check(ksbcheck, manifest)
    assert (found.status, found.report["findings"][0]["message"]) == (2, "the folder of standards does not exist")


def test_config_rejects_bad_manifest(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text("a: b\n")
    done = ksbcheck("config", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("until", ["4102444800", "20270331", "20270331.0", "true"])
def test_config_rejects_number_as_date(ksbcheck: Run, tmp_path: Path, until: str) -> None:
    text = f'exceptions = [{{ksb = "K1", reason = "Later", by = "T. Tutor", until = {until}}}]'
    said = config_error(ksbcheck, tmp_path, text)
    assert "KSB906" in said
    assert "is not a date" in said


def test_config_reports_dangling_link(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED)
    (folder / "ksbcheck.toml").symlink_to("nowhere.toml")
    found = run_check(ksbcheck, folder)
    assert found.status == 2
    assert found.findings_of("KSB901")


def test_config_rejects_impossible_pattern(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "ksbcheck.toml").write_text('paths = ["a\\u0000/*"]', encoding="utf-8")
    done = ksbcheck("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "matches no folder and no manifest" in done.stderr


@pytest.mark.parametrize("wrong", ["ksbcheck.toml", "policy.yaml"])
def test_check_never_overwrites_broken_settings(ksbcheck: Run, tmp_path: Path, wrong: str) -> None:
    folder = write_portfolio(
        tmp_path, REQUIRED, "policy: ./policy.yaml\n", policy_yaml=policy(), ksbcheck_toml='rung = "claimed"'
    )
    (folder / wrong).write_text("rung: [", encoding="utf-8")
    done = ksbcheck("check", folder, "--format", "json", "--output", folder / wrong)
    assert done.returncode == 2
    assert "is an input" in done.stderr
    assert (folder / wrong).read_text(encoding="utf-8") == "rung: ["


PEOPLE = '[[people]]\nname = "S. Invented"\nrole = "assessor"\nreference = "A-104"\n'
SIGNED = '{{ksb: K1, assessed: {{by: "{by}", on: 2025-05-09}}}}'


def signed_rung(ksbcheck: Run, folder: Path, by: str) -> str:
    """Return the rung of a claim that a person of the learner's surname and initial has assessed."""
    manifest = folder / "portfolio.yaml"
    text = manifest.read_text(encoding="utf-8")
    claims = f"files: [E1.md], claims: [{SIGNED.format(by=by)}]"
    manifest.write_text(text.replace("ksbs: []", claims), encoding="utf-8")
    (folder / "E1.md").write_text("Light (K1), and why a plant needs it.\n", encoding="utf-8")
    coverage = run_check(ksbcheck, folder).report["coverage"]
    manifest.write_text(text, encoding="utf-8")
    return next(each["rung"] for each in coverage["ksbs"] if each["code"] == "K1")


def test_people_of_the_provider_settle_names(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path / "learner")
    assert signed_rung(ksbcheck, folder, "S. Invented") == "claimed"
    (tmp_path / "ksbcheck.toml").write_text(PEOPLE, encoding="utf-8")
    assert signed_rung(ksbcheck, folder, "S. Invented") == "assessed"
    assert signed_rung(ksbcheck, folder, "Invented, S. (A-104)") == "assessed"
    assert signed_rung(ksbcheck, folder, "Sammy Invented") == "claimed"
    (tmp_path / "ksbcheck.toml").rename(folder / "ksbcheck.toml")
    assert signed_rung(ksbcheck, folder, "S. Invented") == "claimed"


def test_people_of_the_provider_may_share_a_name(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path / "learner")
    (tmp_path / "ksbcheck.toml").write_text(PEOPLE.replace("S. Inv", "Sam Inv"), encoding="utf-8")
    assert signed_rung(ksbcheck, folder, "Sam Invented (A-104)") == "assessed"
    assert signed_rung(ksbcheck, folder, "Sam Invented") == "claimed"


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [
        ("the tutor", "tutor", "'the tutor' is not a person's name"),
        ("Sam Invented", "Apprentice", "'Apprentice' is a learner's role; list people who sign for learners"),
    ],
)
def test_people_are_named_and_sign(ksbcheck: Run, tmp_path: Path, name: str, role: str, words: str) -> None:
    assert words in config_error(ksbcheck, tmp_path, f'[[people]]\nname = "{name}"\nrole = "{role}"\n')

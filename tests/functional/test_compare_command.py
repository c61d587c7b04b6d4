"""`ksbcheck compare`."""

import json
from pathlib import Path

import pytest

from tests.conftest import AS_OF, COMPLETE, EARLY, FRAMEWORK, HALFWAY, ROOT, Run, one_line

GARDENER = "tests/cases/KSB404/pass-everything-stated.yaml"


def parse_comparison(output: str) -> dict:
    content = json.loads(output)
    assert content["format"] == "ksbcheck-comparison/1"
    return content


def write_changed(folder: Path, *changes: tuple[str, str], of: str = HALFWAY) -> Path:
    """Write a changed copy of a sample's manifest into a new folder."""
    text = (ROOT / of / "portfolio.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    folder.mkdir()
    (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
    return folder


def test_compare_options_agrees_with_check(ksbcheck: Run) -> None:
    done = ksbcheck("compare", HALFWAY, "--as-of", AS_OF, "--format", "json")
    assert done.returncode == 0
    content = parse_comparison(done.stdout)
    assert (content["compares"], content["outcome"], content["why_not"]) == ("options", "compared", None)
    options = {each["option"]: each for each in content["options"]}
    assert [each["declared"] for each in options.values()] == [True, False, False]
    for name, option in options.items():
        checked = ksbcheck("check", HALFWAY, "--as-of", AS_OF, "--option", name, "--format", "json")
        coverage = json.loads(checked.stdout)["reports"][0]["coverage"]
        assert option["counts"] == coverage["counts"]
        assert option["gaps"] == coverage["missing"]
        for duty in coverage["duties"]:
            assert duty["number"] in option["duties"][duty["status"]]
    assert options["curriculum"]["met_already"] == ["K42"]
    assert options["wellbeing"]["gaps_gone"] == ["K33"]
    assert {"piece": "E02", "ksb": "K90", "rung": "claimed"} in options["send"]["claims_for_nothing"]


def test_compare_options_explains_differences(ksbcheck: Run) -> None:
    done = ksbcheck("compare", "--full", HALFWAY, "--as-of", AS_OF)
    assert done.returncode == 0
    words = one_line(done.stdout)
    assert words.startswith("What if Rowan Example (0020417) were on another option")
    assert "SEND (in the manifest) 25 22 15 8 -" in words
    assert "would need K36-K41 S30-S32, not K33; lost: K30-K32 K34 K35 S27-S29" in words
    assert "would need K43-K47 S33-S35, not K33; K42 is met already" in words
    assert "a comparison reads manifests alone" in words
    assert words.endswith("25 missing on send; what if: 33 on wellbeing, 32 on curriculum")


def test_compare_of_single_option_standard(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text(
        "format: ksbcheck-standard/1\nreference: T1\ntitle: Gardener\nlevel: 2\nversion: '1.0'\n"
        "options: [{id: indoor, title: Indoor}]\n"
        "duties: [{number: 1, text: Dig, options: [], mapping: complete, ksbs: [K1]}]\n"
        "ksbs: [{code: K1, options: [], text: Water}]\n",
        encoding="utf-8",
    )
    manifest = tmp_path / "portfolio.yaml"
    manifest.write_text(
        "format: ksbcheck-portfolio/1\nstandard: ./standard.yaml\nversion: '1.0'\noption: indoor\n"
        "evidence: [{id: E1, date: 2025-05-01, files: [E1.pdf], ksbs: [K1]}]\n",
        encoding="utf-8",
    )
    done = ksbcheck("compare", "--full", manifest)
    assert done.returncode == 0
    assert "T1 has no other option to compare with." in done.stdout
    assert one_line(done.stdout).endswith(": none missing on indoor")


def test_compare_wraps_many_options(ksbcheck: Run, tmp_path: Path) -> None:
    names = [f"option{n}" for n in range(1, 9)]
    options = ", ".join(f"{{id: {name}, title: {'A long title ' * 30}}}" for name in names)
    (tmp_path / "standard.yaml").write_text(
        "format: ksbcheck-standard/1\nreference: T1\ntitle: Gardener\nlevel: 2\nversion: '1.0'\n"
        f"options: [{options}]\nduties: [{{number: 1, text: Dig, options: [], mapping: none, ksbs: []}}]\n"
        "ksbs: [{code: K1, options: [], text: Water}]\n",
        encoding="utf-8",
    )
    (tmp_path / "portfolio.yaml").write_text(
        "format: ksbcheck-portfolio/1\nstandard: ./standard.yaml\nversion: '1.0'\noption: option5\nevidence: []\n",
        encoding="utf-8",
    )
    done = ksbcheck("compare", "--full", tmp_path, COLUMNS="60")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 60
    assert one_line(done.stdout).count("would need nothing more") == 7


def test_compare_since_agrees_with_check(ksbcheck: Run) -> None:
    done = ksbcheck("compare", HALFWAY, "--since", "2026-01-31", "--as-of", AS_OF, "--format", "json")
    assert done.returncode == 0
    content = parse_comparison(done.stdout)
    assert (content["compares"], content["outcome"]) == ("states", "compared")
    assert (content["before"]["as_of"], content["after"]["as_of"]) == ("2026-01-31", AS_OF)
    for day, which in (("2026-01-31", "before"), (AS_OF, "after")):
        checked = ksbcheck("check", HALFWAY, "--as-of", day, "--format", "json")
        coverage = json.loads(checked.stdout)["reports"][0]["coverage"]
        assert content[which]["gaps"] == coverage["missing"]
        for rung in ("claimed", "assessed", "verified"):
            assert content["progress"]["counts"][rung][which] == coverage["counts"][rung]
    assert {each["code"] for each in content["progress"]["closed"]} == (
        set(content["before"]["gaps"]) - set(content["after"]["gaps"])
    )
    assert [each["id"] for each in content["progress"]["new_evidence"]] == ["E06", "E07", "E08", "E09", "E10", "E11"]
    assert content["progress"]["findings"] is content["before"]["findings"] is content["after"]["findings"] is None
    assert any("findings of 2026-01-31: the manifest does not record them" in each for each in content["not_compared"])


def test_compare_states_lists_changes(ksbcheck: Run, tmp_path: Path) -> None:
    old = write_changed(tmp_path / "old")
    new = write_changed(
        tmp_path / "new",
        ("K90", "K9"),
        ("{ksb: K21, where: para 3}", "{ksb: K21, status: planned}"),
        ("verified: {by: Ivor Fictitious, on: 2025-12-10}", "verified: {by: Hettie Notreal, on: 2025-12-10}"),
        ("{ksb: K1, where", "{ksb: K1, assessed: {by: Hettie Notreal, on: 2026-10-20}, where"),
        ("id: E08", "id: E12"),
    )
    done = ksbcheck("compare", "--full", old, new, "--as-of", AS_OF, "--format", "json")
    assert done.returncode == 0
    content = parse_comparison(done.stdout)
    assert content["warnings"] == []
    progress = content["progress"]
    codes = {name: [each["code"] for each in progress[name]] for name in ("opened", "closed", "moved_up", "moved_down")}
    assert codes == {
        "opened": ["K21"],
        "closed": ["K9"],
        "moved_up": ["K1"],
        "moved_down": ["K11", "S2", "S8", "S9", "S12", "S29", "B3"],
    }
    assert progress["opened"][0]["before"] == {
        "status": "met",
        "rung": "assessed",
        "highest": "assessed",
        "pieces": ["E06"],
    }
    assert progress["opened"][0]["after"]["rung"] == "planned"
    assert progress["counts"]["gaps"] == {"before": 25, "after": 25, "difference": 0}
    assert [each["id"] for each in progress["new_evidence"]] == ["E12"]
    assert [each["id"] for each in progress["dropped_evidence"]] == ["E08"]
    assert progress["findings"] == [
        {"rule": "KSB201", "gone": 1, "new": 0},
        {"rule": "KSB303", "gone": 1, "new": 1},
        {"rule": "KSB307", "gone": 0, "new": 1},
    ]
    shown = one_line(ksbcheck("compare", "--full", old, new, "--as-of", AS_OF).stdout)
    for words in (
        "- Newly missing: 1 KSB (met before, missing now)",
        "- Moved down: 7 KSBs",
        "+ No longer missing: 1 KSB (missing before, met now)",
        "+ Moved up: 1 KSB ",
        "Other findings: 2 gone, 2 new",
        "25 missing, 25 before: 1 newly missing, 7 moved down, 1 no longer missing, 1 moved up",
    ):
        assert words in shown


def test_compare_with_itself_shows_no_change(ksbcheck: Run) -> None:
    done = ksbcheck("compare", "--full", HALFWAY, f"{HALFWAY}/portfolio.yaml", "--as-of", AS_OF)
    assert done.returncode == 0
    for words in (
        "Newly missing: none",
        "No longer missing: none",
        "New evidence: none",
        "Other findings: none gone, none new",
        "same",
    ):
        assert words in done.stdout


def test_compare_shows_thin_evidence(ksbcheck: Run, tmp_path: Path) -> None:
    more = (
        "  - {id: E12, date: 2026-11-01, url: https://school.example/E12, ksbs: [K5, K1]}\n"
        "  - {id: E13, date: 2027-01-01, ksbs: [K12]}\n  - {id: E14, title: New}\n"
    )
    new = write_changed(tmp_path / "new", ("  - id: E01\n", f"{more}  - id: E01\n"))
    done = ksbcheck("compare", "--full", HALFWAY, new, "--as-of", AS_OF, "--min-pieces", "2", COLUMNS="300")
    words = one_line(done.stdout)
    assert "within the education context. nothing claimed in too few pieces E12" in words
    assert "overcome them. claimed in too few pieces planned, claimed in too few pieces E02" in words
    assert "2027-01-01 K12 to come" in words
    assert "E14 New no date nothing" in words
    assert "66 without 2 pieces, 67 before: 1 no longer missing, 2 moved up" in words


def test_compare_states_accepts_since(ksbcheck: Run, tmp_path: Path) -> None:
    old = write_changed(tmp_path / "old")
    done = ksbcheck("compare", old, HALFWAY, "--since", "2026-01-31", "--as-of", AS_OF, "--format", "json")
    content = parse_comparison(done.stdout)
    assert (content["before"]["as_of"], content["after"]["as_of"]) == ("2026-01-31", AS_OF)
    assert content["progress"]["new_evidence"] == []
    assert len(content["progress"]["closed"]) == 19
    assert content["progress"]["findings"]


def test_compare_states_of_two_options(ksbcheck: Run, tmp_path: Path) -> None:
    new = write_changed(tmp_path / "new", ("option: send", "option: curriculum"))
    done = ksbcheck("compare", "--full", HALFWAY, new, "--as-of", AS_OF, COLUMNS="120")
    assert done.returncode == 0
    assert done.stdout.startswith(
        " TWO OPTIONS: send before, curriculum now; compared by the 61 KSBs that both require\n"
    )
    assert "Only send requires K30 to K35 and S27 to S29: not compared." in done.stdout
    assert "missing there: K43 to K47 and S33 to S35." in done.stdout
    full = write_changed(tmp_path / "full", ("option: wellbeing", "option: wellbeing"), of=COMPLETE)
    assert "none of them is missing there." in ksbcheck("compare", "--full", HALFWAY, full, COLUMNS="120").stdout
    done = ksbcheck("compare", "--full", HALFWAY, new, "--as-of", AS_OF, "--option", "wellbeing")
    assert "WHAT IF: judged for option wellbeing; the manifest says send and curriculum" in done.stdout
    assert "TWO OPTIONS" not in done.stdout


def test_compare_warns_about_other_learner(ksbcheck: Run, tmp_path: Path) -> None:
    new = write_changed(tmp_path / "new", ("name: Rowan Example", "name: Robin Sample"))
    done = ksbcheck("compare", HALFWAY, new, "--as-of", AS_OF)
    assert done.returncode == 0
    assert "TWO LEARNERS? Rowan Example (0020417) before, Robin Sample (0020417) now" in one_line(done.stdout)
    nobody = write_changed(tmp_path / "nobody", ('learner:\n  name: Rowan Example\n  id: "0020417"\n', ""))
    done = ksbcheck("compare", HALFWAY, nobody, "--as-of", AS_OF, "--format", "json")
    content = parse_comparison(done.stdout)
    assert content["progress"]["same_learner"] is None
    assert "The two manifests name no common learner" in content["warnings"][0]


def test_compare_since_before_the_start_warns(ksbcheck: Run) -> None:
    done = ksbcheck("compare", HALFWAY, "--since", "2025-08-31", "--as-of", AS_OF)
    assert done.returncode == 0
    assert "On 2025-08-31 the learner had not started (that was on 2025-09-01), so nothing counted" in one_line(
        done.stdout
    )


def test_compare_since_keeps_undated_evidence(ksbcheck: Run, tmp_path: Path) -> None:
    undated = "".join(f"  - {{id: U{n}, ksbs: [K5]}}\n" for n in range(1, 8))
    path = write_changed(tmp_path / "p", ("  - id: E01\n", f"{undated}  - id: E01\n"))
    done = ksbcheck("compare", "--full", path, "--since", "2026-01-31", "--as-of", AS_OF)
    assert "evidence without a date: U1, U2, U3, U4, U5 and 2 more, assumed to be there already" in one_line(
        done.stdout
    )


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        ((FRAMEWORK,), "under the framework FR04171 there are no options and no KSBs to compare"),
        ((HALFWAY, FRAMEWORK), "under the framework FR04171"),
        ((FRAMEWORK, "--since", "2026-01-01"), "under the framework FR04171"),
        (
            (HALFWAY, GARDENER),
            "they were made against different standards or versions: ST1414 version 1.0 before, TEST1",
        ),
        (("nowhere",), "the portfolio could not be judged"),
        ((HALFWAY, "nowhere"), "one of the two could not be judged"),
        (("nowhere", "--since", "2026-01-01"), "the portfolio could not be judged"),
    ],
)
def test_compare_reports_why_not(ksbcheck: Run, paths: tuple[str, ...], why: str) -> None:
    done = ksbcheck("compare", *paths, "--as-of", AS_OF)
    assert done.returncode == 2
    assert f"could not be compared: {why}" in one_line(done.stdout)
    done = ksbcheck("compare", *paths, "--as-of", AS_OF, "--format", "json")
    assert done.returncode == 2
    content = parse_comparison(done.stdout)
    assert content["outcome"] == "error"
    assert content["why_not"].startswith(why)
    assert not (content["progress"] if content["compares"] == "states" else content["options"])


def test_compare_shows_findings_once(ksbcheck: Run) -> None:
    for args in (["nowhere"], ["nowhere", "--since", "2026-01-01"], [HALFWAY, "nowhere"]):
        done = ksbcheck("compare", *args)
        assert done.stdout.count("KSB901") == 1
        assert "cannot be opened: No such file or directory" in done.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((HALFWAY, ""), "one of the paths is empty"),
        ((HALFWAY, "--option", "send"), "every option is compared; use --option only with"),
        ((HALFWAY, "--since", "2026-02-01", "--as-of", "2026-01-01"), "--since 2026-02-01 is later than 2026-01-01"),
        ((HALFWAY, "--since", "yesterday"), "is not a date"),
        ((HALFWAY, EARLY, COMPLETE), "unexpected extra argument"),
        ((), "Missing argument 'PATH'"),
    ],
)
def test_compare_rejects_bad_usage(ksbcheck: Run, args: tuple[str, ...], words: str) -> None:
    done = ksbcheck("compare", *args, COLUMNS="200")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_compare_rejects_unknown_option(ksbcheck: Run) -> None:
    done = ksbcheck("compare", HALFWAY, "--since", "2026-01-01", "--option", "garden")
    assert done.returncode == 2
    assert "asked for with --option" in one_line(done.stdout)


def test_compare_pseudonymous_hides_names(ksbcheck: Run, tmp_path: Path) -> None:
    names = ("Rowan", "0020417", "Hettie", "Robin", "0099")
    new = write_changed(
        tmp_path / "Robin-Sample",
        ("name: Rowan Example", "name: Robin Sample"),
        ("0020417", "0099"),
        ("id: E08\n    title: Notes", "id: E12\n    title: Notes of Rowan and Robin"),
    )
    for args in ([HALFWAY], [HALFWAY, "--since", "2026-01-31"], [HALFWAY, new], [new, "nowhere"]):
        for shown_as in ("table", "json"):
            done = ksbcheck("compare", *args, "--as-of", AS_OF, "--pseudonymous", "--format", shown_as)
            assert not [name for name in names if name in done.stdout]
            assert "Learner-" in done.stdout.replace("\n", "").replace(" ", "")
    shown = one_line(ksbcheck("compare", HALFWAY, new, "--as-of", AS_OF, "--pseudonymous").stdout)
    assert "TWO LEARNERS? Learner-" in shown


def test_compare_shows_hostile_words_as_text(ksbcheck: Run, tmp_path: Path) -> None:
    title = "[bold]<script>[/] =HYPERLINK(1) #eval ]]> \N{PARTY POPPER} \N{ARABIC LETTER ALEF} " + "long title " * 36
    new = write_changed(
        tmp_path / "new", ("Notes from training on autism and anxiety", f"'{title}'"), ("id: E08", "id: '=E[/]'")
    )
    done = ksbcheck("compare", "--full", HALFWAY, new, "--as-of", AS_OF, COLUMNS="120")
    assert done.returncode == 0
    assert "[bold]<script>[/] =HYPERLINK(1)" in one_line(done.stdout)
    done = ksbcheck("compare", "--full", HALFWAY, new, "--as-of", AS_OF, "--format", "json")
    assert done.stdout.isascii()
    assert parse_comparison(done.stdout)["progress"]["new_evidence"][0]["title"] == title.strip()


def test_compare_reads_no_evidence_files(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_changed(tmp_path / "p")
    (folder / "stray.pdf").write_bytes(b"no PDF")
    done = ksbcheck("compare", folder, "--as-of", AS_OF, "--format", "json")
    assert done.returncode == 0
    content = parse_comparison(done.stdout)
    assert not [each for each in content["findings"] if each["rule"].startswith("KSB6")]
    assert content["not_compared"][0].startswith("the evidence files")

"""`ksbcheck migrate`."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.names import written_codes
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.files import MAX_BYTES
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.tasks import migrate as migrating
from tests.conftest import AS_OF, ROOT, Run, one_line

DATA = ROOT / "tests" / "data" / "beekeeper"
TO_1_1 = ("--to", "1.1", "--standard-file", "standards/1.1.yaml")


@pytest.fixture
def bees(tmp_path: Path) -> Path:
    """Return a folder with the beekeeper's portfolio and both versions of the standard."""
    return copytree(DATA, tmp_path / "bees")


def manifest(folder: Path) -> Path:
    return folder / "portfolio" / "portfolio.yaml"


def migrate_json(ksbcheck: Run, folder: Path, *args: str) -> dict[str, object]:
    return json.loads(ksbcheck("migrate", "portfolio", *(args or TO_1_1), "--format", "json", cwd=folder).stdout)


def replace_in_manifest(folder: Path, *replacements: tuple[str, str]) -> None:
    text = manifest(folder).read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    manifest(folder).write_text(text, encoding="utf-8")


def name_standard_by_reference(folder: Path) -> None:
    """Make the manifest name its standard by reference."""
    (folder / "ksbcheck.toml").write_text('standards = "standards"\n', encoding="utf-8")
    replace_in_manifest(folder, ("standard: ../standards/1.0.yaml ", "standard: BEE1 "))


def test_migrate_without_write_changes_nothing(ksbcheck: Run, bees: Path) -> None:
    before = manifest(bees).read_bytes()
    for show_format in ("table", "json", "diff"):
        done = ksbcheck("migrate", "portfolio", *TO_1_1, "--format", show_format, cwd=bees)
        assert (done.returncode, done.stderr) == (1, "")
    assert manifest(bees).read_bytes() == before


def test_migrate_write_adds_no_claims(ksbcheck: Run, bees: Path) -> None:
    done = ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees)
    assert done.returncode == 1
    assert one_line(done.stdout).endswith("not claimed; written")
    text = manifest(bees).read_text(encoding="utf-8")
    assert 'standard: ../standards/1.1.yaml   # from here\nversion: "1.1"   # the first\n' in text
    assert "      - {ksb: S2, status: planned, where: p. 4}\n" in text
    assert "    ksbs: [K1, K5, S1]   # as agreed in May\n    claims:\n      - {ksb: K2, status: planned}\n" in text
    assert "# at the extractor" in text
    assert "S2, reason" not in text
    report = json.loads(
        ksbcheck("check", "portfolio/portfolio.yaml", "--as-of", AS_OF, "--format", "json", cwd=bees).stdout
    )["reports"][0]
    rungs = {each["code"]: each["rung"] for each in report["coverage"]["ksbs"]}
    assert rungs == {
        "K1": "claimed",
        "K2": "planned",
        "K3": "verified",
        "K4": None,
        "K5": "claimed",
        "S1": "claimed",
        "S2": "planned",
        "B1": "planned",
        "B2": "claimed",
        "B3": None,
    }


def test_migrate_twice_changes_nothing(ksbcheck: Run, bees: Path) -> None:
    ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees)
    written = manifest(bees).read_bytes()
    for again in (TO_1_1, ("--to", "1.1")):
        done = ksbcheck("migrate", "portfolio", *again, "--write", cwd=bees)
        assert done.returncode == 0
        assert "the portfolio is under BEE1 version 1.1 already; nothing changes" in one_line(done.stdout)
        assert ksbcheck("migrate", "portfolio", *again, "-f", "diff", cwd=bees).stdout == ""
    assert manifest(bees).read_bytes() == written


def test_migrate_diff_applies_with_git(ksbcheck: Run, bees: Path) -> None:
    """The folder has a space in its name, and the manifest a byte order mark, CRLF and no final line end."""
    text = (
        manifest(bees).read_text(encoding="utf-8").rstrip("\n").replace("\n", "\r\n").replace("mentor", "m\u00e9ntor")
    )
    portfolio = (bees / "portfolio").rename(bees / "my portfolio") / "portfolio.yaml"
    original = b"\xef\xbb\xbf" + text.encode()
    portfolio.write_bytes(original)
    command = [sys.executable, "-m", "ksbcheck", "migrate", "my portfolio", *TO_1_1, "-f", "diff"]
    patch = subprocess.run(command, cwd=bees, capture_output=True, check=False).stdout
    applied = subprocess.run(["git", "apply", "-"], cwd=bees, input=patch, capture_output=True, check=False)
    assert applied.returncode == 0, applied.stderr
    by_patch = portfolio.read_bytes()
    portfolio.write_bytes(original)
    ksbcheck("migrate", "my portfolio", *TO_1_1, "--write", cwd=bees)
    assert by_patch == portfolio.read_bytes() != original


def test_migrate_diff_outside_folder_names_file_only(ksbcheck: Run, bees: Path) -> None:
    done = ksbcheck(
        "migrate", "../portfolio", "--to", "1.1", "--standard-file", "1.1.yaml", "-f", "diff", cwd=bees / "standards"
    )
    assert done.stdout.startswith("--- a/portfolio.yaml\n+++ b/portfolio.yaml\n")


def test_migrate_finds_version_in_library(ksbcheck: Run, bees: Path) -> None:
    name_standard_by_reference(bees)
    told = migrate_json(ksbcheck, bees, "--to", "1.1")
    assert told["counts"] == {"unchanged": 3, "renumbered": 3, "review": 2, "gone": 2, "unknown": 0}
    assert ksbcheck("migrate", "portfolio", "--to", "1.1", "--write", cwd=bees).returncode == 1
    assert "standard: BEE1   # from here\n" in manifest(bees).read_text(encoding="utf-8").replace("BEE1  #", "BEE1   #")
    back = ksbcheck("migrate", "portfolio", "--to", "2.0", cwd=bees)
    assert back.returncode == 2
    assert "version '2.0' of BEE1 is not known" in back.stderr
    assert "--standard-file" in back.stderr


def test_migrate_keeps_json(ksbcheck: Run, bees: Path) -> None:
    value = read_document(manifest(bees)).value
    manifest(bees).unlink()
    for layout in ({"indent": 2}, {}):
        file = bees / "portfolio" / "portfolio.json"
        file.write_text(json.dumps(value, **layout), encoding="utf-8")
        assert migrate_json(ksbcheck, bees)["changed"]
        assert ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees).returncode == 1
        pieces = json.loads(file.read_text(encoding="utf-8"))["evidence"]
        assert (pieces[0]["ksbs"], pieces[0]["claims"]) == (["K1", "K5", "S1"], [{"ksb": "K2", "status": "planned"}])
        assert "assessed" not in pieces[1]["claims"][1]
        assert pieces[2] == {
            "id": "E03",
            "title": "Open day",
            "type": "witness_testimony",
            "date": "2025-06-01",
            "files": ["open.pdf"],
            "ksbs": ["B2"],
        }


def test_migrate_renews_pin_and_rejects_suspect_claims(ksbcheck: Run, bees: Path) -> None:
    assert ksbcheck("pin", "portfolio", cwd=bees).returncode == 0
    assert ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees).returncode == 1
    assert ksbcheck("pin", "portfolio", "--check", cwd=bees).returncode == 0
    older = bees / "standards" / "1.1.yaml"
    older.write_text(
        older.read_text(encoding="utf-8").replace("through the year", "through the seasons"), encoding="utf-8"
    )
    done = ksbcheck("migrate", "portfolio", "--to", "1.0", "--standard-file", "standards/1.0.yaml", cwd=bees)
    assert done.returncode == 2
    assert "claims on K1 are suspect already" in done.stderr
    assert "ksbcheck pin" in done.stderr


def test_migrate_names_affected_files(ksbcheck: Run, bees: Path) -> None:
    replace_in_manifest(bees, ("option: honey\n", "option: honey\npolicy: ours.yaml\n"))
    (bees / "portfolio" / "ours.yaml").write_text("format: ksbcheck-policy/1\nname: ours\n", encoding="utf-8")
    for name in ("portfolio.baseline.json", "portfolio.seal.json"):
        (bees / "portfolio" / name).write_text("{}", encoding="utf-8")
    notes = "\n".join(migrate_json(ksbcheck, bees)["notes"])
    assert "portfolio.baseline.json lists gaps" in notes
    assert "portfolio.seal.json no longer fits" in notes
    assert "The policy ours.yaml" in notes
    assert "Signed as a whole: E02" in notes


def test_migrate_follows_renamed_option(ksbcheck: Run, bees: Path) -> None:
    replace_in_manifest(bees, ("option: honey", "option: queens"))
    assert "has another title: Rearing queens -> Rearing queens and drones" in "".join(
        migrate_json(ksbcheck, bees)["notes"]
    )
    newer = bees / "standards" / "1.1.yaml"
    text = newer.read_text(encoding="utf-8").replace("title: Rearing queens and drones", "title: Rearing queens")
    newer.write_text(text.replace("queens,", "regina,").replace("[queens]", "[regina]"), encoding="utf-8")
    assert "The option queens is called regina now" in "".join(migrate_json(ksbcheck, bees)["notes"])
    ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees)
    assert "option: regina\n" in manifest(bees).read_text(encoding="utf-8")


def test_migrate_keeps_unknown_codes(ksbcheck: Run, bees: Path) -> None:
    replace_in_manifest(bees, ("[K1, K2, K4, S1]", "[K1, K99, B3]"), ("duties: [1, 2]", "duties: [1, 77]"))
    told = migrate_json(ksbcheck, bees)
    fates = {each["ksb"]: (each["fate"], each["statement"]) for each in told["claims"] if each["piece"] == "E01"}
    assert fates["K99"] == ("unknown", None)
    assert fates["B3"] == ("review", None)
    table = ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees).stdout
    assert "the old version has no such code" in table
    assert "neither version has the code" in table
    text = manifest(bees).read_text(encoding="utf-8")
    assert "ksbs: [K1, K99]   # as agreed in May\n    claims:\n      - {ksb: B3, status: planned}\n" in text
    assert "duties: [1, 77]" in text


@pytest.mark.parametrize(
    ("codes", "duties"),
    [
        ("[K1-K2, k4, S 1]", "[Duty 1, 02]"),
        ("K1, K2, K4, S1", "1, 2"),
        ("\n      - K1 to K2  # both\n      - K4\n      - s1", "[1, 2]"),
    ],
)
def test_migrate_writes_codes_out(ksbcheck: Run, bees: Path, codes: str, duties: str) -> None:
    def fates() -> list[tuple[str, str, str]]:
        told = migrate_json(ksbcheck, bees)
        return sorted((each["piece"], each["ksb"], each["fate"]) for each in told["claims"])

    expected = fates()
    replace_in_manifest(bees, ("[K1, K2, K4, S1]", codes), ("duties: [1, 2]", f"duties: {duties}"))
    assert fates() == expected
    assert ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees).returncode in (0, 1)
    first = read_manifest(bees / "portfolio").portfolio.evidence[0]
    assert not any(len(written_codes(item)) > 1 for item in first.ksbs)


BAD_ARGUMENTS = {
    # arguments, words of the message
    "another standard": (
        ("--to", "1.0", "--standard-file", str(ROOT / "data" / "standard.yaml")),
        "this is ST1414 version 1.0",
    ),
    "another version in the file": (
        ("--to", "1.2", "--standard-file", "standards/1.1.yaml"),
        "this is BEE1 version 1.1",
    ),
    "no file named": (("--to", "1.1"), "names its standard by the path of a file, which is version 1.0"),
    "no such file": (("--to", "1.1", "--standard-file", "standards/9.yaml"), "standards/9.yaml"),
    "no version": ((), "Missing option '--to'"),
}


@pytest.mark.parametrize("what", BAD_ARGUMENTS)
def test_migrate_rejects_bad_arguments(ksbcheck: Run, bees: Path, what: str) -> None:
    args, said = BAD_ARGUMENTS[what]
    before = manifest(bees).read_bytes()
    done = ksbcheck("migrate", "portfolio", *args, "--write", cwd=bees)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert manifest(bees).read_bytes() == before


BAD_MANIFESTS = {
    # text of the manifest and its replacement, words of the message
    "an option that is gone": (("option: honey", "option: museum"), "BEE1 version 1.1 has no option 'museum'"),
    "an option that never was": (("option: honey", "option: wax"), "BEE1 has no option 'wax'"),
    "a list that cannot be edited": (
        ("    ksbs: [K1, K2, K4, S1]", "    ? ksbs\n    : [K2]"),
        "cannot be rewritten here",
    ),
    "no list": (("evidence:", "evidence: 3\nmore:"), "`evidence`"),
}


@pytest.mark.parametrize("what", BAD_MANIFESTS)
def test_migrate_rejects_bad_manifest(ksbcheck: Run, bees: Path, what: str) -> None:
    replacement, said = BAD_MANIFESTS[what]
    replace_in_manifest(bees, replacement)
    before = manifest(bees).read_bytes()
    done = ksbcheck("migrate", "portfolio", *TO_1_1, "--write", cwd=bees)
    assert said in done.stderr
    assert (done.returncode, done.stdout) == (2, "")
    assert manifest(bees).read_bytes() == before


def test_migrate_rejects_uneditable_pinned_manifest(ksbcheck: Run, bees: Path) -> None:
    replace_in_manifest(bees, ("    ksbs: [K1, K2, K4, S1]", "    ? ksbs\n    : [K2]"))
    assert ksbcheck("pin", "portfolio", cwd=bees).returncode == 0
    done = ksbcheck("migrate", "portfolio", *TO_1_1, cwd=bees)
    assert (done.returncode, "cannot be rewritten here" in done.stderr) == (2, True)


def write_one_piece(folder: Path, piece: str, head: str = "standard: ../standards/1.0.yaml") -> Path:
    """Write a manifest of one piece."""
    text = f'format: ksbcheck-portfolio/1\n{head}\nversion: "1.0"\noption: honey\nevidence: [{{id: E1, {piece}}}]\n'
    manifest(folder).write_text(text, encoding="utf-8")
    return manifest(folder)


def test_migrate_rejects_oversized_result(ksbcheck: Run, bees: Path) -> None:
    file = write_one_piece(bees, "ksbs: [K1, K2]")
    with file.open("a", encoding="utf-8") as more:
        more.write(f"# {'x' * (MAX_BYTES - file.stat().st_size - 3)}\n")
    done = ksbcheck("migrate", "portfolio", *TO_1_1, cwd=bees)
    assert (done.returncode, "would be larger than 1024 KiB" in done.stderr) == (2, True)


def test_migrate_write_rejects_changed_manifest(bees: Path) -> None:
    file = write_one_piece(bees, "ksbs: [K1, K2]")
    proposal = migrating.propose(bees / "portfolio", "1.1", bees / "standards" / "1.1.yaml")
    file.write_text(f"{file.read_text(encoding='utf-8')}# more\n", encoding="utf-8")
    with pytest.raises(InputError, match="has changed since it was read"):
        migrating.write(proposal)
    assert file.read_text(encoding="utf-8").endswith("# more\n")


def test_migrate_rejects_falsely_named_standard(ksbcheck: Run, bees: Path) -> None:
    write_one_piece(bees, "ksbs: [K1]", "standard: ../false.yaml")
    text = (bees / "standards" / "1.0.yaml").read_text(encoding="utf-8")
    (bees / "false.yaml").write_text(text.replace("Is patient.", "Is quick."), encoding="utf-8")
    done = ksbcheck("migrate", "portfolio", *TO_1_1, cwd=bees)
    assert (done.returncode, "KSB912" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("piece", "status", "said"),
    [
        ("ksbs: [K1, S1]", 1, "2 KSBs newly required and not claimed"),
        ("ksbs: [K1], duties: [1]", 1, "1 duty changed or removed"),
        ("ksbs: [K99]", 1, "neither version has the code"),
        (
            "claims: [{ksb: K1, assessed: {by: A}}, {ksb: S2, assessed: {on: 2025-08-10}}]",
            1,
            "E1: assessed on 2025-08-10",
        ),
    ],
)
def test_migrate_summarises_result(ksbcheck: Run, bees: Path, piece: str, status: int, said: str) -> None:
    write_one_piece(bees, piece)
    done = ksbcheck("migrate", "portfolio", *TO_1_1, cwd=bees)
    assert (done.returncode, done.stderr) == (status, "")
    assert said in one_line(done.stdout)


def test_migrate_notes_gateway_and_start_date(ksbcheck: Run, bees: Path) -> None:
    new = bees / "standards" / "1.1.yaml"
    text = new.read_text(encoding="utf-8").replace("gateway: {declarations: [employer, provider]}\n", "")
    new.write_text(text.replace("earliest_start: 2026-09-01", "earliest_start: 2030-01-01"), encoding="utf-8")
    done = one_line(ksbcheck("migrate", "portfolio", *TO_1_1, cwd=bees).stdout)
    assert "The file of version 1.1 says nothing of declarations," in done
    assert "What the gateway asks for has changed: english_and_maths. See" in done
    assert "before version 1.1 could be started (2030-01-01): KSB401 reports it." in done


def test_migrate_without_changes_returns_success(ksbcheck: Run, bees: Path) -> None:
    same = (
        (bees / "standards" / "1.0.yaml")
        .read_text(encoding="utf-8")
        .replace('version: "1.0"\noptions', 'version: "1.2"\noptions')
    )
    (bees / "standards" / "1.2.yaml").write_text(same, encoding="utf-8")
    write_one_piece(bees, "ksbs: [K1]", "standard: BEE1")
    done = ksbcheck("migrate", "portfolio", "--to", "1.2", "--write", cwd=bees)
    assert (done.returncode, "every claim carries over; written" in one_line(done.stdout)) == (0, True)
    assert 'version: "1.2"\n' in manifest(bees).read_text(encoding="utf-8")


def test_migrate_rejects_framework(ksbcheck: Run) -> None:
    done = ksbcheck("migrate", "examples/framework-advanced", "--to", "1.1")
    assert done.returncode == 2
    assert "a portfolio under a framework names no version of a standard" in done.stderr
    assert ksbcheck("migrate", "", "--to", "1.1").returncode == 2

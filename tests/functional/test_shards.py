"""Shards of a cohort, merged: the same bytes as of the whole, or a refusal."""

import gzip
import hashlib
import shutil
from pathlib import Path

import pytest

from ksbcheck import __version__
from ksbcheck.inputs.shard import merge_shards
from ksbcheck.inputs.spool import spooled
from tests.cohort import piece, write_cohort, write_learner
from tests.conftest import AS_OF, FRAMEWORK, ROOT, Run

NUMBER = 3
PEOPLE = ("--as-of", AS_OF, "--jobs", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A cohort in which learners and documents come twice, with a folder that is left out, and a list of some."""
    write_cohort(tmp_path / "all")
    for name, learner in (("ann", "Ann Sample"), ("bo", "Bo Other"), ("cy", "Ann Sample"), ("di", "Di Notreal")):
        about = {**piece("K1"), "files": ["walk.md", "b.md"]}
        del about["url"]
        write_learner(tmp_path / "all" / name, learner, about)
        for file in ("walk.md", "b.md"):
            (tmp_path / "all" / name / file).write_text(f"We walked the {file} and named ten shrubs. " * 9, "utf-8")
    (tmp_path / "all/zed").mkdir()
    (tmp_path / "all/zed/plan.docx").write_bytes(b"x")
    (tmp_path / "list.csv").write_text(
        "path,tutor\nall/alfie,=Tam\nall/efe,Uma\nall/tegan,Tam\nall/gone,Uma\n", "utf-8"
    )
    shutil.copytree(ROOT / FRAMEWORK, tmp_path / "framework")
    return tmp_path


def shards(ksbcheck: Run, folder: Path, *args: str) -> list[Path]:
    paths = [folder / f"{number}.shard" for number in range(1, NUMBER + 1)]
    for number, path in enumerate(paths, 1):
        done = ksbcheck("cohort", *args, *PEOPLE, "--shard", f"{number}/{NUMBER}", "-o", path, cwd=folder)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return paths


@pytest.mark.parametrize("hidden", [(), ("--pseudonymous",)])
def test_merged_shards_are_the_bytes_of_the_whole(ksbcheck: Run, folder: Path, hidden: tuple[str, ...]) -> None:
    args = ("all", "list.csv", "framework", *hidden)
    first, *others = shards(ksbcheck, folder, *args)
    assert ksbcheck("cohort", "all", *PEOPLE, "-f", "jsonl", "-o", "before.jsonl", cwd=folder).returncode == 2
    wanted = [
        ("-f", "json", "--by", "tutor"),
        ("-f", "jsonl", "--against", "before.jsonl"),
        ("-f", "csv"),
        ("--by", "duty"),
    ]
    for how in wanted:
        whole = ksbcheck("cohort", *args, *PEOPLE, *how, cwd=folder)
        merged = ksbcheck("merge", *reversed(others), first, *how, cwd=folder)
        assert (merged.stdout, merged.returncode) == (whole.stdout, whole.returncode), how
    assert '"one_learner_twice": [{"total": 2' in ksbcheck("merge", first, *others, "-f", "json").stdout
    assert ksbcheck("merge", first, *others, "--by", "x").stderr.startswith("ksbcheck: no list has the column 'x'")


def test_keyed_shards_hold_nothing_that_can_be_worked_out_without_the_key(ksbcheck: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/data/assessment", tmp_path / "kim-invented")
    write_learner(tmp_path / "kim-twin", "Kim Twin", piece("K1"), learner={"name": "Kim Twin", "id": "0012345"})
    (tmp_path / "kim-unread").mkdir()
    (tmp_path / "kim-unread/portfolio.yaml").write_text("[", encoding="utf-8")
    held = []
    for key in ("one", "two"):
        (tmp_path / key).write_text(key * 20, encoding="utf-8")
        how = ("--pseudonymous", "--key-file", key, "--shard", "1/1", "-o", f"{key}.shard", "--no-cache")
        args = ("kim-invented", "kim-twin", "kim-unread")
        assert ksbcheck("cohort", *args, *PEOPLE, *how, cwd=tmp_path).returncode == 0
        with spooled() as spool:
            merge_shards([tmp_path / f"{key}.shard"], spool)
            spool.finish()
            held.append(list(spool.rows()))
    told = ("0012345", "Kim Twin", "kim twin", "kim-unread", "kim-invented")
    for rows in held:
        assert "kim" not in repr(rows).lower()
        assert not any(hashlib.sha256(text.encode()).hexdigest()[:4].upper() in repr(rows).upper() for text in told)
    for one, other in zip(*held, strict=True):
        assert not {one.path, one.identity, one.learner} & {other.path, other.identity, other.learner} - {None}
        assert one.error is None or one.error.path == one.path


def test_more_shards_than_portfolios_are_merged(ksbcheck: Run, folder: Path) -> None:
    paths = shards(ksbcheck, folder, "framework")
    whole = ksbcheck("cohort", "framework", *PEOPLE, "-f", "json", cwd=folder).stdout
    assert ksbcheck("merge", *paths, "-f", "json").stdout == whole


def test_shards_of_other_cohorts_or_twice_or_missing_are_refused(ksbcheck: Run, folder: Path) -> None:
    one, two, three = shards(ksbcheck, folder, "all")

    def other(name: str, *args: str) -> Path:
        assert ksbcheck("cohort", "all", *PEOPLE, *args, "-o", name, cwd=folder).returncode == 0
        return folder / name

    cut, changed = folder / "cut.shard", folder / "changed.shard"
    cut.write_bytes(two.read_bytes()[:-20])
    damaged = bytearray(two.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    changed.write_bytes(damaged)
    of_another, lines = folder / "of_another.shard", gzip.decompress(two.read_bytes())
    of_another.write_bytes(gzip.compress(lines.replace(__version__.encode(), b"0.0.9", 1)))
    rung = other("rung", "--rung", "assessed", "--shard", "2/3")
    (folder / "all/ksbcheck.toml").write_text("quiet_weeks = 3\n", "utf-8")
    settings = other("settings", "--shard", "2/3")
    for paths, told in (
        ([one, three], f"{one}: error KSB906 shards are missing: 2 of 3\n"),
        ([one, two, three, two], f"{two}: error KSB906 this is shard 2 of 3, as {two} is\n"),
        ([one, other("four", "--shard", "4/4")], "four: error KSB906 this is one of 4 shards, but"),
        (
            [one, rung, three],
            f"{rung}: error KSB906 this is of another cohort than {one}: it has other portfolios, options, day",
        ),
        ([one, settings, three], "it has other portfolios, options, day"),
        ([one, cut, three], "cut.shard: error KSB906 this is no whole shard"),
        ([one, changed, three], "changed.shard: error KSB906 this is no whole shard"),
        ([one, of_another, three], f"version 0.0.9 of ksbcheck wrote it, and this is {__version__}"),
        ([folder / "list.csv"], "list.csv: error KSB906 this is no whole shard"),
        ([folder / "all"], "all: error KSB906 cannot be opened: Is a directory"),
        ([folder / "none"], "none: error KSB906 cannot be opened: No such file or directory"),
    ):
        done = ksbcheck("merge", *paths, "-o", folder / "out.json", "-f", "json")
        assert done.returncode == 2
        assert told in done.stderr
        assert len(done.stderr.splitlines()) == 2
        assert not (folder / "out.json").exists()


@pytest.mark.parametrize("lines", [b"", b"{}", b"[]", b'{"format": "ksbcheck-shard/1", "number": "1", "of": 1}'])
def test_other_content_is_no_shard(ksbcheck: Run, tmp_path: Path, lines: bytes) -> None:
    (tmp_path / "x.shard").write_bytes(gzip.compress(lines))
    done = ksbcheck("merge", tmp_path / "x.shard")
    assert done.returncode == 2
    assert "this is no whole shard" in done.stderr


def test_wrong_shards_end_with_a_message(ksbcheck: Run, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "x.shard")
    for args, told in (
        (("--shard", "2", *out), "--shard is '2'; write it as in 2/4, with numbers from 1"),
        (("--shard", "3/2", *out), "--shard is '3/2'; write it as in 2/4"),
        (("--shard", "0/2", *out), "--shard is '0/2'; write it as in 2/4"),
        (("--shard", "1/2"), "--shard needs --output"),
        (("--shard", "1/2", *out, "--by", "option"), "say how to show the cohort to `ksbcheck merge`"),
        (("--shard", "1/2", *out, "--where", "tutor=X"), "nothing was checked: no row has tutor=X"),
        (("--shard", "1/2", "-o", tmp_path / "none/x.shard"), "cannot be written"),
    ):
        done = ksbcheck("cohort", FRAMEWORK, *PEOPLE, *args)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr
        assert list(tmp_path.iterdir()) == []

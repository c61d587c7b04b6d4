"""What is found in a portfolio's folder."""

import hashlib
import os
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest

from ksbcheck.domain.folder import LEAVES, EvidenceFile, FindStatus, Folder
from ksbcheck.domain.outline import Unread
from ksbcheck.inputs import folder as reader
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.files import opened
from ksbcheck.inputs.folder import read_folder
from tests.documents import docx, encrypted_pdf, exe, pdf, png, tree, zipped


def read(root: Path, named: Collection[str] = (), *, hash_all: bool = False) -> Folder:
    with Outlines(None) as outlines:
        return read_folder(root / "portfolio.yaml", named, outlines, hash_all=hash_all)


def test_what_is_listed(tmp_path: Path) -> None:
    tree(tmp_path, {
        "portfolio.yaml": "x", "portfolio.seal.json": "{}", "notes.md": "a", ".hidden/plan.pdf": "b", ".env": "c",
        "evidence/portfolio.yaml": "d", "evidence/deep/er/a.pdf": "e", "evidence/empty.txt": "",
        ".git/config": "x", "evidence/node_modules/x.js": "x",
    })  # fmt: skip
    (tmp_path / "evidence/none").mkdir()
    found = read(tmp_path)
    assert set(found.files) == {
        "notes.md", ".hidden/plan.pdf", ".env", "evidence/portfolio.yaml", "evidence/deep/er/a.pdf", "evidence/empty.txt",
    }  # fmt: skip
    assert found.folders == {".hidden", "evidence", "evidence/deep", "evidence/deep/er", "evidence/none"}
    assert found.not_listed == {".git": "a folder of tools", "evidence/node_modules": "a folder of tools"}
    assert found.files["evidence/empty.txt"] == EvidenceFile("evidence/empty.txt", 0)
    assert found.litter == ()


def test_litter(tmp_path: Path) -> None:
    names = [
        "~$plan.docx",
        ".~lock.plan.odt#",
        ".DS_Store",
        "._plan.docx",
        "Thumbs.db",
        "Desktop.ini",
        "x.TMP",
        "a.lnk",
    ]
    tree(tmp_path, {**dict.fromkeys(names, "x"), "__MACOSX/._a": "x", "e/Thumbs.db": "x", "thumbs.dbx": "x"})
    found = read(tmp_path)
    assert set(found.litter) == {*names, "__MACOSX", "e/Thumbs.db"}
    assert set(found.files) == {"thumbs.dbx"}


def test_links(tmp_path: Path) -> None:
    root = tree(tmp_path / "p", {"a.pdf": "a", "evidence/b.pdf": "bb"})
    tree(tmp_path, {"secret.pdf": "s", "p2/c.pdf": "c"})
    for name, target in {
        "inside.pdf": "evidence/b.pdf",
        "outside.pdf": "../secret.pdf",
        "absolute.pdf": tmp_path / "secret.pdf",
        "beside": "../p2",
        "up": "..",
        "etc": "/etc",
        "gone.pdf": "nothing.pdf",
        "round.pdf": "round.pdf",
        "loop": ".",
        "evidence/again": "../evidence",
        "portfolio.yaml": "../secret.pdf",
    }.items():
        (root / name).symlink_to(target)
    found = read(root, ["outside.pdf", "beside/c.pdf", "inside.pdf"])
    assert set(found.files) == {"a.pdf", "evidence/b.pdf", "inside.pdf"}
    assert found.refused == {
        **dict.fromkeys(["outside.pdf", "absolute.pdf", "beside", "up", "etc"], LEAVES),
        **dict.fromkeys(["gone.pdf", "round.pdf"], "a link to nothing"),
    }
    assert set(found.not_listed) == {"loop", "evidence/again"}
    assert set(found.not_listed.values()) <= reader.NOT_FOLLOWED
    assert found.find("beside/c.pdf").status is FindStatus.OUTSIDE
    assert found.files["inside.pdf"].sha256 == found.files["evidence/b.pdf"].sha256 is not None


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    tree(tmp_path / "real", {"a.txt": "a"})
    (tmp_path / "link").symlink_to("real")
    assert set(read(tmp_path / "link").files) == {"a.txt"}


def test_what_is_no_ordinary_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "zero.pdf").symlink_to("/dev/zero")
    found = read(tmp_path, ["pipe.pdf", "zero.pdf"])
    assert found.refused == {"pipe.pdf": "no ordinary file", "zero.pdf": LEAVES}
    assert found.find("pipe.pdf").status is FindStatus.NOT_A_FILE


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        read(tmp_path / "none")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    tree(tmp_path, {"a.txt": "a", "b.txt": "b", "shut/c.txt": "c"})
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    found = read(tmp_path, ["a.txt"])
    (tmp_path / "shut").chmod(0o700)
    assert found.not_listed == {"shut": "it can't be opened: Permission denied"}
    assert found.files["a.txt"].unread is Unread.UNREADABLE


def test_a_folder_that_vanishes_while_it_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"a.txt": "a", "gone/b.txt": "b", "zone/c.txt": "c"})
    scan = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "gone":
            raise FileNotFoundError(2, "No such file or directory")
        return scan(path)

    monkeypatch.setattr(reader.os, "scandir", scandir)
    found = read(tmp_path)
    assert found.not_listed == {"gone": "it can't be opened: No such file or directory"}
    assert set(found.files) == {"a.txt", "zone/c.txt"}


def test_a_file_that_vanishes_changes_or_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(
        tmp_path,
        {"gone.txt": "a" * 9, "grows.txt": "b" * 9, "pipe.txt": "c" * 9, "quiet.png": png(), "same.txt": "d" * 9},
    )

    def changing(path: Path, **how: bool) -> object:
        if path.name in ("gone.txt", "quiet.png"):
            path.unlink()
        if path.name == "grows.txt":
            path.write_text("b" * 5000, encoding="utf-8")
        if path.name == "pipe.txt":
            path.unlink()
            os.mkfifo(path)
        return opened(path, **how)

    monkeypatch.setattr(reader, "opened", changing)
    found = read(tmp_path, ["gone.txt", "grows.txt", "pipe.txt", "quiet.png", "same.txt"])
    reasons = {name: file.reason for name, file in found.files.items() if file.unread}
    assert reasons == {
        "gone.txt": "it can't be opened: No such file or directory",
        "grows.txt": "it changed while it was read",
        "pipe.txt": "it can't be opened: it is not an ordinary file any more",
        "quiet.png": "it can't be opened: No such file or directory",
    } | {name: file.reason for name, file in found.files.items() if file.unread is Unread.NO_TEXT}
    assert found.files["same.txt"].outline is not None


def test_a_file_that_vanishes_behind_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"a.txt": "a"})

    def too_late(name: str, _: str) -> bool:
        (tmp_path / name).unlink(missing_ok=True)
        return False

    monkeypatch.setattr(reader, "fnmatchcase", too_late)
    file = read(tmp_path).files["a.txt"]
    assert (file.unread, file.reason) == (Unread.UNREADABLE, "it can't be opened: No such file or directory")


def test_files_of_one_size_are_hashed_and_others_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"a.bin": "same", "b/c.bin": "same", "d.bin": "diff", "one.bin": "alone", "e.bin": "", "f.bin": ""})
    seen = []

    def watched(path: Path, **how: bool) -> object:
        seen.append(path.relative_to(tmp_path).as_posix())
        return opened(path, **how)

    monkeypatch.setattr(reader, "opened", watched)
    found = read(tmp_path)
    same = hashlib.sha256(b"same").hexdigest()
    assert {name: file.sha256 for name, file in found.files.items()} == {
        "a.bin": same, "b/c.bin": same, "d.bin": hashlib.sha256(b"diff").hexdigest(),
        "one.bin": None, "e.bin": None, "f.bin": None,
    }  # fmt: skip
    assert set(seen) == {"a.bin", "b/c.bin", "d.bin"}
    everything = read(tmp_path, hash_all=True)
    assert all(file.sha256 for file in everything.files.values())


def test_files_that_are_very_large_are_not_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 2**20)
    large = b"%PDF-" + bytes(2**20)
    tree(tmp_path, {"a.pdf": large, "b.pdf": large, "c.mp4": large, "d.docx": large})
    found = read(tmp_path, ["a.pdf", "c.mp4", "d.docx"])
    assert {name: (file.unread, file.sha256, file.reason) for name, file in found.files.items()} == {
        "a.pdf": (Unread.BEYOND, None, "it is larger than 1 MiB"),
        "b.pdf": (None, None, ""),
        "c.mp4": (Unread.DISGUISED, None, "it is a PDF"),
        "d.docx": (Unread.DISGUISED, None, "it is a PDF"),
    }
    assert all(file.sha256 for file in read(tmp_path, hash_all=True).files.values())
    with Outlines(None) as outlines:
        seen = read_folder(tmp_path / "portfolio.yaml", ["a.pdf", "c.mp4"], outlines, seen=["a.pdf", "c.mp4"]).files
    assert [bool(seen[name].sha256) for name in ("a.pdf", "c.mp4", "d.docx")] == [True, True, False]
    assert seen["a.pdf"].unread is Unread.BEYOND


def test_a_file_that_grows_is_not_read_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"a.txt": "a" * 9, "b.txt": "b" * 9})
    read_so_far = []

    class Growing(BytesIO):
        def read(self, size: int = -1) -> bytes:
            read_so_far.append(size)
            assert len(read_so_far) < 20
            return b"x" * min(size, 9)

    monkeypatch.setattr(reader, "opened", lambda *_, **__: Growing())
    files = read(tmp_path).files
    assert {file.reason for file in files.values()} == {"it changed while it was read"}


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree(tmp_path / "p", {"a.txt": "a", "b.txt": "b", "c.txt": "c"})
    tree(tmp_path, {"secret.txt": "s"})
    real = os.path.realpath

    def swapping(path: Path) -> str:
        """Put a link in the place of a.txt before, and of b.txt after its path has been resolved."""
        if path == root / "a.txt":
            path.unlink()
            path.symlink_to("../secret.txt")
        resolved = real(path)
        if path == root / "b.txt":
            path.unlink()
            path.symlink_to("../secret.txt")
        return resolved

    monkeypatch.setattr(reader.os.path, "realpath", swapping)
    files = read(root, hash_all=True).files
    assert files["a.txt"].reason == "it has become a link that leads out of the folder"
    assert (files["b.txt"].unread, files["b.txt"].sha256) == (Unread.UNREADABLE, None)
    assert files["c.txt"].sha256


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_ENTRIES", 3)
    tree(tmp_path, {f"{number}.txt": "" for number in range(9)})
    found = read(tmp_path)
    assert len(found.files) == 3
    assert found.not_listed == {".": "there are more than 3 files"}


def test_claimed_files_are_told_apart(tmp_path: Path) -> None:
    tree(tmp_path, {
        "plan.docx": docx(["I painted this (K1)."]), "e.pdf": pdf(["Painted (K2)"]), "locked.pdf": encrypted_pdf(["a"], "secret"),
        "photo.png": png(), "virus.pdf": exe(), "slides.key": docx(["k"]), "data.xyz": "x", "noending": "n", "empty.docx": "",
        "broken.docx": b"PK\x03\x04 nothing", "other.docx": docx(["unclaimed (K3)"]),
    })  # fmt: skip
    names = {path.name for path in tmp_path.iterdir()} - {"other.docx"}
    files = read(tmp_path, names).files
    assert {name: (file.unread, file.reason) for name, file in files.items() if file.unread} == {
        "locked.pdf": (Unread.PASSWORD, "it is protected by a password"),
        "photo.png": (Unread.NO_TEXT, "picture"),
        "virus.pdf": (Unread.DISGUISED, "it is a Windows program"),
        "slides.key": (Unread.SPECIAL_SOFTWARE, "it needs Apple Keynote"),
        "data.xyz": (Unread.UNKNOWN_KIND, "the ending '.xyz' is not known"),
        "noending": (Unread.UNKNOWN_KIND, "its name has no ending"),
        "broken.docx": (Unread.UNREADABLE, "it is damaged: File is not a zip file"),
    }
    cited = {name: [each.code for each in file.outline.citations] for name, file in files.items() if file.outline}
    assert cited == {"plan.docx": ["K1"], "e.pdf": ["K2"]}
    assert files["other.docx"].sha256 is None
    assert files["empty.docx"] == EvidenceFile("empty.docx", 0)


@pytest.mark.parametrize(
    "name",
    [
        "Plan \U0001f600.txt",
        "a\nb.txt",
        "\u202etxt.exe.txt",
        normalize("NFD", "Caf\u00e9.txt"),
        "'quotes\".txt",
        "a\\b.txt",
    ],
)
def test_odd_names_are_read(tmp_path: Path, name: str) -> None:
    tree(tmp_path, {name: "Painted K1"})
    file = read(tmp_path, [name]).files[name]
    assert file.outline is not None
    assert [each.code for each in file.outline.citations] == ["K1"]


def test_a_name_that_is_not_utf_8_is_read(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"Painted K1")
    name = os.fsdecode(b"caf\xe9.txt")
    file = read(tmp_path, [name]).files[name]
    assert file.outline is not None


def test_a_claimed_name_in_another_case_is_read(tmp_path: Path) -> None:
    tree(tmp_path, {"Plan.txt": "Painted K1"})
    assert read(tmp_path, ["plan.TXT"]).files["Plan.txt"].outline is not None


def test_nothing_in_the_folder_is_changed(tmp_path: Path) -> None:
    tree(tmp_path, {"a.docx": docx(["K1"]), "b.pdf": pdf(["K2"]), "c.txt": "K3"})
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in tmp_path.iterdir()}
    read(tmp_path, ["a.docx", "b.pdf", "c.txt"])
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in tmp_path.iterdir()
    }


def test_files_with_nothing_to_look_at_are_told_apart(tmp_path: Path) -> None:
    tree(tmp_path, {
        "blank.docx": docx([""]), "plain.png": png(b"\0\0"), "torn.png": png()[:40], "photo.png": png(),
        "photo2.png": png(), "photo.heic": "only words", "film.url": "[InternetShortcut]", "all.zip": zipped([("a", "a")]),
        "list.txt": "Light in rooms", "own.txt": "Sowed beans (K1).",
    })  # fmt: skip
    names = [path.name for path in tmp_path.iterdir()]
    with Outlines(None) as outlines:
        found = read_folder(tmp_path / "portfolio.yaml", names, outlines, known=("Light in rooms",))
    assert {name: file.unread for name, file in found.files.items() if not file.can_be_looked_at} == {
        "blank.docx": Unread.BLANK, "plain.png": Unread.BLANK, "torn.png": Unread.UNREADABLE,
        "photo.heic": Unread.DISGUISED, "film.url": Unread.LINK, "all.zip": Unread.ARCHIVE, "list.txt": Unread.LISTING,
    }  # fmt: skip
    assert (found.files["photo.png"].unread, found.files["photo.png"].outline) == (Unread.NO_TEXT, None)
    assert found.work_of("photo2.png") == "photo.png"
    assert found.files["own.txt"].outline is not None


def test_pictures_are_not_read_without_the_library(tmp_path: Path, without_library: Callable[[str], None]) -> None:
    without_library("PIL")
    tree(tmp_path, {"plain.png": png(b"\0\0")})
    file = read(tmp_path, ["plain.png"]).files["plain.png"]
    assert (file.unread, file.reason, file.picture) == (Unread.NO_TEXT, "picture", None)
    assert file.can_be_looked_at

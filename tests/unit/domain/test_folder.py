"""What the manifest's names lead to."""

from unicodedata import normalize

import pytest

from ksbcheck.domain.folder import LEAVES, EvidenceFile, FindStatus, Folder, refused_by_windows, within
from ksbcheck.domain.outline import Outline, Unread

FILES = ("portfolio notes.md", "evidence/E01-plan.docx", "evidence/Caf\u00e9.PDF", "evidence/we\\ird.txt", "a:b.txt")
FOLDER = Folder(
    {name: EvidenceFile(name, 1) for name in FILES},
    folders=frozenset({"evidence"}),
    refused={"out": LEAVES, "evidence/pipe.pdf": "no ordinary file", "gone.pdf": "a link to nothing"},
    not_listed={".git": "a folder of tools", "evidence/shut": "it can't be opened: Permission denied"},
)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a.pdf", "a.pdf"),
        ("./a.pdf", "a.pdf"),
        ("a//b/./c.pdf", "a/b/c.pdf"),
        ("a/../b.pdf", "b.pdf"),
        ("a/", "a"),
        ("", ""),
        (".", ""),
        ("a/..", ""),
        ("..", None),
        ("../a.pdf", None),
        ("a/../../b.pdf", None),
        ("/etc/passwd", None),
        ("~/a.pdf", None),
        ("\\\\server\\a.pdf", None),
        ("C:\\a.pdf", None),
        ("c:/a.pdf", None),
        ("c:a.pdf", "c:a.pdf"),
        ("~a.pdf", "~a.pdf"),
        ("..a/b..", "..a/b.."),
    ],
)
def test_folder_resolves_names_within_it(written: str, path: str | None) -> None:
    assert within(written) == path


@pytest.mark.parametrize(
    ("written", "found", "meant"),
    [
        ("evidence/E01-plan.docx", FindStatus.THERE, None),
        ("./evidence//E01-plan.docx", FindStatus.THERE, None),
        ("other/../evidence/E01-plan.docx", FindStatus.THERE, None),
        ("evidence/we\\ird.txt", FindStatus.THERE, None),
        ("evidence/e01-PLAN.docx", FindStatus.SPELT_OTHERWISE, "evidence/E01-plan.docx"),
        ("evidence\\E01-plan.docx", FindStatus.SPELT_OTHERWISE, "evidence/E01-plan.docx"),
        (normalize("NFD", "evidence/Caf\u00e9.PDF"), FindStatus.THERE, None),
        ("EVIDENCE/CAFE\u0301.pdf", FindStatus.SPELT_OTHERWISE, "evidence/Caf\u00e9.PDF"),
        ("evidence/E01-plam.docx", FindStatus.MISSING, None),
        ("quite another.pdf", FindStatus.MISSING, None),
        ("evidence/E01-plan.docx/more", FindStatus.MISSING, None),
        ("", FindStatus.FOLDER, None),
        (".", FindStatus.FOLDER, None),
        ("evidence/", FindStatus.FOLDER, None),
        ("../evidence/E01-plan.docx", FindStatus.OUTSIDE, None),
        ("..\\a.pdf", FindStatus.OUTSIDE, None),
        ("c:a.pdf", FindStatus.MISSING, None),
        ("/evidence/E01-plan.docx", FindStatus.OUTSIDE, None),
        ("C:/a.pdf", FindStatus.OUTSIDE, None),
        ("out", FindStatus.OUTSIDE, LEAVES),
        ("out/a.pdf", FindStatus.OUTSIDE, LEAVES),
        ("evidence/pipe.pdf", FindStatus.NOT_A_FILE, "no ordinary file"),
        ("gone.pdf", FindStatus.NOT_A_FILE, "a link to nothing"),
        ("evidence/shut/a.pdf", FindStatus.NOT_A_FILE, "in 'evidence/shut', it can't be opened: Permission denied"),
        (".git/a.pdf", FindStatus.NOT_A_FILE, "in '.git', a folder of tools"),
        ("https://example.org/a.pdf", FindStatus.ADDRESS, None),
        ("www.example.org", FindStatus.ADDRESS, None),
        ("mailto:a@example.org", FindStatus.ADDRESS, None),
    ],
)
def test_folder_finds_named_files(written: str, found: FindStatus, meant: str | None) -> None:
    named = FOLDER.find(written)
    assert (named.status, named.meant) == (found, meant)
    assert (named.file is not None) == (found in (FindStatus.THERE, FindStatus.SPELT_OTHERWISE))


def test_folder_finds_the_first_of_similar_names() -> None:
    folder = Folder({name: EvidenceFile(name, 1) for name in ("B.pdf", "A.pdf", "b.PDF")})
    assert folder.find("b.pdf").meant == "B.pdf"
    assert folder.find("b.PDF").status is FindStatus.THERE


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("evidence/E01-plam.docx", "evidence/E01-plan.docx"),
        ("E01-PLAN.docx", "evidence/E01-plan.docx"),
        ("other\\E01-plan.docx", "evidence/E01-plan.docx"),
        ("quite another.pdf", None),
    ],
)
def test_folder_finds_the_probable_file(written: str, meant: str | None) -> None:
    assert FOLDER.nearest(written, ()) == meant


def test_folder_does_not_offer_claimed_files() -> None:
    assert FOLDER.nearest("E01-PLAN.docx", {"evidence/E01-plan.docx"}) is None


def test_folder_offers_only_equal_names_among_many_files() -> None:
    folder = Folder({name: EvidenceFile(name, 1) for number in range(1_001) for name in (f"e/{number}.pdf",)})
    assert folder.nearest("7.pdf", ()) == "e/7.pdf"
    assert folder.nearest("e/7.pdx", ()) is None


def test_folder_compares_composed_and_decomposed_names() -> None:
    apart = normalize("NFD", "Caf\u00e9.pdf")
    folder = Folder({apart: EvidenceFile(apart, 1)})
    assert folder.find("Caf\u00e9.pdf") == (FindStatus.THERE, folder.files[apart], None)
    assert folder.find("CAF\u00c9.pdf").status is FindStatus.SPELT_OTHERWISE


def file(name: str, sha256: str = "", **outline: object) -> EvidenceFile:
    return EvidenceFile(name, 9, sha256 or name, Outline("text", **outline) if outline else None)


def test_work_is_the_same_by_bytes_text_or_pictures() -> None:
    files = [
        file("a.md", "1"), file("b.md", "1"),
        file("c.docx", words=50, text="t"), file("d.pdf", words=50, text="t"), file("e.md", words=49, text="s"),
        file("f.md", words=49, text="s"), file("g.docx", pictures=("p", "q")), file("h.pdf", pictures=("p", "q")),
        file("i.docx", words=9, text="u", pictures=("p", "q")), file("k.png")._replace(picture="p"),
        file("l.jpg")._replace(picture="p"), file("m.docx", pictures=("p",)), EvidenceFile("n.mp4", 9), EvidenceFile("o.mp4", 9),
    ]  # fmt: skip
    folder = Folder({each.name: each for each in files})
    assert {name: folder.work_of(name) for name in folder.files} == {
        "a.md": "a.md", "b.md": "a.md", "c.docx": "c.docx", "d.pdf": "c.docx", "e.md": "e.md", "f.md": "f.md",
        "g.docx": "g.docx", "h.pdf": "g.docx", "i.docx": "i.docx", "k.png": "k.png", "l.jpg": "k.png", "m.docx": "m.docx",
        "n.mp4": "n.mp4", "o.mp4": "o.mp4",
    }  # fmt: skip


def test_forms_with_other_numbers_are_other_work() -> None:
    texts = {"words": 60, "text": "t"}
    files = [
        file("a.xlsx", **texts, numbers=12, figures="1"), file("b.xlsx", **texts, numbers=12, figures="2"),
        file("c.docx", **texts, numbers=3, figures="3"), file("d.docx", **texts, numbers=3, figures="4"),
    ]  # fmt: skip
    folder = Folder({each.name: each for each in files})
    assert [folder.work_of(each.name) for each in files] == ["a.xlsx", "b.xlsx", "c.docx", "c.docx"]


@pytest.mark.parametrize("unread", Unread)
def test_files_of_known_kinds_can_be_looked_at(unread: Unread) -> None:
    beyond_what_is_read = {Unread.BEYOND, Unread.NEEDS_EXTRA, Unread.NO_TEXT, Unread.SPECIAL_SOFTWARE}
    assert EvidenceFile("a", 1, unread=unread).can_be_looked_at is (unread in beyond_what_is_read)
    assert not EvidenceFile("a", 0).can_be_looked_at


@pytest.mark.parametrize(
    "name",
    [
        "CON", "con.docx", "Aux.tar.gz", "nul .txt", "COM1.md", "lpt9", "CONIN$", "COM\u00b9.txt", "a/prn.md", "a.", "a./b.md",
        "a ", "a /b.md", " a.md", "a:b.md", "what?.md", "a*.md", 'a".md', "a<b", "a|b", "a\\b.md", "a\nb.md", "\u00e9" * 128,
        "/".join(["abcdefghi"] * 27),
    ],
)  # fmt: skip
def test_windows_refuses_names(name: str) -> None:
    parts = name.split("/")
    assert list(refused_by_windows(["/".join(parts[:end]) for end in range(1, len(parts) + 1)]))


@pytest.mark.parametrize(
    "name", ["end .md", "console.md", "a/com.md", "com10.md", "aux-plan.md", ".hidden", "a..b.md", "a b.md"]
)
def test_windows_stores_other_names(name: str) -> None:
    assert not list(refused_by_windows([name]))


def test_windows_stores_one_name_of_two_that_differ_in_form() -> None:
    names = ["Walk.md", "walk.md", "caf\u00e9", "cafe\u0301", "walk2.md"]
    assert [name for name, _ in refused_by_windows(names)] == ["walk.md", "cafe\u0301"]


def test_own_files_are_no_evidence() -> None:
    folder = Folder({"standard.yaml": EvidenceFile("standard.yaml", 9)}, own=frozenset({"standard.yaml"}))
    assert folder.find("standard.yaml").status is FindStatus.NOT_A_FILE

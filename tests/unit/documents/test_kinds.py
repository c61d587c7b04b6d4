import pytest

from ksbcheck.documents.kinds import _BY_ENDING, KINDS, disguise, ending_of, kind_by_content, kind_of
from ksbcheck.documents.worker import READERS
from tests.documents import docx, exe, gif, jpeg, mp4, odt, old_word, pdf, png


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", ".pdf"),
        ("evidence/a.b/plan.docx", ".docx"),
        ("a.tar.gz", ".gz"),
        ("evidence.d/plan", ""),
        (".docx", ""),
        ("plan", ""),
        ("plan.", "."),
    ],
)
def test_kinds_find_endings(name: str, ending: str) -> None:
    assert ending_of(name) == ending


def test_kinds_have_unique_endings_and_readers() -> None:
    assert (kind_of("a.DOCX"), kind_of("a.xyz"), kind_of("a")) == (_BY_ENDING[".docx"], None, None)
    assert sum(len(kind.endings) for kind in KINDS) == len(_BY_ENDING)
    assert {kind.reader for kind in KINDS if kind.reader} == set(READERS)


def test_photographs_of_a_phone_are_known_by_their_content() -> None:
    head = b"\0\0\0\x18ftypheic"
    assert kind_by_content("IMG_1.JPG", head) == kind_by_content("IMG_1.heic", head) == kind_of("a.heic")
    assert kind_by_content("IMG_1.JPG", jpeg()) == kind_of("a.jpg")
    assert kind_by_content("film.mp4", head) == kind_of("a.mp4")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(["a"])),
        ("a.pdf", b"\r\n junk before " + pdf(["a"])),
        ("a.docx", docx(["a"])),
        ("a.docx", old_word()),
        ("a.odt", odt(["a"])),
        ("a.doc", old_word()),
        ("a.doc", b"{\\rtf1 saved by an older program}"),
        ("a.png", png()),
        ("a.png", jpeg()),
        ("a.jpg", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("a.gif", gif()),
        ("a.mp4", mp4()),
        ("a.mp3", b"RIFF\x10\0\0\0WAVEfmt "),
        ("a.txt", b"MZ came in at nine."),
        ("a.csv", b"BMI,Age\n20,7"),
        ("a.md", b"#!important"),
        ("a.txt", b""),
        ("a.xyz", exe()),
        ("a.heic", b"\0\0\0\x18ftypheic"),
        ("a.m4a", mp4()),
        ("a.mp3", b"ID3\x04\0"),
        ("a.mp3", b"\xff\xfb\x90\0"),
        ("a.pages", docx(["a"])),
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0"),
        ("a.txt", b"free of weeds"),
        ("a.txt", b"ID3 is a name"),
        ("a.url", b"[InternetShortcut]"),
    ],
)
def test_kinds_accept_genuine_files(name: str, content: bytes) -> None:
    assert disguise(name, content[:1024]) is None


@pytest.mark.parametrize(
    ("name", "content", "really"),
    [
        ("a.pdf", exe(), "a Windows program"),
        ("a.docx", exe(), "a Windows program"),
        ("a.txt", exe(), "a Windows program"),
        ("a.mp4", exe(), "a Windows program"),
        ("a.png", b"\x7fELF\x02", "a Linux program"),
        ("a.md", b"#!/bin/sh\nrm -r", "a script"),
        ("a.pdf", docx(["a"]), "an Office document or an archive"),
        ("a.doc", docx(["a"]), "an Office document or an archive"),
        ("a.txt", pdf(["a"]), "a PDF"),
        ("a.txt", docx(["a"]), "an Office document or an archive"),
        ("a.pdf", old_word(), "an older Office document"),
        ("a.docx", b"only words", "text"),
        ("a.docx", png(), "a picture"),
        ("a.pdf", b"RIFF\x10\0\0\0WAVEfmt ", "a sound"),
        ("a.png", b"\x89PNX \0\xff", "something else"),
        ("a.xls", b"<html>", "text"),
        ("photo.heic", b"only words", "text"),
        ("film.mp4", b"only words, caf\xe9", "text"),
        ("talk.mp3", b"only words", "text"),
        ("talk.wav", b"free of weeds", "text"),
        ("a.wav", b"RIFF\x10\0\0\0XXXX", "something else"),
        ("a.psd", b"\xff\xfe\0", "something else"),
        ("a.pages", exe(), "a Windows program"),
        ("a.zip", b"only words", "text"),
    ],
)
def test_kinds_detect_disguised_files(name: str, content: bytes, really: str) -> None:
    assert disguise(name, content[:1024]) == really

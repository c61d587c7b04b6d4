"""What has changed since a folder was sealed."""

from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from ksbcheck.domain.seal import (
    UNREADABLE,
    Changes,
    Content,
    Print,
    Seal,
    SealedFile,
    SealedPiece,
    SealedStandard,
    SignedWork,
    Snapshot,
    compare,
    compare_claims,
    what_was_signed,
)

MANIFEST = "portfolio.yaml"
FINGERPRINT = "sha256:0"
DAY = date(2025, 6, 30)


def digest(content: str) -> str:
    return content.encode().hex().rjust(64, "0")


def sealed(folder: dict[str, str]) -> Seal:
    """Return the seal of a folder, given as the content of each file."""
    manifest, *files = (
        SealedFile(name=name, size=len(content), sha256=digest(content))
        for name, content in sorted(folder.items(), key=lambda item: item[0] != MANIFEST)
    )
    standard = SealedStandard(reference="TEST1", version="1.0", fingerprint=FINGERPRINT)
    return Seal(ksbcheck="0", by=None, on=date(2025, 6, 30), standard=standard, manifest=manifest, files=tuple(files))


def changes(before: dict[str, str], after: dict[str, str], fingerprint: str | None = FINGERPRINT) -> Changes:
    return compare(sealed(before), Content({name: digest(content) for name, content in after.items()}), fingerprint)


FOLDER = {MANIFEST: "m", "E1.md": "a", "E2.md": "b", "E3.md": "b"}


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (FOLDER, ()),
        (FOLDER | {"E1.md": "x"}, ("changed: E1.md",)),
        (FOLDER | {MANIFEST: "x"}, ("changed: portfolio.yaml",)),
        (FOLDER | {"E4.md": "x"}, ("added: E4.md",)),
        (FOLDER | {"E4.md": "a"}, ("added: E4.md",)),
        ({MANIFEST: "m", "E1.md": "a", "E2.md": "b"}, ("removed: E3.md",)),
        ({MANIFEST: "m", "E1.md": "a", "E2.md": "b", "E9.md": "b"}, ("renamed: E3.md to E9.md",)),
        ({MANIFEST: "m", "E1.md": "a", "E9.md": "b"}, ("renamed: E2.md to E9.md", "removed: E3.md")),
        (
            {MANIFEST: "m", "E1.md": "a", "E8.md": "b", "E9.md": "b"},
            ("renamed: E2.md to E8.md", "renamed: E3.md to E9.md"),
        ),
        (
            {"E1.md": "a", "E2.md": "b", "E3.md": "b", "portfolio.yml": "m"},
            ("renamed: portfolio.yaml to portfolio.yml",),
        ),
        (FOLDER | {"E1.md": "b", "E2.md": "a"}, ("changed: E1.md", "changed: E2.md")),
        ({}, ("removed: portfolio.yaml", "removed: E1.md", "removed: E2.md", "removed: E3.md")),
    ],
)
def test_seal_changes_have_words(after: dict[str, str], words: tuple[str, ...]) -> None:
    found = changes(FOLDER, after)
    assert found.in_words() == words
    assert bool(found) == bool(words)


def test_seal_compares_the_standard() -> None:
    assert changes(FOLDER, FOLDER, "sha256:1").in_words() == ("changed: the text of the standard",)
    unknown = changes(FOLDER, FOLDER, None)
    assert (unknown.standard, bool(unknown), unknown.in_words()) == (None, False, ())


def test_seal_ignores_unreadable_files() -> None:
    hashes = {MANIFEST: digest("m"), "E1.md": digest("a")}
    found = compare(sealed(FOLDER | {"more/E4.md": "d"}), Content(hashes, closed=["E2.md", "more", "new"]), FINGERPRINT)
    assert found == Changes(removed=("E3.md",), not_known=("E2.md", "more/E4.md", "more", "new"), standard=False)
    nothing = compare(sealed(FOLDER), Content({}, closed=[*FOLDER]), None)
    assert (bool(nothing), nothing.in_words()) == (False, ())


def test_seal_reports_new_left_out_files() -> None:
    seal = sealed(FOLDER).model_copy(update={"not_sealed": ("tools",)})
    now = Content({name: digest(content) for name, content in FOLDER.items()}, left_out=["tools", "out"])
    assert compare(seal, now, FINGERPRINT) == Changes(added=("out",), standard=False)


def test_seal_rejects_duplicate_files() -> None:
    seal = sealed(FOLDER).model_dump(mode="json")
    assert Seal.model_validate(seal) == sealed(FOLDER)
    for twice in (seal["files"][0], seal["manifest"]):
        with pytest.raises(ValidationError, match="it names a file twice"):
            Seal.model_validate(seal | {"files": [*seal["files"], twice]})


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(str.strip).filter(bool)
contents = st.sampled_from("abc")
folders = st.dictionaries(names, contents, max_size=6).map(lambda files: {**files, MANIFEST: "m"})


@given(folders)
def test_seal_reports_no_change_of_equal_content(folder: dict[str, str]) -> None:
    assert changes(folder, folder) == Changes(standard=False)
    assert not changes(folder, dict(reversed(folder.items())))


class Change(NamedTuple):
    """A single change of a folder."""

    before: dict[str, str]
    after: dict[str, str]
    said: Changes


@st.composite
def single_changes(draw: st.DrawFn) -> Change:
    before = draw(folders)
    name, new = draw(st.sampled_from(sorted(before))), draw(names)
    assume(new not in before)
    rest = {each: content for each, content in before.items() if each != name}
    return draw(
        st.sampled_from(
            [
                Change(before, before | {name: "changed"}, Changes(changed=(name,))),
                Change(before, before | {new: draw(contents)}, Changes(added=(new,))),
                Change(before, rest, Changes(removed=(name,))),
                Change(before, rest | {new: before[name]}, Changes(renamed=((name, new),))),
            ]
        )
    )


@given(single_changes())
def test_seal_names_single_changes(change: Change) -> None:
    found = changes(change.before, change.after)
    assert found == change.said._replace(standard=False)
    assert len(found.in_words()) == 1


@given(folders, folders)
def test_seal_accounts_for_all_changes(before: dict[str, str], after: dict[str, str]) -> None:
    found = changes(before, after)
    old, new = {pair[0] for pair in found.renamed}, {pair[1] for pair in found.renamed}
    assert set(found.changed) == {name for name in before.keys() & after.keys() if before[name] != after[name]}
    assert {*found.removed, *old} == before.keys() - after.keys()
    assert {*found.added, *new} == after.keys() - before.keys()
    assert all(before[one] == after[other] for one, other in found.renamed)
    assert len(old) == len(new) == len(found.renamed)
    assert not {before[name] for name in found.removed} & {after[name] for name in found.added}
    assert bool(found) == (before != after)


def piece(*files: str, name: str = "E1", ksbs: tuple[str, ...] = ("K1",), **more: str) -> SealedPiece:
    return SealedPiece(id=name, ksbs=ksbs, files=files, **more)


def what(before: list[SealedPiece] | None, now: SealedPiece, *others: SealedPiece, **prints: Print) -> SignedWork:
    """Return what sign-offs on a piece hold for; a file has the content of its name unless `prints` say otherwise."""
    then = Snapshot(DAY, None if before is None else tuple(before), {name: Print(name) for name in "abc"})
    signed, *_ = what_was_signed(then, (now, *others), {name: Print(name) for name in "abc"} | prints)
    return signed


HOLDS = frozenset({"K1"})


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (what([piece("a")], piece("a")), SignedWork(DAY, HOLDS)),
        (what([piece("a")], piece("a", "b", ksbs=("K1", "K2"))), SignedWork(DAY, HOLDS)),
        (what([piece("a", "b")], piece("a")), SignedWork(DAY, HOLDS, changed=("b",))),
        (what([piece("a")], piece("a"), a=Print("x")), SignedWork(DAY, HOLDS, changed=("a",))),
        (what([piece("a")], piece("d"), d=Print("a")), SignedWork(DAY, HOLDS)),
        (what([piece("a")], piece("a"), a=UNREADABLE), SignedWork(DAY, HOLDS)),
        (what([piece("a")], piece("d"), d=UNREADABLE), SignedWork(DAY, HOLDS, changed=("a",))),
        (what([piece("d")], piece("d")), SignedWork(DAY)),
        (what([piece("d")], piece("d"), d=Print("d")), SignedWork(DAY)),
        (what([piece(url="u")], piece("a", url="v")), SignedWork(DAY, HOLDS, changed=("u",))),
        (what([piece(held="Pupil records")], piece(held="pupil records")), SignedWork(DAY, HOLDS)),
        (what([piece("a")], piece("a", name="E2")), SignedWork(DAY, HOLDS)),
        (what([piece("a")], piece("d", name="E2"), d=Print("a")), SignedWork(DAY, HOLDS)),
        (what([piece("a")], piece("b", name="E2")), SignedWork(DAY)),
        (what([piece("a")], piece("a", name="E2"), piece("a")), SignedWork(DAY)),
        (what([piece()], piece(name="E2")), SignedWork(DAY)),
        (what([piece("a"), piece("b", ksbs=("K2",))], piece("b")), SignedWork(DAY, frozenset({"K2"}))),
        (what([], piece("a")), SignedWork(DAY)),
        (what(None, piece("a")), SignedWork(DAY, known=False)),
        (what(None, piece("a"), a=Print("x")), SignedWork(DAY, changed=("a",), known=False)),
    ],
)
def test_sign_offs_hold_for_what_was_sealed(signed: SignedWork, expected: SignedWork) -> None:
    assert signed == expected


def test_file_saved_again_shows_the_same() -> None:
    then = Snapshot(DAY, (piece("a"),), {"a": Print("1", "text", ("picture",))})
    for now, saved_again in (
        (Print("2", "text", ("picture",)), ("a",)),
        (Print("2", "text"), ()),
        (Print("2", "more text", ("picture",)), ()),
        (Print("2"), ()),
    ):
        (signed,) = what_was_signed(then, (piece("a"),), {"a": now})
        assert (signed.saved_again, signed.changed) == (saved_again, () if saved_again else ("a",))
    assert not Print("1").shows_the_same(Print("2"))


def test_sign_off_covers_by_its_day() -> None:
    earlier, later = DAY, date(2025, 7, 1)
    signed = SignedWork(DAY, HOLDS)
    assert (signed.covers("K1", earlier), signed.covers("K2", earlier), signed.covers("K2", later)) == (
        True,
        False,
        True,
    )
    changed = SignedWork(DAY, HOLDS, changed=("a",))
    assert (changed.covers("K1", earlier), changed.covers("K1", later), changed.covers("K1", None)) == (
        False,
        True,
        True,
    )


def test_changed_claims_have_words() -> None:
    before = [piece("a", ksbs=("K1", "K2")), piece("b", name="E2")]
    after = [piece("a", ksbs=("K1", "S1")), piece("b", name="E3")]
    assert compare_claims(before, after) == (
        "claim added: E1 S1",
        "claim added: E3 K1",
        "claim removed: E1 K2",
        "claim removed: E2 K1",
    )

"""Laws of fingerprints and of pinning, for any standard and manifest."""

from pathlib import Path
from random import Random
from typing import NamedTuple

import yaml
from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.fingerprint import as_values, fingerprint
from ksbcheck.domain.standard import Standard
from ksbcheck.inputs.document import read_document
from ksbcheck.tasks.pin import pin
from tests.properties.strategies import CODES

positions = st.integers(0, len(CODES) - 1)


@given(st.randoms())
def test_fingerprint_ignores_order_of_the_file(st1414: Standard, random: Random) -> None:
    shuffled = {}
    for key in ("ksbs", "duties", "options"):
        items = list(getattr(st1414, key))
        random.shuffle(items)
        shuffled[key] = tuple(items)
    other = Standard.model_validate(st1414.model_dump(mode="json")).model_copy(update=shuffled)
    assert fingerprint(other) == fingerprint(st1414)


@given(positions, st.integers(0), st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]))
def test_fingerprint_sees_every_changed_letter(st1414: Standard, position: int, at: int, letter: str) -> None:
    """A changed letter changes the digest of that statement alone."""
    ksb = st1414.ksbs[position]
    at %= len(ksb.text)
    text = ksb.text[:at] + letter + ksb.text[at + 1 :]
    content = st1414.model_dump(mode="json")
    content["ksbs"][position]["text"] = text
    now, other = fingerprint(st1414), fingerprint(Standard.model_validate(content))
    assert (other == now) == (text == ksb.text)
    assert (other.whole == now.whole) == (text == ksb.text)
    changed = {code for code, digest in now.statements.items() if other.statements[code] != digest}
    assert changed == ({ksb.code} if text != ksb.text else set())


REQUIRED = ["format: ksbcheck-portfolio/1", "standard: ST1414", "version: '1.0'", "option: send", "evidence: []"]
FINGERPRINTS = [
    ["fingerprint: abc"],
    ["fingerprint:"],
    ["fingerprint: {standard: a,", "  statements: {K1: b}}"],
    ["fingerprint:", "  standard: a", "", "  statements:", "    K1: b"],
    ["fingerprint: 'a", "", "  # b'"],
]
comments = st.sampled_from(["", "  # wörds", " #", "   "])
between = st.lists(st.sampled_from(["", "# a comment: of mine", "  # indented"]), max_size=2)


class Manifest(NamedTuple):
    """The lines of a manifest: before, in and after its fingerprint."""

    before: list[str]
    old: list[str]
    behind: list[str]
    line_end: str
    ends: bool

    def text(self, fingerprint: list[str]) -> str:
        lines = [*self.before, *fingerprint, *self.behind]
        return self.line_end.join(lines) + self.line_end * self.ends


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    required = draw(st.permutations(REQUIRED))
    old = draw(st.sampled_from([[], *FINGERPRINTS]))
    last = max(at for at, line in enumerate(required) if line.startswith(("standard", "version", "option")))
    at = draw(st.integers(0, len(required))) if old else last + 1
    lines = [[*draw(between), line + draw(comments)] for line in required]
    before, behind = ([line for entry in part for line in entry] for part in (lines[:at], lines[at:]))
    return Manifest(before, old, [*behind, *draw(between)], draw(st.sampled_from(["\n", "\r\n"])), draw(st.booleans()))


@given(manifests())
def test_pin_changes_only_the_fingerprint(st1414: Standard, tmp_path: Path, manifest: Manifest) -> None:
    """Pinning replaces the fingerprint and no other character."""
    path = tmp_path / "portfolio.yaml"
    path.write_bytes(manifest.text(manifest.old).encode())
    value = read_document(path).value
    assert pin(path).changed
    pinned = path.read_bytes().decode()
    start, end = manifest.text(["@"]).split("@")
    assert pinned.startswith(start)
    assert pinned.endswith(end)
    now = as_values(fingerprint(st1414))
    assert yaml.safe_load(pinned[len(start) : len(pinned) - len(end)]) == {"fingerprint": now}
    assert read_document(path).value == {**value, "fingerprint": now}
    assert not pin(path).changed
    assert path.read_bytes().decode() == pinned

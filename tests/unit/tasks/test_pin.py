"""Layouts of manifests, before and after they are pinned, byte for byte."""

import shutil
from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.files import MAX_BYTES
from ksbcheck.tasks.pin import pin

STANDARD = Path(__file__).parents[2] / "cases" / "standard.yaml"
WHOLE = "sha256:f83163a9f139e89230377486d92428e6b3e33246e0c25afef411bc5d6e9dbf6c"
BLOCK = f"""\
fingerprint:  # of TEST1 version 1.0 as mapped; written by `ksbcheck pin`
  standard: "{WHOLE}"
  statements: {{
    K1: "0070d165", K2: "1f4d8515", K3: "266093e1", K4: "d299f564", S1: "ad0850bc",
    S2: "f0920d5d", S3: "1d1492b9", B1: "17fe179f"}}"""
IN_BRACKETS = f"""\
fingerprint: {{
  standard: "{WHOLE}",
  statements: {{
    K1: "0070d165", K2: "1f4d8515", K3: "266093e1", K4: "d299f564", S1: "ad0850bc",
    S2: "f0920d5d", S3: "1d1492b9", B1: "17fe179f"
  }}
}}"""
ONE_LINE = " ".join(IN_BRACKETS.split()).replace("{ ", "{").replace(" }", "}")


@pytest.fixture(autouse=True)
def standard(tmp_path: Path) -> None:
    shutil.copy(STANDARD, tmp_path)


def quoted(text: str) -> str:
    """Return an entry with all its keys in quotes."""
    for key in ("fingerprint", "standard", "statements", "K1", "K2", "K3", "K4", "S1", "S2", "S3", "B1"):
        text = text.replace(f"{key}: ", f'"{key}": ', 1)
    return text


def indented(text: str, unit: str) -> str:
    """Return an entry in brackets that is indented by a unit, as everything in it is."""
    lines = [line.replace("  ", "\t").replace("\t", unit) for line in text.splitlines()]
    return f"\n{unit}".join(lines)


HEAD = "format: ksbcheck-portfolio/1\nstandard: ./standard.yaml\nversion: '1.0'\noption: indoor\n"
TAIL = "evidence:\n  - id: E1  # first\n    ksbs: [K1,\n      K2]\n"
JSON = '"format": "ksbcheck-portfolio/1"', '"standard": "./standard.yaml"', '"version": 1.0', '"option": "indoor"'
FLOW = "format: ksbcheck-portfolio/1", "standard: ./standard.yaml", "version: '1.0'", "option: indoor"

YAML_LAYOUTS = {
    # what: before; @ stands for where the block is to be, and is not there yet
    "plain": f"{HEAD}@\n{TAIL}",
    "another-order": "evidence: []\noption: indoor\n\nversion: '1.0'\nformat: ksbcheck-portfolio/1\nstandard: ./standard.yaml\n@\n# the end\n",
    "comments": f"# top\n\n{HEAD.rstrip()}  # mine: 'x\n@\n\n# about what follows\n{TAIL}",
    "last-line-without-end": "format: ksbcheck-portfolio/1\nevidence: []\nstandard: ./standard.yaml\nversion: '1.0'\noption: indoor\n@",
    "value-of-several-lines": "format: ksbcheck-portfolio/1\nevidence: []\nstandard: ./standard.yaml\nversion: '1.0'\noption: >-  # folded\n  indoor\n@\n\n# more\nstarted: 2025-01-13\n",
    "quoted-value-of-several-lines": "format: ksbcheck-portfolio/1\nstandard: ./standard.yaml\nversion: '1.0'\noption:\n  'indoor'  # mine\n@\nevidence: []\n",
    "document-marks": f"%YAML 1.1\n---\n{HEAD}@\n{TAIL}...\n",
    "quoted-keys": "'format': ksbcheck-portfolio/1\n\"standard\": ./standard.yaml\n'version': '1.0'\n\"option\": indoor\n@\nevidence: []\n",
    "not-ascii": f"# Zoë’s \U0001f600\n{HEAD}@\nlearner:\n  name: Zoë’s\n{TAIL}",
    "no-fingerprint-but-one-inside": HEAD + "@\nevidence: [{id: E1, title: 'fingerprint: x'}]\n",
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "byte-order-mark"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("what", YAML_LAYOUTS)
def test_pin_adds_a_block(tmp_path: Path, what: str, line_end: str, mark: bytes) -> None:
    layout = YAML_LAYOUTS[what]
    assert_pinned(tmp_path / "portfolio.yaml", layout.replace("\n@", ""), layout.replace("@", BLOCK), line_end, mark)


OLD_FINGERPRINTS = {
    # what: the old one, and what stands behind it
    "block": ("fingerprint:  # old\n  standard: x\n  # mine\n\n  statements:\n    K1: '1'", ""),
    "block-and-comment": ("fingerprint:\n  standard: x", "  # kept\n  # and this\n\n"),
    "flow": ("fingerprint: {standard: x, statements: {K1: a}}", ""),
    "flow-of-several-lines": ("fingerprint: {standard: x,  # old\n\n statements: {\n  K1: a}\n  }", " # kept"),
    "text": ("fingerprint: x", ""),
    "text-and-comment": ("fingerprint:   'x'", "\t# kept"),
    "text-of-several-lines": ("fingerprint:\n  x\n  y", "\n\n# kept"),
    "literal-text": ("fingerprint: |\n  x\n  y", "\n\n# kept"),
    "nothing": ("fingerprint:", "  # kept"),
    "list": ("fingerprint:\n- a\n- b", "  # kept"),
    "quoted-key": ("'fingerprint' : x", " # kept"),
    "broken-digests": (BLOCK.replace('"0070d165"', "70165"), "  # kept"),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    "around",
    ["@\n" + HEAD + TAIL, HEAD + "@\n" + TAIL, HEAD + TAIL + "@\n", HEAD + TAIL + "@"],
    ids=["first", "between", "last", "last-without-line-end"],
)
@pytest.mark.parametrize("what", OLD_FINGERPRINTS)
def test_pin_replaces_a_block(tmp_path: Path, what: str, around: str, line_end: str) -> None:
    old, behind = OLD_FINGERPRINTS[what]
    before = around.replace("@", old + behind)
    after = around.replace("@", BLOCK + behind)
    assert_pinned(tmp_path / "portfolio.yaml", before, after, line_end)


BRACKETS = {
    # what: name, before with @ for where the entry is to be, the entry
    "json": (
        "portfolio.json",
        "{\n  " + ",\n  ".join(JSON) + ',@\n  "evidence": []\n}\n',
        "\n  " + indented(quoted(IN_BRACKETS), "  ") + ",",
    ),
    "json-wide": (
        "portfolio.json",
        "{\n    " + ",\n    ".join(JSON) + ',@\n    "evidence": []\n}',
        "\n    " + indented(quoted(IN_BRACKETS), "    ") + ",",
    ),
    "json-tabs": (
        "portfolio.json",
        "{\n\t" + ",\n\t".join(JSON) + ',@\n\t"evidence": []\n}',
        "\n\t" + indented(quoted(IN_BRACKETS), "\t") + ",",
    ),
    "json-last": (
        "portfolio.json",
        '{\n  "evidence": [],\n  ' + ",\n  ".join(JSON) + "@\n}\n",
        ",\n  " + indented(quoted(IN_BRACKETS), "  "),
    ),
    "json-one-line": (
        "portfolio.json",
        "{" + ", ".join(JSON) + '@, "evidence": [{"id": "{fingerprint: "}]}',
        ", " + quoted(ONE_LINE),
    ),
    "json-one-line-last": ("portfolio.json", '{"evidence": [], ' + ", ".join(JSON) + "@}", ", " + quoted(ONE_LINE)),
    "json-first-line": ("portfolio.json", "{" + ", ".join(JSON) + '@,\n "evidence": []}', ", " + quoted(ONE_LINE)),
    "json-keys-on-one-line": (
        "portfolio.json",
        "{\n  " + ", ".join(JSON) + ',@\n  "evidence": []\n}\n',
        "\n  " + indented(quoted(IN_BRACKETS), "  ") + ",",
    ),
    "json-in-yaml": (
        "portfolio.yaml",
        "{\n  " + ",\n  ".join(JSON) + ',@\n  "evidence": []\n}\n',
        "\n  " + indented(quoted(IN_BRACKETS), "  ") + ",",
    ),
    "flow": ("portfolio.yaml", "{" + ", ".join(FLOW) + "@, evidence: []}  # mine\n", ", " + ONE_LINE),
    "flow-lines": (
        "portfolio.yaml",
        "{\n  " + ",\n  ".join(FLOW) + ",  # mine@\n  evidence: [],\n}\n",
        "\n  " + indented(IN_BRACKETS, "  ") + ",",
    ),
    "flow-lines-not-indented": (
        "portfolio.yaml",
        "{\n" + ",\n".join(FLOW) + " ,@\nevidence: [],\n}\n",
        "\n" + IN_BRACKETS + ",",
    ),
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "byte-order-mark"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("what", BRACKETS)
def test_pin_adds_an_entry_in_brackets(tmp_path: Path, what: str, line_end: str, mark: bytes) -> None:
    name, layout, entry = BRACKETS[what]
    assert_pinned(tmp_path / name, layout.replace("@", ""), layout.replace("@", entry), line_end, mark)


def test_pin_adds_a_comma_before_comments(tmp_path: Path) -> None:
    start = "{\n  evidence: [],\n  " + ",\n  ".join(FLOW)
    after = f"{start},  # mine\n  {indented(IN_BRACKETS, '  ')}\n}}\n"
    assert_pinned(tmp_path / "portfolio.yaml", f"{start}  # mine\n}}\n", after)


@pytest.mark.parametrize("old", ['"x"', "null", '{"standard": "x",\n "statements": {"K1": "a"}}', "[]"])
def test_pin_replaces_an_entry_in_brackets(tmp_path: Path, old: str) -> None:
    lines = '{\n  "fingerprint": @,\n  ' + ",\n  ".join(JSON) + ',\n  "evidence": []\n}\n'
    after = lines.replace('"fingerprint": @', indented(quoted(IN_BRACKETS), "  "))
    assert_pinned(tmp_path / "portfolio.json", lines.replace("@", old), after)
    one_line = " ".join(lines.split())
    after = one_line.replace('"fingerprint": @', quoted(ONE_LINE))
    assert_pinned(tmp_path / "portfolio.json", one_line.replace("@", old), after)


def assert_pinned(path: Path, before: str, after: str, line_end: str = "\n", mark: bytes = b"") -> None:
    path.write_bytes(mark + before.replace("\n", line_end).encode())
    assert pin(path, write=False).changed
    assert path.read_bytes() == mark + before.replace("\n", line_end).encode()
    assert pin(path).changed
    assert path.read_bytes().decode() == (mark + after.replace("\n", line_end).encode()).decode()
    assert not pin(path).changed


@pytest.mark.parametrize(
    "text",
    [
        "? fingerprint\n: x\n" + HEAD + "evidence: []\n",
        HEAD.replace("option: indoor\n", "option: |+\n  indoor\n\n") + "evidence: []\n",
    ],
    ids=["spread-key", "kept-line-ends"],
)
def test_pin_refuses_unsafe_edits(tmp_path: Path, text: str) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text(text, encoding="utf-8")
    for write in (True, False):
        with pytest.raises(InputError, match="without changing something else; nothing was written"):
            pin(path, write=write)
    assert path.read_text(encoding="utf-8") == text


def test_pin_refuses_large_files(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    text = HEAD + "evidence: []\n"
    text += "#" * (MAX_BYTES - len(text))
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="would be larger than 1024 KiB"):
        pin(path)
    assert path.read_text(encoding="utf-8") == text


def test_pin_lists_changed_statements(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    old = "fingerprint: {standard: x, statements: {K2: '1', K1: 0070d165, B1: '', K9: x}}\n"
    path.write_text(HEAD + old + "evidence: []\n", encoding="utf-8")
    assert pin(path).statements == ("K2", "B1")


def test_pin_leaves_unchanged_files(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text(HEAD + "evidence: []\n", encoding="utf-8")
    pin(path)
    reflowed = path.read_text(encoding="utf-8").replace(", K2", ",\n      K2").replace("  # of", "  # My")
    path.write_text(reflowed, encoding="utf-8")
    before = path.stat()
    assert not pin(path).changed
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert path.read_text(encoding="utf-8") == reflowed

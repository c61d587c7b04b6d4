"""Laws of reading, for any file."""

import json
import string
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.finding import InputError, Location
from ksbcheck.domain.text import hidden_characters, shown
from ksbcheck.inputs.document import read_document
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.parsing import _parsed
from ksbcheck.inputs.plain import UnusualError, plain_json, plain_yaml

# Words that YAML 1.1 reads as numbers, dates and so on; each must stay text.
treacherous = st.sampled_from(["0012345", "12:30", "1.10", "off", "2025-02-30", "1e3", "0x1F", "~x", "=", "NULL", "y"])
texts = treacherous | st.text(string.printable.strip() + " éß’", min_size=1, max_size=12).map(str.strip).filter(bool)
keys = st.text(string.ascii_letters, min_size=1, max_size=6)
trees = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def leaves(value: Any, location: Location = ()) -> list[tuple[Location, str]]:
    if isinstance(value, str):
        return [(location, value)]
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for step, part in steps for leaf in leaves(part, (*location, step))]


class Quoting(yaml.SafeDumper):
    """Writes every text in double quotes."""

    def represent_str(self, data: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"')


Quoting.add_representer(str, Quoting.represent_str)


@given(trees)
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_reader_reads_every_text_at_its_place(tmp_path: Path, suffix: str, tree: Any) -> None:
    path = tmp_path / f"document.{suffix}"
    text = json.dumps(tree, indent=1) if suffix == "json" else yaml.dump(tree, Dumper=Quoting, width=10_000)
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    assert document.value == tree
    for location, value in leaves(tree):
        line, column = document.place(location)
        at = text.splitlines()[line - 1][column - 1 :]
        assert first_text(at, suffix) == value


written = st.lists(
    st.sampled_from(
        ["a", "b: ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", '"', "'", "&x ", "*x", "!!int ", "<<: ", "#", "null"]
        + ["true", "1", "---\n", "? ", "| \n", "\\ud800", "\\u00e9", "\x85", "é", ":", " "]
    ),
    max_size=14,
).map("".join)


@given(written | trees.map(json.dumps))
@pytest.mark.parametrize("name", ["m.json", "m.yaml", "many.jsonl:3"])
def test_fast_reader_reads_as_the_one_with_places(name: str, text: str) -> None:
    """It gives the same value, or none; a text that it can't read is left to the other."""
    path = Path(name)
    with suppress(UnusualError):
        value = plain_yaml(text) if name == "m.yaml" else plain_json(text)
        assert _parsed(path, text)[0] == value


def first_text(text: str, suffix: str) -> str:
    """Return the first text in some JSON or YAML, as its own library reads it."""
    if suffix == "json":
        return json.JSONDecoder().raw_decode(text)[0]
    return next(token.value for token in yaml.scan(text) if isinstance(token, yaml.ScalarToken))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@pytest.mark.parametrize("name", ["portfolio.json", "portfolio.yaml"])
def test_reader_accepts_or_refuses_any_bytes(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:  # no such bytes are a manifest
        read_manifest(path)
    for finding in caught.value.findings:
        assert finding.path == str(path)
        assert finding.message
        assert finding.help


LINES = """\
format: ksbcheck-portfolio/1
standard: ST1414
version: "1.0"
option: send
evidence: []
evidence:
  - id: E1
    ksbs: [K1, K2]
    ksbs: [
    claims:
      - {ksb: K1}
- x
? [a]
a: &b c
<<: *b
  date: 2025-02-30
    date: 2025-01-01
---
...
%TAG ! x
!!int 3
\t
  :\x20
''
""".splitlines()
yaml_snippets = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)


@given(yaml_snippets)
def test_reader_accepts_or_refuses_any_lines(tmp_path: Path, text: str) -> None:
    path = tmp_path / "portfolio.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        manifest = read_manifest(path)
    except InputError as error:
        assert error.findings
    else:
        assert manifest.portfolio.option == "send"


@given(st.text())
def test_shown_hides_nothing_on_one_line(text: str) -> None:
    line = shown(text)
    assert hidden_characters(line) == []
    assert len(line.splitlines()) <= 1
    assert shown(line) == line

"""Edits of lists and mappings: what is taken out or added, and that everything else stays as it is."""

from pathlib import Path

import pytest

from ksbcheck.inputs.document import parse_document
from ksbcheck.inputs.edit import Editor, apply_edits


def editor_of(text: str, name: str = "x.yaml") -> Editor:
    return Editor(parse_document(Path(name), text))


def edited(editor: Editor) -> str:
    return apply_edits(editor.document.text, editor.edits)


@pytest.mark.parametrize(
    ("text", "taken_out", "after"),
    [
        ("a: [1, 2, 3] # c\n", [0], "a: [2, 3] # c\n"),
        ("a: [1, 2, 3] # c\n", [1], "a: [1, 3] # c\n"),
        ("a: [1, 2, 3] # c\n", [1, 2], "a: [1] # c\n"),
        ("a: [1, 2, 3, 4]\n", [0, 2], "a: [2, 4]\n"),
        ("a: [ 1 ,\n  2,\n  3 ]\n", [0, 2], "a: [ 2 ]\n"),
        ("a: [1, # one\n  2, # two\n  3]\n", [0], "a: [ # one\n  2, # two\n  3]\n"),
        ("a: [1, # one\n  2 # two\n  ]\n", [1], "a: [1, # one\n   # two\n  ]\n"),
        ("a:\n  # all\n  - 1 # one\n  - 2 # two\n  # three\n  - 3\nb: x\n", [1], "a:\n  # all\n  - 1 # one\n  # three\n  - 3\nb: x\n"),
        ("a:\n- 1\n-   # a - b\n  2\n- 3\nb: x\n", [1, 2], "a:\n- 1\nb: x\n"),
        ("a:\n  - {k: 1}\n  - k: 2\n    l: >\n      words\n      more\n  - k: 3\n", [0, 1], "a:\n  - k: 3\n"),
        ("a:\r\n  - 1\r\n  - 2\r\n", [1], "a:\r\n  - 1\r\n"),
        ("- a:\n  - 1\n  - 2\n", [], "- a:\n  - 1\n  - 2\n"),
    ],
)  # fmt: skip
def test_items_are_taken_out(text: str, taken_out: list[int], after: str) -> None:
    editor = editor_of(text)
    editor.remove(("a",) if text[0] == "a" else (0, "a"), taken_out)
    assert edited(editor) == after


@pytest.mark.parametrize(
    ("text", "keys", "after"),
    [
        ("- a: 1\n  b: 2 # two\n  c: 3\n", ["a"], "- b: 2 # two\n  c: 3\n"),
        ("- a: 1\n  b: 2 # two\n  c: 3\n", ["a", "b"], "- c: 3\n"),
        ("- a: 1\n  b: 2 # two\n  c: 3\n", ["b", "c"], "- a: 1\n"),
        ("- {a: 1, b: 2, c: 3} # x\n", ["a", "c"], "- {b: 2} # x\n"),
    ],
)
def test_keys_are_taken_out(text: str, keys: list[str], after: str) -> None:
    editor = editor_of(text)
    editor.remove((0,), keys)
    assert edited(editor) == after


def test_a_list_of_which_nothing_stays_goes_itself() -> None:
    editor = editor_of("x: 1\na:\n  - 1 # one\n  - 2\nb: [3, 4]\nc: [5]\nd: []\n")
    editor.remove_items((), {"a": {0, 1}, "b": {0}, "c": {0}, "d": ()})
    assert edited(editor) == "x: 1\nb: [4]\nd: []\n"


@pytest.mark.parametrize(
    ("text", "taken_out", "after"),
    [
        ("a: [1, 2] # c\n", [1], "a: [1, N, M] # c\n"),
        ("a: [1] # c\n", [0], "a: [N, M] # c\n"),
        ("a: [] # c\n", [], "a: [N, M] # c\n"),
        ("a:\n  - 1 # one\n  - 2\n# end\n", [1], "a:\n  - 1 # one\n  - N\n  - M\n# end\n"),
        ("a:\n  - 1 # one\n  - 2\n# end\n", [0, 1], "a:\n  - N\n  - M\n# end\n"),
        ("a:\n- 1\n-   # a\n  2\n", [], "a:\n- 1\n-   # a\n  2\n- N\n- M\n"),
        ("a: [\n  1,\n  2\n]\n", [], "a: [\n  1,\n  2,\n  N,\n  M\n]\n"),
    ],
)
def test_items_are_added_in_the_style_of_the_list(text: str, taken_out: list[int], after: str) -> None:
    editor = editor_of(text)
    editor.change_items(("a",), taken_out, ["N", "M"])
    assert edited(editor) == after


@pytest.mark.parametrize(
    ("name", "text", "taken_out", "after"),
    [
        ("x.yaml", "a: [1, 2] # c\nb: 2\n", [1], "a: [1] # c\nnew:\n  - N\n  - M\nb: 2\n"),
        ("x.yaml", "a:\n  - 1 # one\n  - 2\nb: 2\n", [1], "a:\n  - 1 # one\nnew:\n  - N\n  - M\nb: 2\n"),
        ("x.yaml", "{a: [1, 2], b: 2}\n", [0], "{a: [2], new: [N, M], b: 2}\n"),
        ("x.json", '{\n  "a": [1, 2],\n  "b": 2\n}\n', [0], '{\n  "a": [2],\n  "new": [N, M],\n  "b": 2\n}\n'),
    ],
)
def test_a_list_is_added_behind_another(name: str, text: str, taken_out: list[int], after: str) -> None:
    editor = editor_of(text, name)
    editor.set_entry(("new",), lambda style: style.list_entry("new", ["N", "M"]), ("a",))
    editor.remove(("a",), taken_out)
    assert edited(editor) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("- a: [1] # c\n  b: 2\n", "- new:\n    - N # c\n  b: 2\n"),
        ("- {b: 2, a: [1]}\n", "- {b: 2, new: [N]}\n"),
    ],
)
def test_a_list_takes_the_place_of_another(text: str, after: str) -> None:
    editor = editor_of(text)
    editor.replace_entry((0, "a"), lambda style: style.list_entry("new", ["N"]))
    assert edited(editor) == after


@pytest.mark.parametrize(
    ("text", "word", "after"),
    [
        ("a: K1 # c\n", "K2", "a: K2 # c\n"),
        ("a: 'K1'\n", "it's", "a: 'it''s'\n"),
        ('a: "K1"\n', "K2", 'a: "K2"\n'),
        ("a: 1.0\n", "1.1", 'a: "1.1"\n'),
        ("a: 5\n", "6", "a: 6\n"),
        ("a: ../x.yaml\n", "../y.yaml", "a: ../y.yaml\n"),
        ("a: x\n", "with: colon", 'a: "with: colon"\n'),
    ],
)
def test_a_word_keeps_its_quotes(text: str, word: str, after: str) -> None:
    editor = editor_of(text)
    editor.set_word(("a",), word)
    assert edited(editor) == after

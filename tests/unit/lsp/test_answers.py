"""Diagnostics, hover, completion and actions as functions of a text and a place."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from ksbcheck.domain.claim import list_claims
from ksbcheck.domain.finding import Finding, Ground, Justification
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.report import Report
from ksbcheck.engine.judge import sights_of
from ksbcheck.inputs.edit import apply_edits
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.settings import Overrides
from ksbcheck.lsp.actions import actions, code_actions
from ksbcheck.lsp.checking import FolderChecks, check_text, diagnostics, has_folder
from ksbcheck.lsp.completion import completion
from ksbcheck.lsp.hover import hover
from ksbcheck.lsp.known import Known, known_about, stated_in
from ksbcheck.lsp.text import Buffer
from tests.conftest import ROOT

HEAD = 'format: ksbcheck-portfolio/1\nstandard: ST1414\nversion: "1.0"\noption: send\n'
SHOWN = "id: E1, date: 2025-03-04, files: [E1.pdf]"
SAMPLE = (ROOT / "examples" / "halfway-send" / "portfolio.yaml").read_text(encoding="utf-8")
NOBODY = Overrides(isolated=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "portfolio.yaml"


def marked(path: Path, text: str) -> tuple[Buffer, int]:
    """Return the buffer of a text without its sign |, and the place of that."""
    return Buffer.of(path, text.replace("¦", "", 1)), text.index("¦")


def known(buffer: Buffer) -> Known:
    report = check_text(buffer, NOBODY)
    return known_about(buffer, NOBODY, report if report.judgement else None)


def told(path: Path, text: str) -> str:
    buffer, offset = marked(path, text)
    found = hover(buffer, known(buffer), offset)
    return found.contents.value if found and isinstance(found.contents, types.MarkupContent) else ""


def offered(path: Path, text: str, about: str | None = None) -> list[types.CompletionItem]:
    """Return what is offered at the sign ¦; `about` is the last text that could be read, if this can't be."""
    buffer, offset = marked(path, text)
    last = check_text(Buffer.of(path, about), NOBODY) if about else None
    return list(completion(buffer, known_about(buffer, NOBODY, last) if last else known(buffer), offset).items)


def words(items: list[types.CompletionItem]) -> list[str]:
    return [item.label for item in items]


def written(path: Path, text: str, label: str) -> str:
    """Return the text with what is offered under a label."""
    buffer, _ = marked(path, text)
    (item,) = (item for item in offered(path, text) if item.label == label)
    assert isinstance(item.text_edit, types.TextEdit)
    start, end = (buffer.offset(at) for at in (item.text_edit.range.start, item.text_edit.range.end))
    return f"{buffer.text[:start]}{item.text_edit.new_text}{buffer.text[end:]}"


HOVERS = [
    (f"{HEAD}evidence: [{{{SHOWN}, ksbs: [K¦1]}}]", ["**K1** (core)", "Met by E1; the highest rung is claimed"]),
    (
        f"{HEAD}evidence: [{{id: E1, claims: [{{ksb: K1¦2, status: planned}}]}}]",
        ["Duty 5", "A gap: only planned so far"],
    ),
    (f"{HEAD}evidence: [{{id: E1, ksbs: [K4¦2]}}]", ["(curriculum)", "doesn't belong to the option send"]),
    (f"{HEAD}evidence: [{{id: E1, ksbs: [K4¦2", ["(curriculum)"]),
    (f"{HEAD}evidence: [{{{SHOWN}, ksbs: [k0¦1]}}]", ["**K1** (core)", "Met by E1; the highest rung is claimed"]),
    (f"{HEAD}evidence: [{{id: E1, ksbs: [K1 t¦o K2]}}]", ["**K1** (core)", "**K2** (core)"]),
    (HEAD.replace("send", "Se¦nd").replace("ST1414", "st1414"), ["**send**: SEND", "70 required KSBs"]),
    (f"{HEAD}evidence: [{{id: E1, ksbs: [K1¦", ["nothing was judged yet"]),
    (f"{HEAD}evidence: [{{id: E1, ksbs: [B¦4]}}]", ["No duty is mapped to it in the source"]),
    (f"{HEAD}evidence: [{{id: E1, duties: [¦5]}}]", ["**Duty 5** (core)", "lost a part"]),
    (f"{HEAD}evidence: [{{id: E1, duties: [¦15]}}]", ["(send)", "maps no KSBs"]),
    (HEAD.replace("send", "se¦nd"), ["**send**: SEND", "70 required KSBs"]),
    (HEAD.replace("ST1414", "ST¦1414"), ["Specialist teaching assistant, level 5", "send, wellbeing and curriculum"]),
    (f"{HEAD}evidence: [{{id: E1, claims: [{{ksb: K1, status: plan¦ned}}]}}]", ["never counts as evidence"]),
    (
        f"{HEAD}evi¦dence: [{{{SHOWN}, ksbs: [K1]}}]",
        ["1 claimed, 0 assessed", "69 of 70 KSBs missing", "Not checked", "manifest was checked alone"],
    ),
    (f"{HEAD}evidence: [{{id: E1, da¦te: 2025-01-01}}]", ["As in `date: 2025-03-04`"]),
    ("format: ksbcheck-portfolio/1\nframework: FR0¦4171\nlevel: advanced\nevidence: []", ["**FR04171**"]),
    (
        "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\nevi¦dence: []",
        ["No KSBs to check under a framework"],
    ),
]


@pytest.mark.parametrize(("text", "said"), HOVERS)
def test_hover_says(path: Path, text: str, said: list[str]) -> None:
    found = told(path, text)
    assert all(each in found for each in said), found


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}evidence: [{{id: E1, ksbs: [K9¦9]}}]",
        f"{HEAD}evidence: [{{id: E1, duties: [9¦9, x]}}]",
        f"{HEAD}evidence: [{{id: E1, title: K¦1]}}]",
        f"{HEAD}¦",
        f"{HEAD}# K¦1",
        f"{HEAD}unhe¦ard: 1",
        f"{HEAD}evidence: [{{id: E1, unheard: {{o¦f: 1}}}}]",
        HEAD.replace("ST1414", "ST1¦415"),
        HEAD.replace("ST1414", "nowh¦ere.yaml"),
    ],
)
def test_hover_ignores_unknown_words(path: Path, text: str) -> None:
    assert told(path, text) == ""


def test_hover_says_how_documents_name_a_code(path: Path) -> None:
    (path.parent / "E1.md").write_text(
        "# Log\n\nI led the group (K1).\n\nK1 again.\n\n- K2: not met\n", encoding="utf-8"
    )
    text = HEAD + "evidence:\n- {id: E1, files: [E1.md, E2.md], ksbs: [K1, K2]}\n"
    path.write_text(text, encoding="utf-8")
    report = FolderChecks().check(Buffer.of(path, text), NOBODY)

    def reading(word: str) -> str:
        buffer = Buffer.of(path, text)
        found = hover(buffer, known_about(buffer, NOBODY, report, report), text.rindex(word) + 1)
        return (
            found.contents.value.split("\n\n")[-1] if found and isinstance(found.contents, types.MarkupContent) else ""
        )

    assert reading("K1") == "In E1.md: shown under 'Log'."
    assert reading("K2") == "In E1.md: negated under 'Log'."
    assert reading("E2.md") == ""


def test_hover_escapes_standards(path: Path) -> None:
    own = (
        (ROOT / "data" / "standard.yaml").read_text(encoding="utf-8").replace("reference: ST1414", "reference: <b>*x*")
    )
    (path.parent / "own.yaml").write_text(own, encoding="utf-8")
    assert r"&lt;b&gt;\*x\*" in told(path, HEAD.replace("ST1414", "own.ya¦ml"))


def test_completion_offers_gaps_first(path: Path) -> None:
    before = f"{HEAD}evidence:\n  - {{{SHOWN}, ksbs: [K1, K2]}}\n"
    items = offered(path, before.replace("K2]", "K2, ¦"), about=before)
    codes = words(items)
    assert codes[0] == "K3"
    assert codes.index("B6") < codes.index("K1") < codes.index("K36")
    assert items[0].detail == "A gap: it has no evidence"
    assert items[codes.index("K1")].detail == "Met by E1; the highest rung is claimed"
    assert items[codes.index("K36")].detail == "of another option"
    assert [item.sort_text for item in items] == sorted(str(item.sort_text) for item in items)


OFFERS = [
    ("stan¦", {"standard", "version", "option", "evidence"}),
    (f"{HEAD}¦", {"learner", "started", "evidence", "gateway"}),
    ("standard: ¦", {"ST1414"}),
    ("standard: ST1414\nversion: ¦", {"1.0"}),
    (HEAD.replace("send", "¦"), {"send", "wellbeing", "curriculum"}),
    (f"{HEAD}evidence:\n  - id: E1\n    type: ¦", {"observation", "product"}),
    (f"{HEAD}evidence:\n  - id: E1\n    ¦\n    date: 2025-01-01", {"title", "ksbs", "claims"}),
    (f"{HEAD}evidence:\n  - claims:\n      - {{ksb: K1, ¦", {"where", "status", "assessed", "verified"}),
    (
        f"{HEAD}evidence:\n  - claims:\n      - {{ksb: K1, status: ¦",
        {"suggested", "planned", "claimed", "assessed", "verified"},
    ),
    (f"{HEAD}evidence:\n  - duties: [¦", {"1", "20"}),
    (f"{HEAD}evidence:\n  - files: [¦", {"evidence/a b.pdf", "evidence/c #1.pdf"}),
    (f"{HEAD}gateway:\n  english: {{level: ¦", {"level_2", "entry_level_3"}),
    (f"{HEAD}gateway:\n  early_years: {{works_in_early_years: ¦", {"true", "false"}),
    ("framework: ¦", {"FR04171"}),
    ("framework: FR04171\nlevel: ¦", {"intermediate", "advanced"}),
    ("for¦mat: ", {"format", "evidence"}),
    ("format: ¦", {"ksbcheck-portfolio/1"}),
]


@pytest.mark.parametrize(("text", "some"), OFFERS)
def test_completion_offers(path: Path, text: str, some: set[str]) -> None:
    (path.parent / "evidence").mkdir()
    for name in ("a b.pdf", "c #1.pdf"):
        (path.parent / "evidence" / name).touch()
    assert some <= set(words(offered(path, text)))


def test_completion_skips_used_keys_and_free_text(path: Path) -> None:
    keys = words(offered(path, f"{HEAD}evidence:\n  - id: E1\n    ¦\n    date: 2025-01-01"))
    assert not {"id", "date"}.intersection(keys)
    assert words(offered(path, f"{HEAD}evidence:\n  - title: ¦")) == []
    assert words(offered(path, f"{HEAD}# ¦")) == []
    assert words(offered(path, f"{HEAD}evidence:\n  - unheard:\n      ¦")) == []
    assert words(offered(path, "standard: ST1\noption: ¦")) == []


WRITTEN = [
    ("option:¦", "option: send", "send"),
    ("evidence:\n  - ksbs: ¦", "evidence:\n  - ksbs: [K1]", "K1"),
    ("evidence:\n  - ksbs:\n      ¦", "evidence:\n  - ksbs:\n      - K1", "K1"),
    ("evidence:\n  - ksbs: [K2, ¦]", "evidence:\n  - ksbs: [K2, K1]", "K1"),
    ('evidence:\n  - ksbs: ["K¦"]', 'evidence:\n  - ksbs: ["K1"]', "K1"),
    ("evidence:\n  ¦", "evidence:\n  - id: ", "id"),
    ("evidence:\n  - files: [¦]", 'evidence:\n  - files: ["it\'s #1.pdf"]', "it's #1.pdf"),
    ("evidence:\n  - files: ['¦']", "evidence:\n  - files: ['it''s #1.pdf']", "it's #1.pdf"),
]


@pytest.mark.parametrize(("text", "becomes", "label"), WRITTEN)
def test_completion_writes_valid_yaml(path: Path, text: str, becomes: str, label: str) -> None:
    (path.parent / "it's #1.pdf").touch()
    assert written(path, f"{HEAD}{text}", label) == f"{HEAD}{becomes}"


def test_completion_quotes_versions(path: Path) -> None:
    assert written(path, "standard: ST1414\nversion: ¦", "1.0") == 'standard: ST1414\nversion: "1.0"'


def test_completion_writes_json(path: Path) -> None:
    path = path.with_suffix(".json")
    head = '{"standard": "ST1414",\n "version": "1.0",\n "option": "send",\n "evidence": [{'
    assert written(path, f'{head}"ksbs": [¦', "K1") == f'{head}"ksbs": ["K1"'
    assert written(path, f'{head}"ksbs": ["¦', "K1") == f'{head}"ksbs": ["K1'
    assert written(path, f"{head}¦", "ksbs") == f'{head}"ksbs": '


def test_completion_offers_unclaimed_files_first(path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (path.parent / name).touch()
    items = offered(path, f"{HEAD}evidence:\n  - {{id: E1, files: [a.pdf, ¦b.pdf]}}")
    assert [(item.label, item.detail) for item in items] == [("a.pdf", "named by E1"), ("b.pdf", "named by E1")]
    items = offered(path, f"{HEAD}evidence:\n  - {{id: E1, files: [a.pdf, ¦]}}")
    assert [(item.label, item.detail) for item in items] == [("b.pdf", None), ("a.pdf", "named by E1")]


MENDED = [
    (f"{HEAD}evidence: [{{id: E1, ksbs: [K0¦9]}}]", "K9"),
    (f"{HEAD}evidence: [{{id: E1, claims: [{{ksb: k¦9}}]}}]", "K9"),
    (HEAD.replace("send", "s¦ent"), "send"),
    (f"{HEAD}evidence: [{{id: E1, type: observ¦ations}}]", "observation"),
    (f"{HEAD}evidence: [{{id: E1, titel¦: x}}]", "title"),
    (f"{HEAD}evidence: [{{id: E1, claims: [{{ksb: K1, status: plan¦}}]}}]", "planned"),
    (HEAD.replace("ST1414", "ST14¦1"), "ST1414"),
]


@pytest.mark.parametrize(("text", "meant"), MENDED)
def test_action_corrects_words(path: Path, text: str, meant: str) -> None:
    buffer, offset = marked(path, text)
    mend = actions(buffer, known(buffer), offset, offset)[0]
    assert mend.title == f"Did you mean {meant}?"
    (edit,) = mend.edits
    assert edit.text == meant
    word = buffer.text[edit.start : edit.end]
    assert apply_edits(buffer.text, mend.edits) == buffer.text.replace(word, meant)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}evidence: [{{id: E1, title: send¦t}}]",
        f"{HEAD}¦",
        f"{HEAD}evidence: [{{id: E1, ksbs: [zebra¦]",
        f"# ¦{HEAD}",
    ],
)
def test_no_actions(path: Path, text: str) -> None:
    buffer, offset = marked(path, text)
    assert actions(buffer, known(buffer), offset, offset) == []


PIECES = {
    "brackets": "  - {id: E1, ksbs: [K1, K2], title: x}\n",
    "flow-list": "  - id: E1\n    ksbs: [ K1,K2 ]   # why\n    title: x\n",
    "list": "  - id: E1\n    ksbs:\n      - K1  # first\n      # between\n      - 'K2'\n    title: x\n",
    "first-key": "  - ksbs: [K1, K2]\n    id: E1\n",
    "beside-claims": "  - id: E1\n    ksbs: [K1, K2]\n    claims:\n      - {ksb: K3, where: p. 3}  # third\n    title: x\n",
    "behind-claims": "  - id: E1\n    claims:\n    - ksb: K3\n      where: p. 3\n    ksbs: [K1, K2]\n",
    "last-line": "  - id: E1\n    claims: [{ksb: K3}]\n    ksbs: [K1, K2]",
    "empty-claims": "  - id: E1\n    claims: []\n    ksbs:\n      - K1\n      - K2\n",
    "all-in-brackets": "  - {id: E1, ksbs: [K1, K2], claims: [{ksb: K3}]}\n",
    "comment-behind": "  - id: E1\n    ksbs: [K1, K2]  # why\n    claims: [{ksb: K3}]\n",
    "signed": "  - id: E1\n    assessed: {by: A. Assessor, on: 2025-05-09}\n    date: 2025-01-01\n    ksbs: [K1, K2]\n",
}


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("planned", [False, True])
def test_action_writes_out_claims(path: Path, piece: str, line_end: str, planned: bool) -> None:
    before = f"{HEAD}# a comment\nevidence:\n{piece}".replace("\n", line_end)
    buffer = Buffer.of(path, before)
    at = before.index("K2")
    expand = [
        each for each in actions(buffer, Known(), at, at) if each.title.startswith("Mark" if planned else "Write")
    ]
    assert len(expand) == 1
    after = apply_edits(before, expand[0].edits)
    assert after.count("#") == before.count("#")
    assert after.count(line_end) == after.count("\n")
    assert "ksbs: [K" not in after
    was, now = (claims(path, text) for text in (before, after))
    assert now == {**was, **({"K2": "planned"} if planned else {})}


def claims(path: Path, text: str) -> dict[str, str]:
    """Return the rung of each claim that a manifest makes."""
    portfolio = read_manifest(path, text).portfolio
    claims = list_claims(portfolio, date(2026, 1, 1), sights_of(portfolio))
    return {claim.code: str(claim.rung) for claim in claims}


def test_action_writes_out_json(path: Path) -> None:
    path = path.with_suffix(".json")
    before = (
        '{"format": "ksbcheck-portfolio/1", "standard": "ST1414", "version": "1.0", "option": "send",\n'
        ' "evidence": [{"id": "E1",\n  "ksbs": ["K1", "K2"], "claims": [{"ksb": "K3"}]}]}'
    )
    for text, claim in ((before, "K1"), (before.replace(', "claims": [{"ksb": "K3"}]', ""), "K1"), (before, "K3")):
        at = text.index(claim)
        for action in actions(Buffer.of(path, text), Known(), at, at):
            now = claims(path, apply_edits(text, action.edits))
            planned = {claim: "planned"} if action.title.startswith("Mark") else {}
            assert now == {**claims(path, text), **planned}


@pytest.mark.parametrize(
    "piece",
    [
        "  - {id: E1, ksbs: [¦]}",
        "  - {id: E1, ksbs: ¦}",
        "  - {id: E1, ksbs: [¦{}]}",
        "  - {id: E1, ksbs: [¦K1-K3]}",
        "  - {id: E1, ksbs: ¦K1}",
        "  - {id: E1, ksbs: [¦K1], claims: K2}",
        "  - id: E1\n    ksbs:\n      - ¦K1  # why\n      - K2  # why not\n    claims: [{ksb: K3}]",
        "  - {id: E1, ksbs: [¦K1], claims: }",
    ],
)
def test_action_leaves_invalid_claims(path: Path, piece: str) -> None:
    buffer, offset = marked(path, f"{HEAD}evidence:\n{piece}")
    assert actions(buffer, Known(), offset, offset) == []


@pytest.mark.parametrize(
    ("piece", "becomes"),
    [
        ("[{ksb: ¦K1, where: p. 3}]", "[{ksb: K1, status: planned, where: p. 3}]"),
        ("[{ksb: K1, status: ¦claimed}]", "[{ksb: K1, status: planned}]"),
        ("[{ksb: K1, status: ¦}]", "[{ksb: K1, status: planned}]"),
        (
            "\n      - ksb: ¦K1 # why\n        where: p. 3",
            "\n      - ksb: K1 # why\n        status: planned\n        where: p. 3",
        ),
        ("\n      - where: p. 3\n        ksb: ¦K1", "\n      - where: p. 3\n        ksb: K1\n        status: planned"),
        ("[{ksb: ¦K1, status: planned}]", None),
        ("[{ksb: ¦K1, status: suggested}]", None),
        ("[¦K1]", None),
        ("[{where: ¦x}]", None),
    ],
)
def test_action_marks_claims_as_planned(path: Path, piece: str, becomes: str | None) -> None:
    before = f"{HEAD}evidence:\n  - id: E1\n    claims: "
    buffer, offset = marked(path, f"{before}{piece}\n")
    planned = [each for each in actions(buffer, Known(), offset, offset) if each.title == "Mark K1 as planned"]
    assert [apply_edits(buffer.text, each.edits) for each in planned] == ([f"{before}{becomes}\n"] if becomes else [])


def test_action_names_its_diagnostics(path: Path) -> None:
    buffer = Buffer.of(path, f"{HEAD}evidence: [{{id: E1, ksbs: [K90]}}]")
    found = diagnostics(buffer, check_text(buffer, NOBODY))
    at = buffer.text.index("K90")
    place = types.Range(buffer.position(at), buffer.position(at))
    params = types.CodeActionParams(types.TextDocumentIdentifier("file:///x"), place, types.CodeActionContext(found))
    mend, *others = code_actions(buffer, known(buffer), params)
    assert [each.code for each in mend.diagnostics or ()] == ["KSB201"]
    assert mend.is_preferred
    assert [each.diagnostics for each in others] == [None, None]


def underlined(buffer: Buffer, diagnostic: types.Diagnostic) -> str:
    return buffer.text[buffer.offset(diagnostic.range.start) : buffer.offset(diagnostic.range.end)]


def test_diagnostics_underline_the_line_of_syntax_errors(path: Path) -> None:
    buffer = Buffer.of(path, f"{HEAD}evidence: a: b # c\n")
    (found,) = diagnostics(buffer, check_text(buffer, NOBODY))
    assert underlined(buffer, found) == ": b # c"


def test_diagnostics_of_empty_texts(path: Path) -> None:
    for text in ("", "# nothing\n"):
        buffer = Buffer.of(path, text)
        (found,) = diagnostics(buffer, check_text(buffer, NOBODY))
        assert (found.code, found.range.start) == ("KSB903", types.Position(0, 0))


def test_diagnostics_of_other_files(path: Path) -> None:
    (path.parent / "own.yaml").write_text("a: [", encoding="utf-8")
    buffer = Buffer.of(path, HEAD.replace("ST1414", "own.yaml") + "evidence: [{id: E1}]")
    found = diagnostics(buffer, check_text(buffer, NOBODY))
    assert {(each.code, underlined(buffer, each)) for each in found} == {("KSB911", "own.yaml"), ("KSB904", "own.yaml")}
    assert any("own.yaml:2:1: this is not valid YAML" in each.message for each in found)


def test_diagnostics_of_justified_findings(path: Path) -> None:
    buffer = Buffer.of(path, f"{HEAD}evidence: [{{id: E1}}]")
    because = Justification(Ground.EXCEPTION, "agreed with the assessor")
    finding = Finding("KSB303", Severity.WARNING, "nothing", "help", ("evidence", 0), justification=because)
    (found,) = diagnostics(buffer, Report(str(path), check_text(buffer, NOBODY).policy, (finding,)))
    assert found.severity == types.DiagnosticSeverity.Hint
    assert "Justified: agreed with the assessor" in found.message


def test_diagnostics_of_folders_move_with_pieces(path: Path) -> None:
    text = f"{HEAD}evidence:\n  - {{id: E1, files: [a.md], ksbs: [K1]}}\n  - {{id: E2, files: [b.md], ksbs: [K2]}}\n"
    path.write_text(text)
    (path.parent / "stray.md").write_text("x")
    buffer = Buffer.of(path, text)
    assert has_folder(buffer)
    checks = FolderChecks()
    folder = checks.check(buffer, NOBODY)
    whole = diagnostics(buffer, folder)
    assert {underlined(buffer, each) for each in whole if each.code == "KSB601"} == {"a.md", "b.md"}
    (stray,) = (each for each in whole if each.code == "KSB604")
    assert stray.range.start == types.Position(0, 0)
    assert "stray.md" in stray.message

    moved = Buffer.of(
        path, text.replace("  - {id: E1, files: [a.md], ksbs: [K1]}\n", "").replace("option", "# 😀\noption")
    )
    now = diagnostics(moved, check_text(moved, NOBODY), folder)
    assert [underlined(moved, each) for each in now if each.code == "KSB601"] == ["b.md"]
    broken = Buffer.of(path, "a: [")
    assert [each.code for each in diagnostics(broken, check_text(broken, NOBODY), folder)] == ["KSB904"]
    checks.end()
    assert checks.check(buffer, NOBODY).judgement is not None


@pytest.mark.parametrize("ending", ["", "evidence: ["])
def test_stated_in_reads_the_top_level(path: Path, ending: str) -> None:
    text = f'standard: ST1 # c\nprior:\n  framework: FR1\noption: "a b"\n{ending}'
    assert stated_in(Buffer.of(path, text)) == {"standard": "ST1", "option": "a b"}


@pytest.mark.parametrize("ending", ["", "}}"])
def test_stated_in_reads_the_top_level_of_json(path: Path, ending: str) -> None:
    text = f'{{"standard": "ST1",\n "option": "x",\n "prior": {{\n  "framework": "FR1"{ending}'
    assert stated_in(Buffer.of(path.with_suffix(".json"), text)) == {"standard": "ST1", "option": "x"}
    assert stated_in(Buffer.of(path, "[a]")) == {}


def test_known_about_survives_a_broken_library(path: Path) -> None:
    (path.parent / "ksbcheck.toml").write_text('standards = "nowhere"\n')
    buffer, _ = marked(path, "standard: ¦")
    assert known_about(buffer, Overrides(), None).library == {}


@given(st.integers(0, len(SAMPLE)), st.data())
def test_answers_never_raise(length: int, data: st.DataObject) -> None:
    text = SAMPLE[:length]
    offset = data.draw(st.integers(0, length))
    for path in (Path("nowhere/portfolio.yaml"), Path("nowhere/portfolio.json")):
        buffer = Buffer.of(path, text)
        report = check_text(buffer, NOBODY)
        about = known_about(buffer, NOBODY, check_text(Buffer.of(Path("nowhere/portfolio.yaml"), SAMPLE), NOBODY))
        diagnostics(buffer, report)
        hover(buffer, about, offset)
        completion(buffer, about, offset)
        for action in actions(buffer, about, offset, length):
            if action.kind == types.CodeActionKind.RefactorRewrite:
                applied_text = apply_edits(text, action.edits)
                assert Buffer.of(path, applied_text).document is not None

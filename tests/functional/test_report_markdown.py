"""`ksbcheck report` as Markdown, read by an independent parser."""

from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.conftest import AS_OF, COMPLETE, FRAMEWORK, HALFWAY, Run
from tests.small_portfolio import write_pieces

PARSER = MarkdownIt("commonmark").enable("table")
HOSTILE = "</details></td> <script>x</script> | a | [x](y) `c` **b** @octocat #1 https://example.org $x$ &amp; \\"


def markdown(ksbcheck: Run, *args: Path | str) -> str:
    done = ksbcheck("report", *args, "--as-of", AS_OF, "-o", "-", "-f", "md")
    assert done.stderr == ""
    return done.stdout


def headings(tokens: list[Token]) -> list[str]:
    return [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]


def table_widths(tokens: list[Token]) -> list[set[int]]:
    """Return the numbers of cells in the rows of each table."""
    found: list[set[int]] = []
    cells = 0
    for token in tokens:
        if token.type == "table_open":
            found.append(set())
        cells = 0 if token.type == "tr_open" else cells + (token.type in {"th_open", "td_open"})
        if token.type == "tr_close":
            found[-1].add(cells)
    return found


def raw_html(tokens: list[Token]) -> list[str]:
    inline = [child for token in tokens for child in token.children or ()]
    return [token.content for token in (*tokens, *inline) if token.type in {"html_block", "html_inline"}]


def test_markdown_folds_details(ksbcheck: Run) -> None:
    text = markdown(ksbcheck, HALFWAY)
    shown, folded = text.split("<details>", 1)
    tokens = PARSER.parse(shown)
    assert headings(tokens) == [
        "Evidence report: Rowan Example (0020417)",
        "What to do next",
        "Gaps: 25 of 70 required KSBs",
        "Errors: 2",
    ]
    assert table_widths(tokens) == [{2}, {5}, {4}]
    assert table_widths(PARSER.parse("<details>" + folded)) == [{6}, {6}, {8}, {8}, {2}, {4}]
    assert folded.count("</details>") == folded.count("<summary>") == 6


@pytest.mark.parametrize("option", [[], ["--option", "wellbeing"]])
def test_markdown_marks_what_if(ksbcheck: Run, option: list[str]) -> None:
    text = markdown(ksbcheck, HALFWAY, *option)
    assert ("**What if: judged for option wellbeing; the manifest says send.**" in text) is bool(option)


def test_markdown_escapes_hostile_words(ksbcheck: Run, tmp_path: Path) -> None:
    tokens = PARSER.parse(markdown(ksbcheck, write_pieces(tmp_path / "p", [HOSTILE] * 3, learner={"name": HOSTILE})))
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in inline} <= {"text", "text_special", "strong_open", "strong_close", "softbreak"}
    assert all(html.startswith(("<details>\n<summary>", "</details>\n")) for html in raw_html(tokens))
    assert all(len(widths_of_one) == 1 for widths_of_one in table_widths(tokens))
    titles = [token.content for token in tokens if token.type == "inline" and "octocat" in token.content]
    assert len(titles) > 3
    words = "".join(child.content for child in PARSER.parseInline(titles[1])[0].children or ())
    assert words.replace("\u200b", "") == HOSTILE


def test_markdown_of_several_has_overview(ksbcheck: Run) -> None:
    done = ksbcheck("report", HALFWAY, FRAMEWORK, "examples", "-o", "-", "-f", "md")
    tokens = PARSER.parse(done.stdout)
    assert done.returncode == 2
    assert headings(tokens) == [
        "Evidence reports: 3 portfolios",
        "Rowan Example (0020417)",
        "What to do next",
        "Gaps: 25 of 70 required KSBs",
        "Errors: 2",
        "Nerys Notional (0009917)",
        "examples",
        "Errors: 1",
    ]
    assert "| examples |  | could not be checked |" in done.stdout


def test_markdown_without_gaps_says_so(ksbcheck: Run) -> None:
    text = markdown(ksbcheck, COMPLETE)
    assert "## No gaps\n\nAll 70 required KSBs are claimed or higher.\n" in text
    assert "## Errors" not in text


def test_markdown_fits_github_limit(ksbcheck: Run, tmp_path: Path) -> None:
    paths = [write_pieces(tmp_path / f"p{number}", ["word " * 80] * 100) for number in range(8)]
    text = markdown(ksbcheck, *paths)
    assert len(text) <= 65_536
    assert "**Left out here**, because GitHub takes no more than 65,536 characters: " in text
    assert text.count("\n## ") == 8
    assert len(text) > 60_000
    assert all(len(widths_of_one) == 1 for widths_of_one in table_widths(PARSER.parse(text)))

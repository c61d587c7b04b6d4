"""`ksbcheck report` as Markdown, read by an independent parser."""

import re
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


def test_markdown_says_first_what_to_do(ksbcheck: Run) -> None:
    first = "\n".join(markdown(ksbcheck, HALFWAY).splitlines()[:20])
    name, *others = headings(PARSER.parse(first))
    assert name.startswith("Rowan Example")
    assert others == ["Do these next", "Missing: 25 of 70 KSBs"]
    assert "8 verified · 15 assessed · 22 claimed · 25 missing of 70" in first
    assert "**Gateway: not met yet**: ✗ [KSBs](#gateway-ksbs): not met · ✓ [English]" in first


def test_markdown_folds_details(ksbcheck: Run) -> None:
    shown, folded = markdown(ksbcheck, HALFWAY).split("<details>", 1)
    assert {4} in table_widths(PARSER.parse(shown))
    assert all(len(widths) == 1 for part in (shown, folded) for widths in table_widths(PARSER.parse(part)))
    assert folded.count("</details>") == folded.count("<summary>") == 6


def test_markdown_links_lead_to_rows(ksbcheck: Run) -> None:
    text = markdown(ksbcheck, HALFWAY)
    ids = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(ids) == len(set(ids)) == 70 + 16 + 11 + 9
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(ids)


@pytest.mark.parametrize("option", [[], ["--option", "wellbeing"]])
def test_markdown_marks_what_if(ksbcheck: Run, option: list[str]) -> None:
    text = markdown(ksbcheck, HALFWAY, *option)
    assert ("what if" in text.lower()) is bool(option)


def test_markdown_escapes_hostile_words(ksbcheck: Run, tmp_path: Path) -> None:
    tokens = PARSER.parse(markdown(ksbcheck, write_pieces(tmp_path / "p", [HOSTILE] * 3, learner={"name": HOSTILE})))
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in inline} <= {
        *("text", "text_special", "softbreak", "html_inline"),
        *(f"{each}_{end}" for each in ("strong", "em", "link") for end in ("open", "close")),
    }
    allowed = ("<details>\n<summary>", "</details>\n", '<a id="', "</a>", "<br>")
    assert all(html.startswith(allowed) for html in raw_html(tokens))
    links = [str(token.attrs["href"]) for token in inline if token.type == "link_open"]
    assert links
    assert all(link.startswith("#") for link in links)
    assert all(len(widths_of_one) == 1 for widths_of_one in table_widths(tokens))
    said = ["".join(child.content for child in token.children or ()) for token in tokens]
    assert sum(HOSTILE in words.replace("\u200b", "") for words in said) > 3


def test_markdown_of_several_has_overview(ksbcheck: Run) -> None:
    done = ksbcheck("report", HALFWAY, FRAMEWORK, "examples", "-o", "-", "-f", "md")
    shown, folded = done.stdout.split("<details>", 1)
    assert done.returncode == 2
    assert headings(PARSER.parse(shown))[0].endswith(": 3 learners")
    places = [shown.index(name) for name in ("| examples |", "| Rowan Example |", "| Nerys Notional |")]
    assert places == sorted(places)
    names = re.findall("</a>(.*)</summary>", folded)
    assert [name.partition(" (")[0] for name in names] == ["examples", "Rowan Example", "Nerys Notional"]


def test_markdown_without_gaps_says_so(ksbcheck: Run) -> None:
    text = markdown(ksbcheck, COMPLETE)
    assert "## None missing\n" in text


def test_markdown_fits_github_limit(ksbcheck: Run, tmp_path: Path) -> None:
    paths = [write_pieces(tmp_path / f"p{number}", ["word " * 80] * 100) for number in range(8)]
    text = markdown(ksbcheck, *paths)
    assert len(text) <= 65_536
    assert "**Left out here**, because GitHub takes no more than 65,536 characters: " in text
    assert text.count("\n<summary>") == 8
    assert len(text) > 60_000
    assert all(len(widths_of_one) == 1 for widths_of_one in table_widths(PARSER.parse(text)))

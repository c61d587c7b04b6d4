"""Documents and words in Markdown; the words are judged by an independent parser."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ksbcheck.domain.text import shown
from ksbcheck.output.document import (
    Block,
    Chip,
    Chips,
    Column,
    Document,
    Facts,
    HeatMap,
    HeatRow,
    Items,
    Lines,
    Mark,
    Note,
    Part,
    Section,
    Stack,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.output.markdown import Anchors, anchors_of, lines_of, plain, plain_in_html, write

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLACES = {
    # where the words stand: what is around them, and what the parser makes of that
    "a paragraph": ("{}", "<p>{}</p>\n"),
    "a heading": ("# {}", "<h1>{}</h1>\n"),
    "a list": ("1. {}", "<ol>\n<li>{}</li>\n</ol>\n"),
    "bold": ("**x {} x**", "<p><strong>x {} x</strong></p>\n"),
    "a cell": (
        "| A |\n| --- |\n| {} |",
        "<table>\n<thead>\n<tr>\n<th>A</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>{}</td>\n</tr>\n</tbody>\n</table>\n",
    ),
}
HOSTILE = [
    "<script>alert(1)</script>", "</td></tr></table><img src=x onerror=alert(1)>", "<!-- gone -->", "</details>",
    "&lt;b&gt; &amp; &copy; &#64;", "| a | b |", "\\| \\\\| \\", "`code` ``x", "**bold** __bold__ *i* _i_ ~~s~~",
    "[link](https://example.org) ![picture](x.png) [^1] [x]: y", "<https://example.org>", "# heading", "#", "- item",
    "+ item", "* item", "- [ ] task", "1. item", "12) item", "1.", "2026. A year", "---", "***", "===", "> quote",
    "```", "~~~", "    indented", ":--", "$x^2$ $$y$$", "]]>", "{{ x }} {% y %}", "line\nbreak", "tab\there", "a  b",
    "RTL \u202e \u200f", "عربي שלום 👩\u200d🏫", "1.0", "2026-11-22", "-1", "a\u2028b", "\x00\x1b[31m",
]  # fmt: skip
ACTS = {
    # what would do something on GitHub: what is written of it
    "@octocat": "@&#8203;octocat",
    "ann@example.org": "ann@&#8203;example.org",
    "#12": "\\#&#8203;12",
    "owner/repo#12": "owner/repo#&#8203;12",
    "GH-3": "GH&#8203;-3",
    "https://example.org": "https:&#8203;//example.org",
    "www.example.org": "www&#8203;.example.org",
    "mailto:x": "mailto&#8203;:x",
    "a :smile: b": "a :&#8203;smile: b",
    ":+1:": "\\:&#8203;+1:",
    ":100:": "\\:&#8203;100:",
    "$x$": "&#36;x&#36;",
}
QUIET = [
    "00:04:10",
    "portfolio.yaml:161:18",
    "a @ b",
    "no. # 3",
    "Ann's work",
    "1.0",
    "2026-11-22",
    "high-quality (K1)",
]


def written(*blocks: Block) -> str:
    return write(Document("T", (Section("", blocks),))).removeprefix("# T\n\n")


def test_markdown_separates_blocks() -> None:
    document = Document("# T", (Section("", (Note("a"),)), Section("S", (Items(("b", "c"), numbered=True), Note()))))
    assert write(document) == "# \\# T\n\na\n\n## S\n\n1. b\n2. c\n"


def test_markdown_escapes_data() -> None:
    assert written(Note(Words("**x** <b> @me\x1b", "strong"))) == "**\\*\\*x\\*\\* &lt;b&gt; @&#8203;me\ufffd**\n"
    assert written(Note("a\n# b")) == "a # b\n"


def test_markdown_keeps_looks_and_blanks() -> None:
    line = ("a ", Words("b", "removed"), " ", Words("c", "added"), Words(" d", "good"))
    assert written(Note(line)) == "a ~~b~~ **c** d\n"


def test_markdown_tables() -> None:
    table = Table((Column("A"), Column("B")), ((Lines(("1", Words("2", "quiet"))), "1 of 2"),), caption="C")
    assert written(table) == "### C\n\n| A | B |\n| --- | --- |\n| 1<br>*2* | 1 of 2 |\n"


def test_markdown_lists_tables_without_headings() -> None:
    assert written(Table((Column(), Column(), Column()), (("a", "", "b"), ("c", "d", "e")))) == "- a · b\n- c · d · e\n"


def test_markdown_facts() -> None:
    assert written(Facts((("Name", "value"),))) == "- **Name**: value\n"


def test_markdown_pictures_are_words() -> None:
    assert written(Stack((Part(8, "verified", "█"), Part(2, "missing", "·")))) == "8 verified · 2 missing of 10\n"
    assert written(Chips((Chip(Mark.NO, "Maths", "not met"), Chip(Mark.YES, "English", "met")))) == (
        "✗ Maths: not met · ✓ English: met\n"
    )
    tiles = Tiles((("Skills", (Tile("S1", "V"), Tile("S2", "×"))),), (("V", "verified"), ("×", "missing")))
    assert written(tiles) == "- **Skills**: S1 V, S2 ×\n\nV verified; × missing\n"
    heat = HeatMap("Learner", ("Missing",), ("K1", "K2"), (HeatRow("Ann", ("1 of 2",), ("V", "×")),), ("0", "1"), ())
    assert written(heat) == "| Learner | Missing |\n| --- | --- |\n| Ann | 1 of 2 |\n"


def test_markdown_links_lead_to_rows_that_exist() -> None:
    table = Table((Column("KSB"),), (("K1",),), ids=("ksb-k1",))
    line = Note((Words("K1", "strong", "ksb-k1"), " and ", Words("K2", "", "ksb-k2")))
    anchors = anchors_of(Document("T", (Section("", (table,)),)), "a-")
    assert anchors == Anchors(frozenset({"ksb-k1"}), "a-")
    assert "".join(lines_of(table, anchors)) == '\n| KSB |\n| --- |\n| <a id="a-ksb-k1"></a>K1 |\n'
    assert "".join(lines_of(line, anchors)) == "\n[**K1**](#a-ksb-k1) and K2\n"
    assert written(line) == "**K1** and K2\n"


@pytest.mark.parametrize("words", HOSTILE + list(ACTS) + QUIET)
def test_plain_in_html_shows_words_unchanged(words: str) -> None:
    block = f"<details>\n<summary>{plain_in_html(words)}</summary>\n"
    assert PARSER.render(block) == block
    assert html.unescape(plain_in_html(words)).replace("\u200b", "") == shown(words).strip()
    assert not {"<", ">", "@octocat"}.intersection(plain_in_html(words))


def read(markdown: str, around: str) -> str:
    """Return the words that stand in a place, or fail if anything else has come of them."""
    before, after = (re.escape(part) for part in around.split("{}"))
    inner = re.fullmatch(f"{before}(.*){after}", PARSER.render(markdown), re.DOTALL)
    assert inner is not None, markdown
    assert "<" not in inner[1]
    return html.unescape(inner[1]).replace("\u200b", "")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", HOSTILE + list(ACTS) + QUIET)
def test_plain_shows_words_unchanged(words: str, place: str) -> None:
    template, around = PLACES[place]
    assert read(template.format(plain(words)), around) == shown(words).strip()


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\\`*_{}[]()<>#+-.!|~&$@:=\"' \n1a"), max_size=40))
def test_plain_shows_any_words_unchanged(words: str) -> None:
    template, around = PLACES["a cell"]
    assert read(template.format(plain(words)), around) == shown(words).strip().replace("\u200b", "")


@pytest.mark.parametrize(("words", "written"), ACTS.items())
def test_plain_disarms_github_syntax(words: str, written: str) -> None:
    assert plain(words) == written


@pytest.mark.parametrize("words", QUIET)
def test_plain_leaves_harmless_text(words: str) -> None:
    assert plain(words) == words


def test_plain_is_fast_for_long_words() -> None:
    assert plain(":" + "a" * 200_000) == "\\:" + "a" * 200_000
    assert plain("1" * 200_000) == "1" * 200_000

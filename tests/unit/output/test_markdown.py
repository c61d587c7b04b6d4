"""Documents and words in Markdown; the words are judged by an independent parser."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ksbcheck.domain.text import shown
from ksbcheck.output.document import (
    Bar,
    Block,
    Column,
    Document,
    Facts,
    Items,
    Lines,
    Note,
    Section,
    SideBySide,
    Table,
    Words,
)
from ksbcheck.output.markdown import Passage, fit_passages, plain, table, write

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
TITLE = Passage(0, "titles", "# T\n\n")


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
    table = Table((Column("A"), Column("B")), ((Lines(("1", Words("2", "quiet"))), Bar(1, 2)),), caption="C")
    assert written(table) == "### C\n\n| A | B |\n| --- | --- |\n| 1<br>*2* | 1 of 2 |\n"
    assert written(SideBySide(("x",), (("n", 3),))) == "|  | x |\n| --- | --- |\n| n | 3 |\n"


def test_markdown_facts() -> None:
    assert written(Facts((("Name", "value"),))) == "- **Name**: value\n"


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


def rows(length: int, count: int) -> tuple[str, ...]:
    return tuple(f"{number:0{length - 1}}\n" for number in range(count))


def test_table_head_and_rows() -> None:
    assert table(["A", "B"], [("|", 2)]) == ("| A | B |\n| --- | --- |\n", ("| &#124; | 2 |\n",))


def test_fit_blocks_keeps_short_documents() -> None:
    passages = [TITLE, Passage(5, "things", "## Things\n\n", rows(10, 5), "end\n")]
    text = fit_passages(passages, sum(passage.whole for passage in passages))
    assert text == "# T\n\n## Things\n\n" + "".join(rows(10, 5)) + "end\n"


def test_fit_blocks_drops_the_least_important_block() -> None:
    passages = [
        TITLE,
        Passage(9, "claims", "## Claims\n", rows(100, 20)),
        Passage(1, "gaps", "## Gaps\n", rows(100, 20)),
    ]
    text = fit_passages(passages, 4000)
    assert len(text) <= 4000
    assert text.count("\n0") == 20 + 9
    assert text.index("## Claims") < text.index("## Gaps")
    assert text.startswith(
        "# T\n\n**Left out here**, because GitHub takes no more than 4,000 characters: claims (11).\n"
    )


def test_fit_blocks_drops_blocks_without_room() -> None:
    words, wide = Passage(2, "verdicts", "words " * 400), Passage(3, "claims", "## Claims\n", rows(3000, 2))
    text = fit_passages([TITLE, words, wide, Passage(4, "duties", "## Duties\n", rows(100, 1))], 3000)
    assert "words" not in text.replace("verdicts", "")
    assert "## Claims" not in text
    assert "## Duties" in text
    assert "verdicts (1), claims (2)." in text


def test_fit_blocks_survives_long_titles() -> None:
    text = fit_passages([Passage(0, "titles", "T" * 5000), Passage(1, "gaps", "## Gaps\n", rows(100, 1))], 3000)
    assert len(text) <= 3000
    assert "## Gaps" in text
    assert "titles (1)" in text

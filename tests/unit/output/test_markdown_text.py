"""Words from files in Markdown, judged by an independent parser."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ksbcheck.domain.text import shown
from ksbcheck.output.markdown_text import plain

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

"""A saved page's HTML as the text that a reader of the page would see."""

import pytest

from ksbcheck.importing.html import is_html, read_html
from tests.growth import assert_grows_evenly


def text_of(html):
    return "\n".join(line.text for line in read_html(html).lines)


SHOWN = [
    ("blocks", "<p>a<p>b</p><div>c<div>d</div>e</div>", "a\nb\nc\nd\ne"),
    ("inline", "<p>a <b>b</b><i>c</i>\n  d</p>", "a bc d"),
    ("footnote", "<p>a b<sup>1</sup> c<sup><a href=x>[2]</a>, †</sup><p>d<sup>*<p>e 1", "a b c\nd*\ne 1"),
    ("raised", "<p>5<sup>th</sup> 10<sup>6</sup> 2 m<sup>2</sup><sup> </sup>", "5th 106 2 m2"),
    ("breaks", "a<br>b<br/>c", "a\nb\nc"),
    ("headings", "<h1>a</h1><h3> b <b>c</b></h3><h2></h2>d", "# a\n### b c\nd"),
    ("list", "<ul><li>a<li>b<ul><li>c</ul></ul>d", "• a\n• b\n• c\nd"),
    ("names-and-values", "<dl><dt>a<dd>b<dt>c:<dd>d</dl>", "a: b\nc: d"),
    ("value-without-a-name", "<dl><dd>a</dd></dl>", "a"),
    ("entities", "<p>&lt;a&gt; &amp; &pound;1&nbsp;b &#8217; &unknown; &", "<a> & £1 b ’ &unknown; &"),
    ("unseen-letters", "<p>a&shy;b&#8203;c", "abc"),
    ("table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td></table>", "a | b |\nc | |"),
    ("table-with-head", "<table><tr><th>a<th>b<tr><td>c<td>d</table>", "a | b |\n---|---|\nc | d |"),
    ("row-head", "<table><tr><th>a</th><td>b</td></tr></table>", "a | b |"),
    ("unclosed-in-cells", "<table><tr><td><b>a<td><ul><li>b<tr><td>c</table>d", "a |\n• b\n|\nc |\nd"),
    ("blocks-in-cells", "<table><tr><td><p>a</p></td><td><p>b</p><p>c</p></td></tr></table>", "a\n|\nb\nc\n|"),
    ("nested-table", "<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>", "a\nb |\n| c |"),
    ("stray-end", "a</p></div>b</nothing>c", "abc"),
    ("stray-brackets", "<p>1 < 2 << 3 </ 4 > 5", "1 < 2 << 3 </ 4 > 5"),
    ("cut-off-tag", "<p>a<b", "a<b"),
    ("comment", "a<!-- <p>b --><!doctype html><?php c ?>d", "ad"),
    ("open-comment", "a<!-- b", "a"),
    ("script", "a<script>if (1 < 2) '<p>b'</script><style>p {}</style>c", "ac"),
    ("open-script", "a<script>b", "a"),
    ("open-text-area", "a<textarea>b<textarea>c", "abc"),
    ("title", "<title>a</title>b", "b"),
    (
        "hidden",
        "<p hidden>a<p>b<p hidden='until-found'>c<p style='color: red; DISPLAY : none'>d<p aria-hidden=true>e",
        "b\nc",
    ),
    ("hidden-parents", "<div hidden><p>a<p>b</div>c", "c"),
    (
        "navigation",
        "<nav><ul><li>a</ul></nav><div role=navigation>b</div><ol class='govuk-breadcrumbs'><li>c</ol>d",
        "d",
    ),
    ("cookies", "<div id='cookie-banner'>a<button>b</button></div><body class='cookies-set'>c", "c"),
    ("forms", "<form>a<select><option>b</select><button>c</button></form>", "ac"),
    ("quotes", "<p title='a > b'>c<p title=\"d ' e\">f", "c\nf"),
    ("open-quote", "<p>a<p title='b>c<p>d", "a\nc\nd"),
    ("endless-tag", f"<p hidden x='{'y' * 10_000}'>a", "a"),
]


@pytest.mark.parametrize(("html", "text"), [pytest.param(*case[1:], id=case[0]) for case in SHOWN])
def test_html_text(html, text):
    assert text_of(html) == text


def test_html_line_numbers():
    page = read_html("<title>\nWindow </title>\n<p>\n  a\nb</p>\n<p>c<br>\nd<input type=password>")
    assert [(line.number, line.text) for line in page.lines] == [(4, "a b"), (6, "c"), (7, "d")]
    assert (page.title, page.asks_for_password) == ("Window", True)


@pytest.mark.parametrize(
    ("text", "expected"), [("<!DOCTYPE html>", True), ("x <div class=a>", True), ("K1: a < b", False)]
)
def test_is_html(text, expected):
    assert is_html(text) is expected


HOSTILE = [
    "<",
    "<a ",
    "<!--",
    "<!",
    "</",
    "<a b='",
    "&",
    "<script>",
    "<title>",
    "<div>",
    "<li><ul>",
    "</div>",
    "a<sup>1</sup>",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_html_is_read_in_linear_time(unit):
    assert_grows_evenly(read_html, lambda length: f"<html>{unit * (length // len(unit))}")

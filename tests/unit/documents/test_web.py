from email.message import EmailMessage
from io import BytesIO

import pytest

from ksbcheck.documents.outliner import DocumentError, Outliner
from ksbcheck.documents.web import read, read_message
from ksbcheck.domain.outline import Heading, Unread

PAGE = """<!DOCTYPE html><html><head><title>K9</title><style>K8 {}</style></head><body>
<h1>Planning <em>the</em> bed</h1><p>I drew the bed (K1)<br>and <b>sowed</b> it (K2).</p>
<script>let code = "K7";</script><template>K6</template><ul><li>Beans (S1)</ul>
<a href="#top">Top</a> <a href="https://a.example.org/">my album</a></body></html>"""


def test_web_reads_what_is_seen() -> None:
    outliner = Outliner()
    found = read(BytesIO(PAGE.encode()), outliner)
    assert (found.noun, found.headings) == ("web page", (Heading("Planning the bed", 1, None),))
    assert [each.code for each in found.citations if each.is_shown] == ["K1", "K2", "S1"]
    assert [each.spot.heading for each in found.citations if each.is_shown] == [0, 0, 0]
    assert outliner.content.links == ["my album"]
    assert not outliner.draws


def test_web_knows_what_nobody_sees() -> None:
    page = (
        "<nav>K1</nav><!-- K2 --><p hidden>K3<p>K4 <del>K5</del> <s>K6</s><div style='display: none'><div>K7</div>K8</div>"
        "<footer>K9</footer><input type=checkbox checked> S1<p><input type=checkbox> S2"
        "<table><tr><th>KSB<th>Seen<tr><td>S3<td>\u2610<tr><td>S4<td>I led the group<p>along the cold path.</table><table><tr><td>S5</table>"
    )
    found = read(BytesIO(page.encode()), Outliner())
    assert [each.code for each in found.citations if each.is_shown] == ["K4", "S1", "S4", "S5"]
    assert len(found.citations) == 14


def test_web_sees_pictures_in_the_page_alone() -> None:
    for tag, there in (('<img src="a.png">', False), ('<img src="data:image/png;base64,AA">', True), ("<svg/>", True)):
        outliner = Outliner()
        read(BytesIO(tag.encode()), outliner)
        assert outliner.draws is there


def test_web_bears_broken_pages() -> None:
    for page in (
        "</p></script></a><h1>",
        "<a href>x",
        "<![CDATA[ x",
        "<script>never ends",
        "&#xD800; &nope;",
        "<" * 9_000,
    ):
        read(BytesIO(page.encode()), Outliner())


def message(kind: str, text: str) -> BytesIO:
    made = EmailMessage()
    made["Subject"] = "Walk on Sunday"
    made.set_content(text, subtype=kind)
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    return BytesIO(bytes(made))


def test_messages_are_read() -> None:
    for kind, text in (("plain", "I led the group (K1).\n\nThey asked (K2)."), ("html", "<p>I led it (K1)<p>and (K2)")):
        outliner = Outliner()
        found = read_message(message(kind, text), outliner)
        assert (found.noun, found.headings) == ("message", (Heading("Walk on Sunday", 1, None),))
        assert [each.code for each in found.citations] == ["K1", "K2"]
        assert outliner.draws


def test_messages_bear_broken_content() -> None:
    heads = (
        "",
        "Content-Type: text/html; charset=nope\n\n<p>x",
        "Content-Type: multipart/mixed\n\nx",
        "Subject: =?x?\n\n\xff",
    )
    for head in heads:
        read_message(BytesIO(head.encode("latin-1")), Outliner())


def test_messages_of_attachments_alone_say_so() -> None:
    made = EmailMessage()
    made.set_content("")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="form.pdf")
    with pytest.raises(DocumentError, match="save them as files") as caught:
        read_message(BytesIO(bytes(made)), Outliner())
    assert caught.value.unread is Unread.BLANK

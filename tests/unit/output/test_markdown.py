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
from ksbcheck.output.markdown import write


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

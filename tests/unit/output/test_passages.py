"""Markdown of limited length: what is left out first, and what is said of it."""

from ksbcheck.output.document import (
    Chip,
    Chips,
    Column,
    Depth,
    Document,
    Mark,
    Note,
    Section,
    Table,
    Tile,
    Tiles,
    Words,
)
from ksbcheck.output.passages import Frame, Passage, fit_passages, write_within

TITLE = Passage(0, "titles", "# T\n")


def rows(length: int, count: int) -> tuple[str, ...]:
    return tuple(f"{number:0{length - 1}}\n" for number in range(count))


def test_fit_passages_keeps_short_documents() -> None:
    passages = [TITLE, Passage(5, "things", "## Things\n\n", rows(10, 5), "end\n")]
    text = fit_passages(passages, sum(passage.whole for passage in passages))
    assert text == "# T\n## Things\n\n" + "".join(rows(10, 5)) + "end\n"


def test_fit_passages_drops_the_least_important_passage() -> None:
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


def test_fit_passages_drops_blocks_without_room() -> None:
    words, wide = Passage(2, "verdicts", "words " * 400), Passage(3, "claims", "## Claims\n", rows(3000, 2))
    text = fit_passages([TITLE, words, wide, Passage(4, "duties", "## Duties\n", rows(100, 1))], 3000)
    assert "words" not in text.replace("verdicts", "")
    assert "## Claims" not in text
    assert "## Duties" in text
    assert "verdicts (1), claims (2)." in text


def test_fit_passages_survives_long_titles() -> None:
    text = fit_passages([Passage(0, "titles", "T" * 5000), Passage(1, "gaps", "## Gaps\n", rows(100, 1))], 3000)
    assert len(text) <= 3000
    assert "## Gaps" in text
    assert "titles (1)" in text


def test_fit_passages_drops_an_empty_frame() -> None:
    frame = Frame(1, "<details>\n", "</details>\n")
    passages = [TITLE, Passage(1, "a", "kept\n"), Passage(2, "b", "x" * 2000, frame=frame)]
    assert "details" not in fit_passages(passages, 1500)
    assert fit_passages([*passages, Passage(1, "c", "also\n", frame=frame)], 1500).endswith(
        "kept\n<details>\nalso\n</details>\n"
    )


def table(*codes: str) -> Table:
    return Table((Column("KSB"),), tuple((code,) for code in codes), ids=tuple(map(str.lower, codes)))


def small(title: str = "T") -> Document:
    return Document(
        title,
        (
            Section("", (Note("The answer."),), depth=Depth.FIRST),
            Section("Gateway", (Chips((Chip(Mark.NO, "Maths", "not met"),)),), depth=Depth.FIRST),
            Section(
                "Map", (Tiles((("Knowledge", (Tile("K1", "×", "", "k1"),)),), (("×", "missing"),)),), depth=Depth.FIRST
            ),
            Section("About", (Note("The source."),), depth=Depth.REST),
            Section("Missing: 1", (table("K1"),)),
        ),
        above="Report",
    )


def test_write_within_folds_what_few_read() -> None:
    assert (
        write_within(small(), (), 5000)
        == """# T

Report

The answer.

- **Gateway**: ✗ Maths: not met

## Missing: 1

| KSB |
| --- |
| <a id="k1"></a>K1 |

<details>
<summary>Map</summary>

- **Knowledge**: [K1](#k1) ×

× missing

</details>

<details>
<summary>About</summary>

The source.

</details>
"""
    )


def test_write_within_folds_documents_below_the_first() -> None:
    first = Document("All", (Section("", (Note(Words("Ann", "", "document-1")),)),))
    text = write_within(first, [small("Ann <b>"), small("Ben")], 5000)
    assert text.startswith("# All\n\n[Ann](#document-1)\n")
    assert '<summary><a id="document-1"></a>Ann &lt;b&gt;</summary>\n\nReport\n' in text
    assert '<a id="document-2-k1"></a>K1' in text
    assert text.count("<details>") == text.count("</details>") == 6


def test_write_within_has_no_links_if_rows_are_left_out() -> None:
    first = Document("All", (Section("", (Note(Words("Ann", "", "document-1")),)),))
    long = small("Ann")._replace(
        sections=(*small().sections, Section("Rest", (table(*("K" * 90,) * 40),), depth=Depth.REST))
    )
    text = write_within(first, [long], 2500)
    assert len(text) <= 2500
    assert "Rest (" in text
    assert "](#" not in text
    assert "<a id" not in text

from ksbcheck.output.markdown_blocks import Block, fit_blocks, table

TITLE = Block(0, "titles", "# T\n\n")


def rows(length: int, count: int) -> tuple[str, ...]:
    return tuple(f"{number:0{length - 1}}\n" for number in range(count))


def test_table() -> None:
    assert table(["A", "B"], [("|", 2)]) == ("| A | B |\n| --- | --- |\n", ("| &#124; | 2 |\n",))


def test_fit_blocks_keeps_short_documents() -> None:
    blocks = [TITLE, Block(5, "things", "## Things\n\n", rows(10, 5), "end\n")]
    text = fit_blocks(blocks, sum(block.whole for block in blocks))
    assert text == "# T\n\n## Things\n\n" + "".join(rows(10, 5)) + "end\n"


def test_fit_blocks_drops_the_least_important_block() -> None:
    blocks = [TITLE, Block(9, "claims", "## Claims\n", rows(100, 20)), Block(1, "gaps", "## Gaps\n", rows(100, 20))]
    text = fit_blocks(blocks, 4000)
    assert len(text) <= 4000
    assert text.count("\n0") == 20 + 9
    assert text.index("## Claims") < text.index("## Gaps")
    assert text.startswith(
        "# T\n\n**Left out here**, because GitHub takes no more than 4,000 characters: claims (11).\n"
    )


def test_fit_blocks_drops_blocks_without_room() -> None:
    words, wide = Block(2, "verdicts", "words " * 400), Block(3, "claims", "## Claims\n", rows(3000, 2))
    text = fit_blocks([TITLE, words, wide, Block(4, "duties", "## Duties\n", rows(100, 1))], 3000)
    assert "words" not in text.replace("verdicts", "")
    assert "## Claims" not in text
    assert "## Duties" in text
    assert "verdicts (1), claims (2)." in text


def test_fit_blocks_survives_long_titles() -> None:
    text = fit_blocks([Block(0, "titles", "T" * 5000), Block(1, "gaps", "## Gaps\n", rows(100, 1))], 3000)
    assert len(text) <= 3000
    assert "## Gaps" in text
    assert "titles (1)" in text

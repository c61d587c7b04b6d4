"""Of which kind a code in a block is. The sentences are invented, in the words of apprentices and assessors."""

import pytest

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import Known
from ksbcheck.documents.outliner import Outliner
from ksbcheck.domain.standard import Standard


def kinds(*blocks: Block, known: Known | None = None) -> list[str]:
    outliner = Outliner(known=known or Known())
    for block in blocks:
        outliner.add(block)
    return [citation.kind.value for citation in outliner.outline("text").citations]


def said(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


@pytest.mark.parametrize(
    "text",
    [
        "K5 not met.", "K5 \u2013 not yet evidenced", "K5: n/a", "K5 TBC", "K5 \u2717", "K5 partially met", "[K5 - 0%]: to do",
        "K5 will be covered in June", "K5 isn't covered by this", "K5 is not covered here.", "K5 needs more evidence.",
        "K5 \u2013 more evidence needed", "K5 has insufficient evidence.", "K5: refer (resubmit)", "session on K5 not held",
        "No evidence of K5 here.", "You have not shown K5.", "I can't sign K5.", "What I can't yet show is K5.",
        "so no K5 this week", "Did nothing on K5", "I still need to evidence K5.", "I will try to show K5.",
        "I'd like to show K5 next term.", "We ran out of time for K5.", "Second visit needed for K5", "My target is K5.",
        "Gap: K5", "Next steps: K5", "Still to do: tell the parents, K5", "Not met (K5)", "Development needs: K5",
        "Gaps:\n- the walk\n- K5", "K5\tTBC", "| K5 | not seen |", "\u2610 K5", "[ ] K5", "( ) K5", "\u2717 K5 degree module",
        "[insert evidence of K5 here]", "[Explain how you met K5]", "<describe K5>", "How have you shown K5? ______",
        "Click or tap here to enter text about K5.", "Please comment on K5: ____", "Write about K5 here.", "Describe K5",
        "Example: write about K5. Delete this text before you submit.", "Write the code, such as K5", "Y / N K5",
        "K5 \u2014 n/a for this piece", "K5 was not evident.", "K5   Achieved? N", "K5 Outcome: not achieved", "K5 Grade: Refer",
        "There is little here for K5.", "I would like to see more of K5.", "I still need K5.", "Next time I'll show K5.",
        "I plan to use the frost week for K5.", "I need to find evidence for K5.", "I could have shown K5 without the rain.",
        "e.g. K5", "_Write here about K5_", "Describe a time when you used K5:", "K5: [add your evidence here]",
        "K5 - Type your answer here", "<K5 evidence>", "{{ K5 evidence }}",
    ],
)  # fmt: skip
def test_codes_said_not_to_be_shown_are_negated(text: str) -> None:
    assert kinds(said(text)) == ["negated"]


@pytest.mark.parametrize(
    "text",
    [
        "The attainment gap (K5) was what I worked on.", "For example, K5: I compared the two plans.",
        "I referred the matter to the SENCO, which is K5 in practice.", "The child's needs were not met (K5), so I rang.",
        "Next time I would plan more slowly; what I did plan shows K5.", "I shared the plan\nwith the team (K5).",
        "Not every child was ready, so I used what I know of barriers (K5).", "I learned not to rely on one copy (K5).",
        "There was no evidence of learning, so I retaught it (K5).", "Target met: K5", "Not only K5 was met.",
        "K5 Missing child policy applied when a boy ran off.", "K5: no child left without a coat because I checked",
        "I wanted to meet K5, so I led a session.", "K5 - I did this with Ann", "\u2611 K5", "[x] K5", "KSBs covered: K5",
        "\u2610 one\n\u2611 K5", "My targets were met (K5).", "It failed. I learned (K5).", "Tags: #K5",
        "K5 - 3 March 2026: I led a walk", "==K5== is mine", "I still use what I learned (K5).", "I'll never forget the walk (K5).",
    ],
)  # fmt: skip
def test_codes_in_sentences_about_the_work_are_shown(text: str) -> None:
    assert kinds(said(text)) == ["shown"]


@pytest.mark.parametrize(
    "text",
    [
        "The S5 bucket", "vitamin K5 drops", "=K5*2", "English exam at B5", "a K5 academy", "K5-9 racks", "K 5 hours a week",
        "as in k.5 of the act", "Knowledge 5 hours", "K5\u20139 racks", "K5 - 7 people came", "K5 to 9 pm", "I took the K5 home.",
        "The room is K5.", "German B5", "The formula in K5 is old.", "K5 is the second highest mountain",
    ],
)  # fmt: skip
def test_codes_that_may_be_something_else_are_other(text: str) -> None:
    assert kinds(said(text)) == ["other"]


def test_ends_of_words_are_no_codes() -> None:
    assert kinds(said("It's 3 o'clock, and Ann's 5.")) == []


@pytest.mark.parametrize(
    ("cells", "columns", "kind"),
    [
        (("K5", "We dug in grit, and left it bare."), (), "shown"),
        (("K5", "K6"), (), "listed"),
        (("K5", ""), (), "listed"),
        (("K5", "TBC"), (), "negated"),
        (("K5", "None yet \u2013 ask Ann"), (), "negated"),
        (("\u2612", "K5", ""), ("Seen", "KSB", "Note"), "shown"),
        (("\u2610", "K5", ""), ("Seen", "KSB", "Note"), "negated"),
        (("K5", "No"), ("KSB", "Met"), "negated"),
        (("K5", "Yes"), ("KSB", "Met"), "shown"),
        (("K5", "page 4"), (), "shown"),
        (("K5", "walk.docx"), (), "shown"),
        (("K5", "Walk plan"), ("KSB", "Evidence"), "shown"),
        (("K5", "Walk plan"), ("KSB", "Statement"), "listed"),
        (("K5", "\u2610", "\u2612"), ("KSB", "Yes", "No"), "negated"),
        (("K5", "\u2612", "\u2610"), ("KSB", "Yes", "No"), "shown"),
        (("7 March", "Led the walk (K5)"), ("Date", "Entry"), "shown"),
        (("K5", "I salted nothing."), ("KSB", "What happened"), "shown"),
        (("2.5", "I planned the trip with Ann (K5)"), ("Hours", "What I did"), "shown"),
    ],
)
def test_codes_in_rows_are_judged_by_the_other_cells(
    cells: tuple[str, ...], columns: tuple[str, ...], kind: str
) -> None:
    known = Known(["K5 How soil is kept", "K6 How seed is kept"])
    assert set(kinds(Block(BlockKind.ROW, "", cells=cells, columns=columns), known=known)) == {kind}


def test_codes_below_a_heading_of_gaps_are_negated() -> None:
    assert kinds(Block(BlockKind.HEADING, "Still to do", 2), said("K5, in May")) == ["negated"]
    assert kinds(said("Actions:"), Block(BlockKind.ITEM, "K5 with Ann")) == ["negated"]
    row = Block(BlockKind.ROW, "", cells=("K5", "I draw the next plan with Ann."))
    assert kinds(Block(BlockKind.HEADING, "To do", 2), row) == ["negated"]
    assert kinds(Block(BlockKind.FIELD, "K5", label="What is still to be evidenced?")) == ["negated"]


def test_codes_of_empty_fields_are_negated() -> None:
    assert kinds(Block(BlockKind.FIELD, " ", label="Evidence for K5")) == ["negated"]
    assert kinds(Block(BlockKind.FIELD, "I led", label="Evidence for K5")) == ["shown"]


def test_codes_in_headings_are_shown_with_text_below() -> None:
    assert kinds(Block(BlockKind.HEADING, "Walk (K5)", 1), said("I led.")) == ["shown"]
    assert kinds(Block(BlockKind.HEADING, "Walk (K5)", 1), Block(BlockKind.HEADING, "More", 2), said("I led.")) == [
        "shown"
    ]
    assert kinds(Block(BlockKind.HEADING, "Walk (K5)", 1), Block(BlockKind.HEADING, "More", 1), said("I led.")) == [
        "listed"
    ]


def test_codes_beside_their_own_statement_are_listed(st1414: Standard) -> None:
    known = Known(st1414.texts)
    for ksb in st1414.ksbs[:20]:
        assert kinds(said(f"Criterion {ksb.code}: {ksb.text}"), known=known) == ["listed"]
        assert kinds(said(f"{ksb.code}: I asked two people, and wrote up both answers."), known=known) == ["shown"]


def test_ticked_statements_are_shown_unless_they_are_most_of_the_standard(st1414: Standard) -> None:
    known = Known(st1414.texts)
    items = [Block(BlockKind.ITEM, f"{ksb.code} {ksb.text}", ticked=True) for ksb in st1414.ksbs]
    assert set(kinds(*items[:5], known=known)) == {"shown"}
    assert set(kinds(*items, known=known)) == {"listed"}

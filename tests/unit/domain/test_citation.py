"""Which codes a text cites. The snippets are invented, in the words that apprentices and assessors write."""

import pytest

from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import Known
from ksbcheck.documents.mention import read_mentions
from ksbcheck.domain.citation import Mention, mentions, placeholders, plain
from ksbcheck.domain.outline import MentionKind


def cited(text: str) -> str:
    found = read_mentions(Block(BlockKind.PARAGRAPH, text), text, "", Known())
    return " ".join(mention.code for mention, kind in found if kind is not MentionKind.OTHER)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I kept to the policy on records (K3).", "K3"),
        ("K1: what I know of the frameworks", "K1"),
        ("K24 Team meetings", "K24"),
        ("K1 - Safeguarding", "K1"),
        ("K1\u2013Safeguarding", "K1"),
        ("this met two of them\u2014K1 and K2", "K1 K2"),
        ("-K1\n-K2", "K1 K2"),
        ("**K1** *S2* `B3` #K4 [K5] \u201cK6\u201d |K7|K8|", "K1 S2 B3 K4 K5 K6 K7 K8"),
        ("K01, S002 and B3", "K1 S2 B3"),
        ("K1. Then S2! B3? K4\u2026 K5...", "K1 S2 B3 K4 K5"),
        ("In my setting (S1, S4; B2) I used K1/K2.", "S1 S4 B2 K1 K2"),
        ("K1,K2,K3", "K1 K2 K3"),
        ("K1 K2 K3", "K1 K2 K3"),
        ("K1,\u00a0K2\u00a0and\u00a0K3", "K1 K2 K3"),
        ("K1 or K2, as well as K3", "K1 K2 K3"),
        ("", ""),
    ],
)
def test_mentions_find_codes(text: str, codes: str) -> None:
    assert cited(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("K1, 2 and 5", "K1 K2 K5"),
        ("K1, 2 and 5 were shown", "K1 K2 K5"),
        ("KSBs: K1, 4 and 7; S2, 3; B1", "K1 K4 K7 S2 S3 B1"),
        ("K1 & 2", "K1 K2"),
        ("K1/2/3", "K1 K2 K3"),
        ("K1 + S2", "K1 S2"),
        ("(K1,\nK2 and\nS4)", "K1 K2 S4"),
        ("K1,\n2 and\n5", "K1 K2 K5"),
        ("K1, 02 and 05.", "K1 K2 K5"),
    ],
)
def test_mentions_find_lists(text: str, codes: str) -> None:
    assert cited(text) == codes


@pytest.mark.parametrize(
    "dash", ["-", " - ", "\u2010", "\u2011", "\u2012", "\u2013", " \u2013 ", "\u2014", "\u2212", " to "]
)
def test_mentions_find_ranges(dash: str) -> None:
    assert cited(f"K1{dash}K4") == "K1 K2 K3 K4"
    assert cited(f"(K1{dash}4, S7)") == "K1 K2 K3 K4 S7"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("K4-K1", "K4"),
        ("K1-S4", "K1"),
        ("K1-K300", "K1"),
        ("K1-4 were met", "K1 K2 K3 K4"),
        ("K1 - 3 strategies that I used", "K1"),
        ("From K1 to 5 pupils a day", ""),
    ],
)
def test_mentions_reject_impossible_ranges(text: str, codes: str) -> None:
    assert cited(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("As in K7, 30 minutes a day", "K7"),
        ("K7 and 30 children", "K7"),
        ("K1, 2 pupils and 3 adults", "K1"),
        ("K1, 12 March", "K1"),
        ("K1, 12/03/2025", "K1"),
        ("K1 - 12.03.2025", "K1"),
        ("K1, 03-12-2025", "K1"),
        ("K1, 10:30 in the hall", "K1"),
        ("K1, 2024 and K2, 2025", "K1 K2"),
        ("K1, 3.5 hours", "K1"),
        ("K1, 2nd draft", "K1"),
        ("1. Planning meets K7;\n2. Teaching meets S3,\n3) and the review B2.", "K7 S3 B2"),
        ("K7;\n2", "K7 K2"),
    ],
)
def test_mentions_ignore_other_numbers(text: str, codes: str) -> None:
    assert cited(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "The photographs are in an S3 bucket, on AWS S3.",
        "A handler showed us her dog from the K9 unit, and a K9\npolice dog.",
        "B2B sales, a B2B2C firm and a B&B",
        "children in KS1 and KS2, Key Stage 2",
        "a vitamin K1 drop at birth; a B12 deficiency",
        "We meet in room S12. Room S12 is upstairs.",
        "Her English is of Level B2; CEFR B2 is upper intermediate, a B2 level",
        "I sat beside Pupil B2, with child K1 and participant S3.",
        "We moved her from Group B2 into set S1.",
        "See table S1 and Figure S2.",
        "I took the B1 bus along the B4044, and then bus S1",
        "Elm Primary, 12 Made-Up Street, Sheffield S10 2TN; Birmingham B1 1AA",
        "E01-K1, E01_K1, K1_plan, K1-plan, K1-E02, K1-Safeguarding",
        "see K1.docx, S3.pdf and notes/S4.md",
        "https://example.org/K1/S2, www.example.org/S3, someone@K1.org",
        r"C:\K1\S2\plan",
        "K1.1 and S12.5",
        "K1000, K0, K00, 4K1, K1a, S4C, P4C, F2",
        "a K-12 school, an S-3 class and S.3 of the act",
        "s.3 (s.47), K 3 hours, B 2 weeks, skills 3 times",
        "K\u0661",
    ],
)
def test_mentions_ignore_what_only_looks_like_a_code(text: str) -> None:
    assert cited(text) == ""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I tidied the room (K2), and met the class (S3).", "K2 S3"),
        ("Before the unit [B2] I read it twice.", "B2"),
        ("what I know (K9) unit by unit", "K9"),
        ("I worked with the child\nK3 Storing information", "K3"),
        ("I left the room. K2 was met.", "K2"),
        ("S5 Road safety", "S5"),
        ("at unit level: K1", "K1"),
        ("in class K1 and K2 were shown", "K1 K2"),
    ],
)
def test_mentions_keep_codes_beside_other_words(text: str, codes: str) -> None:
    assert cited(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "Cover sheet\nLearner: A. Example\nPiece: E04\nDate: 12/03/2025\nKSBs: K7, K9, K10-12, S4 & S7, B2",
            "K7 K9 K10 K11 K12 S4 S7 B2",
        ),
        (
            (
                "In week 3 I planned the phonics group with the class teacher. I chose 4 children, all 6 or 7 years old, and "
                "used the marked sheets (S2) to decide where to start. This draws on K9, as well as on K16 and K17."
            ),
            "S2 K9 K16 K17",
        ),
        (
            (
                "Observer's notes. 09:10 arrives early, greets each child by name (B1). 09:25 stops the game when M. becomes "
                "upset [S15]. 09:40 hands over; 2 adults stay."
            ),
            "B1 S15",
        ),
        (
            "What went well: S1, S3. What I would change: see K12 below. KSBs for next time - K13, 14.",
            "S1 S3 K12 K13 K14",
        ),
        (
            "The witness says that she (i) knows the policy, K2; (ii) acts on it, S6 and B4; and (iii) tells others.",
            "K2 S6 B4",
        ),
        ("K21/22: parents. I rang 3 families; 2 came.", "K21 K22"),
        ("| Date | What | KSB |\n| 3/2 | Reading | K4, S9 |\n| 10/2 | Maths | S9 |", "K4 S9 S9"),
        ("Assessed against K38 (p. 4), S30 (p. 5) and B6 (00:12:40).", "K38 S30 B6"),
        ("Evidence of Knowledge K5; Skills S8, S9; Behaviours B1, B2 & B3", "K5 S8 S9 B1 B2 B3"),
        ("Minutes, item 4: K19 - agreed. Item 5, S21 - Ann to send by 4 May.", "K19 S21"),
    ],
)
def test_mentions_find_codes_in_evidence(text: str, codes: str) -> None:
    assert cited(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("(K 1) and (k2), (K.3), (K-4), (K05); K_6, k 7", "K1 K2 K3 K4 K5 K6 K7"),
        ("as K 11 asks, and S\u00a021.", "K11 S21"),
        ("(K\u20133) (Skill: 1). Behaviours 1 to 3 show how. K4_evidence", "K3 S1 B1 B2 B3 K4"),
        ("Knowledge 12 is where I learned; (skills 2 and 3), Behaviour 4", "K12 S2 S3 B4"),
        ("K1/2/5, K's 6 and 7; Ks 3 and 4", "K1 K2 K5 K6 K7 K3 K4"),
        (
            "KSB_K2, KSB-K3, ksb/K4, KSB K5, KSB:K6, KSBs=K7, __K8__, {K9}, <K10>, K11\u2019s",
            "K2 K3 K4 K5 K6 K7 K8 K9 K10 K11",
        ),
        ("[K2 - 40%] and [K3-40%]", "K2 K3"),
        ("uploaded to the portal (S3)", "S3"),
    ],
)
def test_mentions_find_codes_as_people_type_them(text: str, codes: str) -> None:
    assert cited(text) == codes


def test_plain_text_is_as_seen() -> None:
    assert plain("\u041a1 \uff2b\uff12 K\u200b3") == "K1 K2 K3"


@pytest.mark.parametrize(
    "text",
    [
        "K1-7 racks, scored S1-8/10 and S1-10/10, K1-3pm",
        "lockers B1-3 were empty; files K2-2025 and S1-2025; rows K1-12",
        "cell B1, see B2 and S5 of the workbook; =SUM(B1:B3), =K7*S8, $B$4, Budget!S6",
        "uploaded to S3; my English test I had B1",
    ],
)
def test_mentions_know_ranges_and_cells_that_are_none(text: str) -> None:
    assert cited(text) == ""


def test_mentions_have_positions() -> None:
    assert list(mentions("See K1-K2, and S3; or (B1).")) == [
        Mention("K1", 4, labels=False, end=17),
        Mention("K2", 4, labels=False, end=17),
        Mention("S3", 4, labels=False, end=17),
        Mention("B1", 23, labels=False, end=25),
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[insert image]", ["[insert image]"]),
        ("[Insert]", ["[Insert]"]),
        ("[ INSERT   photo here ]", ["[ INSERT photo here ]"]),
        ("<insert photo here> <add title>", ["<insert photo here>", "<add title>"]),
        ("[Your name]", ["[Your name]"]),
        ("[name] did this on [date]", ["[name]", "[date]"]),
        ("[date to be confirmed] [photo goes here]", ["[date to be confirmed]", "[photo goes here]"]),
        ("[EVIDENCE NEEDED]", ["[EVIDENCE NEEDED]"]),
        ("[citation needed]", ["[citation needed]"]),
        ("[Type your text here] [type here]", ["[Type your text here]", "[type here]"]),
        (
            "Click or tap here to enter text. Click to add title",
            ["Click or tap here to enter text", "Click to add title"],
        ),
        ("Choose an item.", ["Choose an item"]),
        ("Lorem ipsum dolor, lorem IPSUM", ["Lorem ipsum", "lorem IPSUM"]),
        ("Date: TBC; by: TBA, TBD; TODO; FIXME; XXXX", ["TBC", "TBA", "TBD", "TODO", "FIXME", "XXXX"]),
        ("[TBC: ask Ann]", ["[TBC: ask Ann]"]),
        ("Date: ????", ["????"]),
        ("[insert a][insert b]", ["[insert a]", "[insert b]"]),
    ],
)
def test_placeholders_are_found(text: str, left: list[str]) -> None:
    assert placeholders(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Press [Enter], <Enter> or [Tab].",
        "[Name removed] helped [name withheld]; [names changed]",
        "![photo of the display](display.png) [image 3] [picture: the sorting game]",
        "[Type of support: one to one]",
        "[1] [x] [ ] [00:01:30] [see page 3] [inaudible]",
        "Why???? Really?????",
        "tbc in prose, MTBC, TODOs, XXXL, XX",
        "a nice item to choose; click here; the lorem of the ipsum",
        "[insert\nimage]",
        "",
    ],
)
def test_placeholders_exclude_other_words(text: str) -> None:
    assert placeholders(text) == []

from tests.tracked import claims, reasons, tracked


def test_section_of_a_ksb_names_its_evidence() -> None:
    text = """# My KSBs

### K6: Theories of learning

Evidence: Phonics plan, p. 2; Film at 00:01:30
Status: Complete

### K9 – Curriculum

**Evidence:** [Lesson plan](evidence/E01.docx) (section "Why")

### K12

Evidence: circuit review, when I have written it
Status: In progress

### K15
Status: Not started

### K16
Evidence: see K6

## Skills (S1-S3)

### S7 and S8
- E01 p. 4
- ~~E05~~
"""
    read = tracked(text)

    assert claims(read) == [
        "K6 claimed Phonics plan p. 2",
        "K6 claimed Film 00:01:30",
        "K9 claimed Lesson plan § Why",
        "K12 planned circuit review",
        "S7 claimed E01 p. 4",
        "S8 claimed E01 p. 4",
    ]
    assert read.claims[2].files == ("evidence/E01.docx",)
    assert len(read.left_out) == 4


def test_line_with_a_code_above_labels_is_a_section() -> None:
    text = "KSB: K6\nStatus: done\nEvidence: Lesson plan\nPage: 2\n\nKSB: K7\nEvidence: N/A\n"
    read = tracked(text, "tracker.txt")

    assert claims(read) == ["K6 claimed Lesson plan p. 2"]
    assert reasons(read) == ["KSB: K7:: names no piece of evidence"]


SIGNED = "### K6\nEvidence: Lesson plan\nAssessor: {by}\nDate assessed: {on}\nDecision: {decision}\nFeedback: Good\n"


def test_decision_with_name_and_day_signs_off() -> None:
    read = tracked(SIGNED.format(by="J. Halloway", on="03/05/2025", decision="Met"))

    assert claims(read) == ["K6 assessed Lesson plan"]
    assert str(read.claims[0].decisions[0].on) == "2025-05-03"
    assert len(read.remarks) == 1


def test_decision_without_day_or_by_the_learner_signs_nothing() -> None:
    assert claims(tracked(SIGNED.format(by="J. Halloway", on="May", decision="Met"))) == ["K6 claimed Lesson plan"]
    own = tracked(SIGNED.format(by="Jo Pellew", on="2025-05-03", decision="Met"), learner="Jo Pellew")
    assert claims(own) == ["K6 claimed Lesson plan"]
    assert own.left_out


def test_decision_not_met_is_kept_and_no_sign_off() -> None:
    read = tracked(SIGNED.format(by="J. Halloway", on="2025-05-03", decision="Not yet met"))

    assert claims(read) == ["K6 claimed Lesson plan"]
    assert [(each.is_met, each.feedback) for each in read.claims[0].decisions] == [(False, "Good")]

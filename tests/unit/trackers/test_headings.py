import pytest

from ksbcheck.trackers.headings import Role, heading_role

HEADINGS = {
    Role.KSB: "KSB; KSBs; KSB code; KSB (see Appendix); ksb_refs; Mapped KSBs; Knowledge; Skill; Code; Associated KSBs",
    Role.STATEMENT: "Statement; KSB Description; Definition",
    Role.EVIDENCE: "Evidence; Evidence 2; Title / description; Title of piece; Primary artefacts; Activity",
    Role.NUMBER: "Evidence #; Evidence no.; Evidence ref; Component ID; pr_id; #",
    Role.WHERE: "Page / time; Page Number; Evidence Location; Where",
    Role.STATUS: "Status; Claimed?; Evidenced; RAG; Quality rating; Claimed by learner; Y/N; % complete",
    Role.DECISION: "Assessor decision; Met?; Tutor approval status; Pass met; Accepted by tutor",
    Role.ASSESSOR: "Assessor; Assessor name; Signed off by; Sign (manager)",
    Role.ASSESSED_ON: "Date assessed; Date signed; Assessed on; Date met",
    Role.VERIFIER: "IQA; IQA name; Internally verified by",
    Role.VERIFIED_ON: "IQA date; Date sampled",
    Role.SECOND_DECISION: "IQA outcome",
    Role.NOTES: "Notes; Assessor comments; Tutor feedback; Outstanding KSBs; Related KSBs",
    Role.PROPOSAL: "Possible evidence; Tutor's suggestion; Opportunities",
    Role.PLANNED_EVIDENCE: "Planned evidence",
    Role.PROPOSED_KSB: "Possible KSBs; Suggested KSBs",
    Role.ACCOUNT: "How addressed; Overview of how I met KSB; What did you learn?",
    Role.LEARNER: "Learner; Apprentice name; Name of apprentice",
    Role.UNUSED: "Hours; Type; Theme; Due/Done date; Type of evidence",
    None: "Phonics plan; Priya Nandra; Room",
}


@pytest.mark.parametrize(
    ("heading", "role"), [(each, role) for role, headings in HEADINGS.items() for each in headings.split("; ")]
)
def test_heading_role(heading: str, role: Role | None) -> None:
    assert heading_role(heading) is role

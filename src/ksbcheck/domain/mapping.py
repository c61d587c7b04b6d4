"""The mapping of KSBs to evidence as a table: what `export` writes and `import` reads."""

from enum import StrEnum

FORMAT = "ksbcheck-mapping/1"
"""Stands above the table. Documents with it are no evidence."""
NOT_YET = "not yet met"
"""The status of a claim whose latest decision is that it is not met; the others are the rungs."""
FILES = "; "
"""What parts the files of a piece."""


class Heading(StrEnum):
    """The headings of its columns."""

    KSB = "KSB"
    STATEMENT = "Statement"
    PIECE = "Evidence ID"
    EVIDENCE = "Evidence"
    WHERE = "Where"
    DATE = "Evidence date"
    FILES = "Files"
    STATUS = "Status"
    ASSESSOR = "Assessor"
    ASSESSED_ON = "Assessed on"
    FEEDBACK = "Feedback"
    VERIFIER = "IQA"
    VERIFIED_ON = "IQA date"
    VERIFIER_FEEDBACK = "IQA feedback"
    COUNTS_AS = "Counts as"

"""What the lines of a standard's web page begin with, and what its headings head."""

import re
from enum import Enum, auto

LONG = 80
"""How long a title may be, and how much of a line a message shows."""

DUTY = re.compile(
    r"[#*•\s]*Duty\s+([1-9][0-9]{0,2})(?!\d|\.\d)[*\s]*[:.\u2013\u2014-]?[*\s]*(.*)", re.IGNORECASE | re.DOTALL
)
"""A duty: its number, and what stands behind it."""
STATEMENT = re.compile(
    r"[#*•\s]*((?:ESB|TK|TS|K|S|B)[1-9][0-9]{0,3})(?![0-9A-Za-z])[*\s]*([:.)|\u2013\u2014-]?)[*\s]*(.*)", re.DOTALL
)
"""A statement: its code, the sign behind it, and its text."""
BACK = re.compile(r"(?<!\s)\s*\[?Back to Duty\]?(?:\([^)]{0,200}\))?\s*$", re.IGNORECASE)
"""The link that stands behind each statement."""
COPYRIGHT = re.compile(r"(?:©\s*)?Crown copyright", re.IGNORECASE)
NOTICE = re.compile(r"This (?:apprenticeship|document|standard|version|is not the latest)\b", re.IGNORECASE)
"""A banner about the page itself."""
SHOWN_OPTION = re.compile(r"showing the following option:\s*(.+)$", re.IGNORECASE)
STATUS = re.compile(
    r"^This (?:apprenticeship|standard|version)(?: standard)?(?: is| has been)? "
    r"(withdrawn|retired|in development|in revision)\b|^This is (not the latest approved version)",
    re.IGNORECASE,
)
"""A banner that says how far the standard has come, and it isn't approved."""

FACTS = {
    "title": re.compile(r"(?i:title)\s*[:|]\s*(\S.*)"),
    "reference": re.compile(r"(?i:(?:standard )?reference(?: number| code)?)[:|\s]*([A-Z]{2,8}\d{1,6}[A-Z]?)"),
    "level": re.compile(r"(?i:level[:|\s]*(?:level )?)([1-8])"),
    "version": re.compile(r"(?i:version(?: number)?)[:|\s]*(\d{1,3}(?:\.\d{1,3}){0,3})"),
    "status": re.compile(r"(?i:status)\s*[:|]\s*(\S.{0,80})"),
    "lars_code": re.compile(r"LARS(?: standard)? code[:|\s]*(\d{1,6})", re.IGNORECASE),
    "route": re.compile(r"(?i:route)\s*[:|]\s*(\S.{0,80})"),
    "typical_duration": re.compile(r"(?i:(?:typical )?duration(?: to gateway)?)[:|\s]*([1-9]\d{0,2}) months.{0,80}"),
}
"""Names with values, by the fields of a standard."""
LABEL = re.compile(
    r"(?:Title|(?:Standard )?Reference(?: number| code)?|Level|Version(?: number)?|Status|LARS(?: standard)? code|"
    r"Route|(?:Typical )?duration(?: to gateway)?)\s*:?",
    re.IGNORECASE,
)
"""Such a name by itself, its value standing on the next line."""


class Part(Enum):
    """The part of a page in which a line stands."""

    BEFORE = auto()
    FACTS = auto()
    OCCUPATION = auto()
    DUTIES = auto()
    KSBS = auto()
    ENGLISH = auto()
    QUALIFICATIONS = auto()
    VERSIONS = auto()
    LEFT_OUT = auto()
    AFTER = auto()


HEADINGS = {
    "occupation summary": Part.OCCUPATION,
    "occupational summary": Part.OCCUPATION,
    "summary of the occupation": Part.OCCUPATION,
    "occupational profile": Part.OCCUPATION,
    "duties": Part.DUTIES,
    "core": Part.DUTIES,
    "core duties": Part.DUTIES,
    "occupation duties": Part.DUTIES,
    "occupational duties": Part.DUTIES,
    "ksbs": Part.KSBS,
    "knowledge, skills and behaviours": Part.KSBS,
    "knowledge, skills and behaviours (ksbs)": Part.KSBS,
    "knowledge": Part.KSBS,
    "skills": Part.KSBS,
    "behaviours": Part.KSBS,
    "technical knowledge": Part.KSBS,
    "technical skills": Part.KSBS,
    "employability skills and behaviours": Part.KSBS,
    "english and maths": Part.ENGLISH,
    "english & maths": Part.ENGLISH,
    "qualifications": Part.AFTER,
    "mandatory qualifications": Part.QUALIFICATIONS,
    "other mandatory qualifications": Part.QUALIFICATIONS,
    "version log": Part.AFTER,
    "versions": Part.AFTER,
    "details of standard": Part.BEFORE,
    "details of the standard": Part.BEFORE,
    "key information": Part.FACTS,
    "overview of the role": Part.LEFT_OUT,
    "typical job titles": Part.LEFT_OUT,
    "job titles": Part.LEFT_OUT,
    "entry requirements": Part.LEFT_OUT,
    "professional recognition": Part.LEFT_OUT,
    "employers involved in creating the standard": Part.LEFT_OUT,
    "subject sector area": Part.LEFT_OUT,
    "additional details": Part.LEFT_OUT,
    "occupational level": Part.LEFT_OUT,
    "regulated standard": Part.LEFT_OUT,
    "progression": Part.LEFT_OUT,
    "consultation": Part.LEFT_OUT,
    "contents": Part.LEFT_OUT,
    "related content": Part.LEFT_OUT,
    "end-point assessment plan": Part.LEFT_OUT,
}
"""The headings of the pages, in small letters, and what they head."""


def is_rule(text: str) -> bool:
    """Whether a line is the one below a table's headings."""
    return "---" in text and not text.strip("|:- ")


def is_duty_head(text: str) -> bool:
    """Whether a line is the headings of a table of duties."""
    cells = [cell.strip("#* ").casefold() for cell in text.strip("| ").split("|")]
    return len(cells) > 1 and cells[0] in ("duty", "duties") and cells[-1].startswith(("ksb", "knowledge"))


def is_version_head(text: str) -> bool:
    """Whether a line is the headings of the table of versions, or the first of them."""
    cells = [cell.strip("#* ").casefold() for cell in text.strip(" ").split("|")]
    return len(cells) > 1 and cells[0] == "version" and (cells[1].startswith("change") or not any(cells[1:]))


def option_title(heading: str) -> str | None:
    """Return the option's title of the heading above its duties; None if nothing is left."""
    title = re.sub(
        r"^(?:additional |specific )?(?:option )?duties (?:for|of) (?:the )?", "", heading, flags=re.IGNORECASE
    )
    title = re.sub(r"^option\s*(?:(?:[a-z]\b|\d+)\s*)?[:\u2013\u2014-]\s*", "", title, flags=re.IGNORECASE)
    title = re.sub(r"(?<!\s)\s+duties$", "", title, flags=re.IGNORECASE)
    return re.sub(r"(?<!\s)\s+(?:option|specialism|pathway)$", "", title, flags=re.IGNORECASE).strip() or None


def goes_on(line: str) -> bool:
    """Whether a line looks as if it continued the sentence or list before it."""
    return line.startswith(("•", "-", "*")) or line[:1].islower()


def quoted(text: str) -> str:
    """Return the beginning of a line as a message shows it."""
    return repr(text if len(text) <= LONG else f"{text[: LONG - 3]}...")

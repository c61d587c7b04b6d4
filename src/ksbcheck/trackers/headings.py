"""What the headings of columns say. The cells decide; a heading tells apart columns whose cells look alike."""

import re
from enum import Enum
from functools import lru_cache


class Role(Enum):
    """What a column holds, in the words of `--column`."""

    KSB = "ksb"
    PROPOSED_KSB = "proposed ksb"
    STATEMENT = "statement"
    NUMBER = "evidence number"
    EVIDENCE = "evidence"
    WHERE = "where"
    FILE = "file"
    DATE = "date"
    STATUS = "status"
    GAP = "gap"
    DECISION = "decision"
    ASSESSOR = "assessor"
    ASSESSED_ON = "assessed on"
    VERIFIER = "quality assurance"
    VERIFIED_ON = "verified on"
    SECOND_DECISION = "quality assurance decision"
    LEARNER = "learner"
    PROPOSAL = "proposal"
    ACCOUNT = "account"
    NOTES = "notes"
    PIECE = "marks for a piece"
    UNUSED = "not used"


_LEARNER = r"(?:learner|apprentice|student|candidate|trainee)"
_THING = r"(?:evidence|pieces?|items?|component|doc(?:ument)?|artefact|artifact|log|entry|appendix|portfolio|ticket|pr|file|activity)"
_SECOND = r"(?:iqa|iv|internal(?:ly)? (?:quality|verif\w*)|verif\w*|moderat\w*|sampled|quality assur\w*)"
_PATTERNS = (
    # the first that fits a whole heading counts
    (Role.UNUSED, r".*\b(?:due|target|deadline|review)\b.*\bdate\b.*|due.*|deadline|.*\b(?:hours?|otj|duration)\b.*"),
    (Role.VERIFIED_ON, rf".*\b(?:date|day|when)\b.*\b{_SECOND}\b.*|.*\b{_SECOND}\b.*\b(?:date|day|on)\b.*"),
    (Role.NOTES, rf"(?:.*\b(?:{_SECOND}|assessor|tutor|coach|mentor|manager)\b.*)?\b(?:notes?|comments?|feedback)"),
    (Role.SECOND_DECISION, rf".*\b{_SECOND}\b.*\b(?:decision|outcome|result|status|agree\w*|judge?ment|y/?n)\b.*"),
    (Role.VERIFIER, rf".*\b{_SECOND}\b.*"),
    (Role.LEARNER, rf"(?:the )?{_LEARNER}(?:['\u2019]?s)?(?: ?full)?(?: ?name)?|name(?: of (?:the )?{_LEARNER})?|full name"),
    (
        Role.ASSESSED_ON,
        r".*\b(?:date|day|when)\b.*\b(?:assess\w*|sign\w*|met|decision|decided|approv\w*|passed|achieved)\b.*"
        r"|(?:assess\w*|sign\w*(?:[ -]?off)?|decision|approval|met|achieved|tutor|coach) (?:date|on)",
    ),
    (
        Role.NOTES,
        r".*\b(?:outstanding|remaining|missing|still|not|next|target\w*|uncovered|incomplete|to ?do|to be|weak\w*|gaps?)\b.*\b(?:ksbs?|codes?)\b.*"
        r"|ksbs? .*\b(?:outstanding|remaining|missing|still|not|next|to ?do|to be|gaps?)\b.*",
    ),
    (Role.PROPOSED_KSB, r".*\b(?:possible|potential|suggested|proposed|recommended|likely|opportunit\w+)\b.*\bksbs?\b.*"),
    (
        Role.PROPOSAL,
        r".*\b(?:opportunit\w+|possible|potential|suggest\w+|ideas?|could|proposed|recommended|where to hit(?: it)?)\b.*"
        r"|examples?(?: of)?(?: \w+)? evidence|evidence examples?",
    ),
    (Role.GAP, r".*\bgaps?\b.*"),
    (
        Role.DECISION,
        r".*\b(?:decision|outcome|judge?ment|verdict)\b.*|(?:assessor|tutor|coach|mentor|manager)\b.*\b(?:status|approval|result|grade|met)\b.*"
        r"|(?:(?:pass|distinction|merit) )?met\b.*|achieved|result|grade|accepted|approved|assessed|signed[ -]?off",
    ),
    (
        Role.NOTES,
        r".*\b(?:notes?|comments?|feedback|remarks?|justification|rationale|actions?|next steps?|instructions?|issues?|to ?do)\b.*"
        r"|.*\b(?:related|linked|see also|also|other|cross[- ]?ref\w*)\b.*\bksbs?\b.*|see also",
    ),
    (
        Role.ASSESSOR,
        r".*\b(?:assessor|assessed by|signed(?: off)? by|approved by|marked by|tutor|coach|mentor|manager|signature|initials|by whom)\b.*"
        r"|sign(?:ed)?\b.*",
    ),
    (
        Role.STATUS,
        rf"(?:(?:ksb|{_THING}|overall|current|my|{_LEARNER}(?:['\u2019]s)?)\s)?(?:status|progress|rag(?: rating| status)?|state|stage|completed?"
        r"|evidenced|claimed|covered|done|ready(?: for \w+)?|strength|quality(?: rating)?|confidence|score|rating|% ?complete|tick(?:ed)?"
        r"|submitted|completion|files ?/ ?score)(?: ?\([^)]*\))?",
    ),
    (Role.DATE, r".*\bdated?\b.*|when|week(?: commencing)?|completed on|day"),
    (Role.UNUSED, r".*\b(?:type|theme|category|method|duty|duties|level|weight\w*|priority|no\. of|number of|count)\b.*|(?:unit|module|term|group|kind)"),
    (Role.NUMBER, rf"{_THING}[ -]?(?:#|no|number|num|id|ids|ref|refs|reference|references|code)|#|no|number"),
    (
        Role.WHERE,
        r".*\b(?:pages?|pg|where|location|locator|time ?stamps?|timings?|section|slides?|para\w*|position)\b.*|pp?|time|minutes?|place",
    ),
    (Role.FILE, r".*\b(?:file ?names?|files?|links?|url|hyperlink|path|attachments?)\b.*"),
    (Role.EVIDENCE, rf"titles?\b.*|.*\btitle of\b.*|{_THING}(?: (?:name|title|description))?|.*\bdescription of (?:{_THING}|work|task)\b.*"),
    (
        Role.STATEMENT,
        r".*\b(?:description|statement|definition|wording|descriptors?|requirement)\b.*|criteri\w+|standard|text|detail",
    ),
    (Role.ACCOUNT, r".*\b(?:how|overview|reflection|summary|account|explanation|explain|impact)\b.*|what (?!tickets).*|learning(?: points)?"),
    (
        Role.KSB,
        r".*\b(?:ksbs?|k, ?s(?: and|,|&) ?b|codes?)\b.*|(?:core )?(?:knowledge|skills?|behaviou?rs?)(?: (?:code|ref\w*|no))?|standard element"
        r"|id|ref|reference|element|mapped to|mapping|.*\bknowledge, skills\b.*",
    ),
    (
        Role.EVIDENCE,
        rf".*\b(?:{_THING}s?|artefacts?|artifacts?|activit(?:y|ies)|documents?|proof|screenshots?|tasks?|projects?|work|assignments?|tickets?"
        r"|source|products?|event|course|training|observations?|titles?|entries)\b.*",
    ),
)
_ROLES = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _PATTERNS)
_LONGEST = 300
PERIOD = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?|autumn|spring|summer|winter|term|week|quarter|month|q|review|visit"
    r"|progress review|session|half term|year|day|wk|t|w)?[ -]?\d{0,4}(?:[ /-]\d{2,4})?(?: term| half| visit| review)?(?: ?\d)?\W*",
    re.IGNORECASE,
)
"""Headings that say when, and name no piece of evidence."""
MODULE = re.compile(r"(?:m|module|unit|session|workshop|week|lesson|topic|lecture|sprint)[ .#:-]?\d+\b.*", re.IGNORECASE)
"""Headings of a programme's parts."""
GENERIC = re.compile(
    r"(?:notes?|comments?|pages?|page ?/ ?time|date|when|where|location|links?|files?|gap|actions?|feedback|types?|hours|theme|category"
    r"|ksbs?|code|ref|reference|id|no|number|evidence|title|description|statement|name|total|totals|count|status)\W*",
    re.IGNORECASE,
)
"""Headings that no piece of evidence has as its name."""


@lru_cache(maxsize=4_096)
def heading_role(heading: str) -> Role | None:
    """Return what a heading says of its column; None if nothing that is known."""
    bare = re.sub(r"\([^()]*\)\s*$", "", " ".join(heading.replace("_", " ").split())).strip(" :*?.-\u2013") or heading.strip()
    bare = bare if bare != "" else heading
    if len(bare) > _LONGEST:
        return None
    return next((role for role, pattern in _ROLES if pattern.fullmatch(bare)), None)

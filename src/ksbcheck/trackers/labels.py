"""The words before a colon, and in headings, of documents that map evidence to KSBs."""

import re
from enum import Enum, auto

from ksbcheck.documents.mention_words import LABEL_OF_GAPS
from ksbcheck.domain.ladder import Rung

_I = re.IGNORECASE


class Role(Enum):
    """What a label says that its value is."""

    EVIDENCE = auto()
    WHERE = auto()
    STATUS = auto()
    DATE = auto()
    ASSESSOR = auto()
    ASSESSED_ON = auto()
    DECISION = auto()
    FEEDBACK = auto()


_ROLES = {
    role: re.compile(pattern, _I)
    for role, pattern in (
        (
            Role.ASSESSED_ON,
            r"(?:assessed on|date (?:assessed|signed(?: off)?)|(?:sign[- ]?off|assessment|assessor'?s?) date)",
        ),
        (Role.ASSESSOR, r"(?:assessor(?:'?s)?(?: name)?|(?:assessed|signed(?: off)?|marked) by)"),
        (Role.DECISION, r"(?:(?:assessor'?s? )?(?:decision|outcome|judge?ment|verdict)|assessed)"),
        (Role.FEEDBACK, r"(?:feedback|assessor'?s? (?:comments?|feedback|notes?))"),
        (
            Role.STATUS,
            r"(?:(?:current |ksb )?(?:status|state|progress|rag(?: rating)?)|complete[d]?\??|done\??|tick(?:ed)?)",
        ),
        (Role.DATE, r"(?:evidence )?date(?: (?:of evidence|completed|done))?"),
        (
            Role.WHERE,
            r"(?:pages?|page (?:no\.?|numbers?|ref\w*)|location|where|place|time ?stamp|time|section|slides?|position)",
        ),
        (
            Role.EVIDENCE,
            r"(?:my |supporting |main |other |primary )?(?:evidence|pieces?|artefacts?|artifacts?|documents?|files?|links?"
            r"|portfolio (?:ref\w*|items?|evidence)|proof|where (?:shown|met|evidenced)|evidenced (?:by|in)|shown in|source)"
            r"(?: (?:used|title|names?|of evidence|ref(?:erence)?s?|files?|links?|\d{1,2}|[a-c]))*",
        ),
    )
}
TITLE = re.compile(
    r"(?i)(?:title|piece|activity|task|evidence title|(?:title|name) of (?:the )?(?:evidence|piece|activity))"
)
"""The label of a piece in a list of several."""
TITLE_OF_KSB = re.compile(r"(?i)(?:statement|description|title|criteri(?:on|a)|definition|wording|what it says)")
_LABEL = re.compile(r"([^:=\n]{1,90}?)\s*(?:::?|=|\s[-\u2013\u2014]{1,2})(?:\s+|$)(.*)", re.DOTALL)
_DONE = (
    r"\b(?:cover(?:ed|s)?|met|meets|show[ns]|demonstrate[ds]|address(?:ed|es)|evidence[ds]|claim(?:ed|s)|used|hit)\b"
)
_KSB_LABEL = re.compile(
    r"(?:(?:the|my|main|key|core|mapped|linked|relevant|associated|related|current|other|primary|secondary|links? to"
    r"|mapping to|mapped to|evidence for|suggested|proposed|possible|potential|planned|recommended|draft|auto\w*|ai|tutor'?s?"
    r"|still|all|these|which|apprenticeship)[\s-]+){0,4}ksb['\u2019]?s?\b.*"
    r"|(?:suggested|proposed|recommended) (?:by|for)\b.*|(?:planned|upcoming) (?:evidence|pieces|work)"
    r"|(?:knowledge|skills?|behaviours?)(?:(?:,|,? and| &|/)? ?(?:knowledge|skills?|behaviours?))*(?: (?:and|&) behaviours?)?"
    rf"(?: {_DONE})?"
    rf"|(?:this (?:piece|entry|evidence|work|activity|project|task) )?{_DONE}(?: (?:by this|here|in this) ?\w*)?"
    r"|(?:maps?|mapped|links?|linked|tagged|matched|mapping) to(?: (?:the )?standard)?|mapping|tags?|(?:standards?|criteria) "
    + _DONE,
    _I,
)
_OF_GAPS = re.compile(
    r"\b(?:still|missing|gaps?|next|to ?do|not|needed|outstanding|remaining|to (?:cover|evidence|show|work|develop|improve|achieve|complete|gather|find|address|do|build)\b|targets?|future)\b",
    _I,
)
_TO_COME = re.compile(
    r"\b(?:to be (?:agreed|confirmed|checked|decided)|planned|upcoming|tb[ca]|draft|provisional|in progress|working towards?|aiming"
    r"|will|hope)\b",
    _I,
)
_PROPOSED = re.compile(
    r"\b(?:suggest\w*|propos\w*|recommend\w*|ai|auto\w*|chat ?gpt|copilot|(?:by|from) (?:my |the )?(?:tutor|assessor|mentor|coach))\b"
    r"|\A(?:my )?(?:tutor|assessor|mentor)\b",
    _I,
)
_NO_MAPPING = re.compile(
    r"\b(?:possibl[ey]|potential\w*|opportunit\w+|could|might|may|examples?|e\.g|template|how|required?|list|standards?|asks?|glossary"
    r"|requirements?|statements?|instructions?|guidance|all|questions?|option|trackers?|plan|matrix|index|log|portfolio|review\w*|discuss\w*|(?:of|in|for) (?:this|the|my) (?!(?:piece|entry|evidence|work|activity|project|task))\w+)\b",
    _I,
)
_DONE_WORD = re.compile(_DONE, _I)
OF_THE_STANDARD = re.compile(
    r"\b(?:(?:the|this|our|my) (?:standard|option|apprenticeship)|requirements?|criteria|glossary|legend|key to|how to|instructions?"
    r"|guidance|templates?|examples?|appendix|list of ksbs?|agenda|questions?)\b",
    _I,
)
"""A heading below which codes are the standard's, and claim nothing."""


def split_label(text: str) -> tuple[str, str] | None:
    """Return the label and the value of a line: `Evidence: Phonics plan`, `Status - complete`."""
    found = _LABEL.match(text)
    return (found[1].strip(), found[2].strip()) if found else None


def role_of(label: str) -> Role | None:
    bare = label.strip(" *_?:").casefold()
    return next((role for role, pattern in _ROLES.items() if pattern.fullmatch(bare)), None)


def mapping_rung(label: str) -> Rung | str | None:
    """Return the rung of the codes below a label such as `KSBs covered`, or why they claim nothing; None for others."""
    bare = label.strip(" *_?:.")
    if not _KSB_LABEL.fullmatch(bare):
        return "below a label of what is still to come" if LABEL_OF_GAPS.match(f"{bare}:") else None
    if _TO_COME.search(bare):
        return Rung.PLANNED
    if _OF_GAPS.search(bare) or LABEL_OF_GAPS.match(f"{bare}:"):
        return "below a label of what is still to come"
    if _PROPOSED.search(bare):
        return Rung.SUGGESTED
    if _NO_MAPPING.search(bare) and not _DONE_WORD.search(bare):
        return "below a label that maps no evidence"
    return Rung.CLAIMED

"""The words before a colon, and in headings, of documents that map evidence to KSBs."""

import re

from ksbcheck.documents.mention_words import LABEL_OF_GAPS
from ksbcheck.domain.ladder import Rung
from ksbcheck.trackers.headings import Role, heading_role
from ksbcheck.trackers.words import pattern, whole_words

_LABELS = pattern(
    r"""
    assessed on; date (?:assessed|signed(?: off)?); (?:sign[- ]?off|assessment|assessor(?:'?s)?) date
    assessor(?:'?s)?(?: name)?; (?:assessed|signed(?: off)?|marked) by; feedback
    assessor'?s? (?:comments?|feedback|notes?); (?:assessor'?s? )?(?:decision|outcome|judge?ment|verdict); assessed
    (?:current |ksb )?(?:status|state|progress|rag(?: rating)?); completed?\??; done\??; tick(?:ed)?
    (?:evidence )?date(?: (?:of evidence|completed|done))?; page (?:no\.?|numbers?|ref\w*); pages?; location; where
    place; time ?stamp; time; section; slides?; position; statement; description; criteri(?:on|a); definition; wording
    """
)
"""Labels that say of their values what headings say of columns."""
_EVIDENCE = pattern(
    r"""
    evidence; pieces?; art[ei]facts?; documents?; files?; links?; portfolio (?:ref\w*|items?|evidence); proof
    source; where (?:shown|met|evidenced); evidenced (?:by|in); shown in
    """,
    before="(?:my |supporting |main |other |primary )?",
    after=r"(?: (?:used|title|names?|of evidence|ref(?:erence)?s?|files?|links?|\d{1,2}|[a-c]))*",
)
_TITLE = pattern("title; activity; task; (?:title|name) of (?:the )?(?:evidence|piece|activity)")
_LABEL = re.compile(r"([^:=\n]{1,90}?)\s*(?:::?|=|\s[-\u2013\u2014]{1,2})(?:\s+|$)(.*)", re.DOTALL)
_DONE = (
    r"\b(?:cover(?:ed|s)?|met|meets|show[ns]|demonstrate[ds]|address(?:ed|es)|evidence[ds]|claim(?:ed|s)|used|hit)\b"
)
_OWN_WORK = "piece|entry|evidence|work|activity|project|task|account|reflection|report|log|essay|assignment|session"
_OWN_KSBS = pattern(
    r"""
    the; my; main; key; core; mapped; linked; relevant; associated; related; current; other; primary; secondary; which
    links? to; mapping to; mapped to; evidence for; suggested; proposed; possible; potential; planned; recommended
    draft; supporting; additional; further; claimed; covered; evidenced; demonstrated; auto\w*; ai; tutor'?s?; still
    all; these; apprenticeship
    """,
    before="(?:",
    after=r"[\s-]+){0,4}ksb['\u2019]?s?\b.*",
)
_KINDS = "(?:knowledge|skills?|behaviours?)"
_MAPPINGS = pattern(
    rf"""
    (?:suggested|proposed|recommended) (?:by|for)\b.*; (?:planned|upcoming) (?:evidence|pieces|work); mapping; tags?
    {_KINDS}(?:(?:,|,? and| &|/) ?{_KINDS}){{0,2}}(?: {_DONE})?
    (?:this (?:{_OWN_WORK}) )?{_DONE}(?: (?:by this|here|in this) ?\w*)?
    (?:maps?|mapped|links?|linked|tagged|matched|mapping) to(?: (?:the )?standard)?; (?:standards?|criteria) {_DONE}
    """
)
_OF_GAPS = whole_words(
    r"""
    still; missing; gaps?; next; to ?do; not; needed; outstanding; remaining; targets?; future
    to (?:cover|evidence|show|work|develop|improve|achieve|complete|gather|find|address|do|build)
    """
)
_TO_COME = whole_words(
    r"""
    to be (?:agreed|confirmed|checked|decided); planned; upcoming; tb[ca]; draft; provisional; in progress
    working towards?; aiming; will; hope
    """
)
_PROPOSED = whole_words(
    r"""
    suggest\w*; propos\w*; recommend\w*; ai; auto\w*; chat ?gpt; copilot; \A(?:my )?(?:tutor|assessor|mentor)(?:'s)?
    (?:by|from) (?:my |the )?(?:tutor|assessor|mentor|coach)
    """
)
_NO_MAPPING = whole_words(
    rf"""
    possibl[ey]; potential\w*; opportunit\w+; could; might; may; examples?; template; how; required?; list; standards?
    asks?; glossary; requirements?; statements?; instructions?; guidance; all; questions?; option; trackers?; plan
    matrix; index; log; portfolio; review\w*; discuss\w*; (?:of|in|for) (?:this|the|my) (?!(?:{_OWN_WORK}))\w+
    """
)
DONE = re.compile(_DONE, re.IGNORECASE)
"""What a label says where codes are shown, as `KSBs covered`, unlike `KSBs`."""
OF_THE_STANDARD = whole_words(
    r"""
    (?:the|this|our|my) (?:standard|option|apprenticeship); requirements?; criteria; glossary; legend; key to; how to
    instructions?; guidance; templates?; examples?; appendix; list of ksbs?; agenda; questions?
    """
)
"""A heading below which codes are the standard's, and claim nothing."""
_HEADS_CODES = re.compile(rf"\bksbs?\b|{_DONE}|\bmapping\b", re.IGNORECASE)
STILL_TO_COVER = "below a label of what is still to come"


def split_label(text: str) -> tuple[str, str]:
    """Return the label and the value of a line: `Evidence: Phonics plan`, `Status - complete`; empty if it has none."""
    found = _LABEL.match(text)
    return (found[1].strip(), found[2].strip()) if found else ("", "")


def label_of(text: str) -> Role | None:
    """Return what a label says of its value; a title may be that of a statement, too."""
    bare = text.strip(" *_?:").casefold()
    if _EVIDENCE.fullmatch(bare):
        return Role.EVIDENCE
    return heading_role(bare) if _LABELS.fullmatch(bare) else Role.STATEMENT if _TITLE.fullmatch(bare) else None


def names_piece(label: str) -> bool:
    """Return whether the value of a label is a piece, as of `Title` and `Evidence`."""
    bare = label.strip(" *_?:").casefold()
    return _EVIDENCE.fullmatch(bare) is not None or _TITLE.fullmatch(bare) is not None


def heading_rung(heading: str) -> Rung | str | None:
    """Return the same for a heading or line without a colon; `Knowledge` alone may head a list of the standard."""
    rung = mapping_rung(heading)
    return rung if rung is not Rung.CLAIMED or _HEADS_CODES.search(heading) else None


def mapping_rung(label: str) -> Rung | str | None:
    """Return the rung of the codes below a label such as `KSBs covered`, or why they claim nothing; None for others."""
    bare = label.strip(" *_?:.")
    is_of_gaps = LABEL_OF_GAPS.match(f"{bare}:") is not None
    if not _OWN_KSBS.fullmatch(bare) and not _MAPPINGS.fullmatch(bare):
        return STILL_TO_COVER if is_of_gaps else None
    if _TO_COME.search(bare):
        return Rung.PLANNED
    if is_of_gaps or _OF_GAPS.search(bare):
        return STILL_TO_COVER
    if _PROPOSED.search(bare):
        return Rung.SUGGESTED
    if _NO_MAPPING.search(bare) and not DONE.search(bare):
        return "below a label that maps no evidence"
    return Rung.CLAIMED

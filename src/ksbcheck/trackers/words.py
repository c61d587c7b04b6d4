"""The words of trackers: what cells, marks and headings say. Each group has its reason."""

import re
from enum import Enum, auto
from functools import lru_cache


class Standing(Enum):
    """What a status word or mark says of the evidence beside it."""

    DONE = auto()
    """The learner says that it is there."""
    PLANNED = auto()
    PARTIAL = auto()
    """Part of it is there."""
    POSSIBLE = auto()
    """Somebody or a program proposes it."""
    TAUGHT = auto()
    """It is taught, which shows nothing of the learner."""
    ABSENT = auto()
    """There is none, or it doesn't count."""
    MET = auto()
    """An assessor's yes."""
    NOT_MET = auto()
    """An assessor's no, not yet, or in part."""


def entries(text: str) -> list[tuple[str, str]]:
    """Return the names and the phrases of entries such as `date = when; day`; indented lines go on."""
    return re.findall(r"^(\w[\w ]*) = (.*(?:\n  .*)*)", text, re.MULTILINE)


def any_of(phrases: str) -> str:
    """Return the pattern of any of the phrases, which semicolons or lines separate."""
    found = filter(None, map(str.strip, re.split(r"[;\n]", phrases)))
    return f"(?:{'|'.join(found)})"


def pattern(phrases: str, *, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return the pattern of any of the phrases, which semicolons or lines separate, in any letter case."""
    return re.compile(before + any_of(phrases) + after, re.IGNORECASE | re.DOTALL)


def whole_words(phrases: str) -> re.Pattern[str]:
    """Return the pattern of any of the phrases as whole words within a text."""
    return pattern(phrases, before=r"\b", after=r"\b")


_SIGNS = {
    **dict.fromkeys("\u2713\u2714\u2705\u2611\u2612\u25cf\u2022\u25a0xX1yY", Standing.DONE),
    **dict.fromkeys("\u2717\u2718\u274c\u2610\u25a1\u25cb0-\u2013\u2014nN.", Standing.ABSENT),
    **dict.fromkeys("\U0001f7e2\U0001f7e9gG", Standing.DONE),
    **dict.fromkeys("\U0001f7e1\U0001f7e0\U0001f7e7\U0001f7e8aA", Standing.PLANNED),
    **dict.fromkeys("\U0001f534\U0001f7e5rR", Standing.ABSENT),
    **dict.fromkeys("tT", Standing.TAUGHT),
    **dict.fromkeys("pP", Standing.PARTIAL),
}
"""Marks of one sign. Traffic lights: green, amber, red. A crossed box is Word's ticked one; a cross alone says no."""
LETTER_MARKS = frozenset("aAgGpPrRtTcC")
"""Letters that mean something only where a key, or the other marks of their table, say what."""
_STANDINGS = r"""
NOT_MET = not (?:yet )?(?:met|achieved|competent|passed|accepted|approved|agreed|signed off)\b.*
  (?:does|did) ?n[o\u2019']t meet\b.*; partial(?:ly)?[ -]?meets?\b.*; part(?:ial)?(?:ly)?[ -]?met\b.*
  refer(?:red)?\b.*; fail(?:ed)?\b.*; re-?submi\w*\b.*; re-?work\w*\b.*; rejected\b.*; declined\b.*
  mapped,? (?:but )?not accepted\b.*; more (?:evidence )?(?:needed|required)\b.*
ABSENT = no; none; nil; n/?a; n\.a\.?; not applicable\b.*; false; gap; missing; outstanding; blank; red; withdrawn
  removed; not (?:yet )?(?:started|evidenced|begun|done|covered|completed?|claimed|available|uploaded|in place|shown)
  not (?:yet )?submitted; not (?:needed|required|relevant)
  (?:no|none|nothing)(?: evidence)?(?: (?:yet|so far|found|uploaded))?
  evidence (?:needed|required|missing|gap|to follow); deleted; 0 ?%; incomplete; not shown
PLANNED = plan(?:ned)?; draft(?:ed|ing)?; in (?:progress|draft|hand|development)\b.*; on[ -]?going; started
  under ?way; begun; work(?:ing)? (?:towards?|in progress); wip; to ?do; tb[acd]; pending; booked\b.*; scheduled\b.*
  amber; yellow; orange
  to be (?:done|completed|written|added|uploaded|collected|confirmed|decided|arranged|finished|agreed|started)
  will be\b.*; to follow; not (?:yet )?finished; coming; future; next; arranged; [1-9]\d? ?%
  awaiting (?!assess|sign|review|mark|feedback|decision|iqa|sampl).*
PARTIAL = partial(?:ly)?(?: (?:evidenced|completed?|covered|done))?; partly\b.*; some(?: evidence)?; half; weak
  limited
POSSIBLE = possibl[ey]; potential(?:ly)?; opportunit(?:y|ies)\b.*; suggest(?:ed|ion)\b.*; proposed; could\b.*; maybe
  perhaps; idea; may be\b.*; auto[- ]?(?:mapped|matched|detected|tagged); ai\b.*; recommended; candidate; unconfirmed
  to (?:be )?(?:discuss|check|review)(?:ed)?
TAUGHT = taught\b.*; teach(?:ing)?; delivered; introduced; session; covered in (?:class|sessions?|module)\b.*; lesson
  workshop
MET = (?:fully )?met; achieved; pass(?:ed)?; competent; accepted; approved; signed[ -]?off; validated; verified
  assessed; meets(?: standard)?; distinction; merit; credit; agreed; (?:pass|distinction) met
DONE = not (?:yet )?(?:assessed|marked|reviewed|verified|sampled|checked); un(?:assessed|marked); completed?; done
  yes\b.*; true; evidenced; covered; claimed; submitted(?: (?:to|for|on)\b.*)?; uploaded(?: (?:to|on)\b.*)?; iqa.*
  finished; green; ready; fully(?: \w+)?; shown; demonstrated; in place; attached; available; provided; present
  tick(?:ed)?; 100 ?%; closed; final(?:ised)?; strong; good; mapped; ok(?:ay)?
  (?:awaiting|ready for|with|sent to) (?:an? |the |my )?(?:assess|sign|review|mark|feedback|decision|iqa|sampl).*
"""
"""What a whole cell says; the first that fits counts: the negated before the plain."""
_PATTERNS = tuple((Standing[name], pattern(phrases)) for name, phrases in entries(_STANDINGS))
_AROUND = " \t\n.,;:!*_`'\"[]()<>\u201c\u201d\ufe0f"
_SIGN_FIRST = re.compile(
    "[\u2713\u2714\u2705\u2611\u2717\u2718\u274c\u2610\u26a0\U0001f7e0-\U0001f7e2\U0001f534]\ufe0f?\\s*(?=\\w)"
)


_LONGEST = 200
_PARTS = re.compile(r"\s*(?:\s[-\u2013\u2014]\s|[,;:(/\n)]|\bbut\b)\s*")


@lru_cache(maxsize=16_384)
def standing(text: str) -> Standing | None:
    """Return what a whole cell says as a status or mark; None if it says something else."""
    bare = " ".join(text[:_LONGEST].strip(_AROUND).split()) or text[:_LONGEST].strip()
    if bare and bare == bare[0] * len(bare):
        return _SIGNS.get(bare[0]) if len(bare) == 1 or not bare.isalnum() else None
    if sign := _SIGN_FIRST.match(bare):
        return standing(bare[sign.end() :]) or _SIGNS.get(bare[0])
    return next((said for said, words in _PATTERNS if words.fullmatch(bare)), None)


def status(text: str) -> Standing | None:
    """Return what a cell of a column of statuses says, in one part or several: `Assessed - not met`."""
    parts = [standing(part) for part in (text, *_PARTS.split(text))]
    refused = next((said for said in parts if said in (Standing.NOT_MET, Standing.ABSENT)), None)
    return parts[0] or refused or next(filter(None, parts), None)


_NOTHING = pattern(
    r"""
    [\s\W_\d]*; \d+ (?:of|out of) \d+\b.*; (?:the |core )?(?:knowledge|skills?|behaviou?rs?|ksbs?|dut(?:y|ies))[\W\d]*
    x+; nil; no; false; true; yes; pending; outstanding; missing; unknown; various; blank; tb[acd]\b.*; to ?do\b.*
    to be (?:confirmed|completed|decided|agreed|advised|added|arranged)\b.*; to follow; coming soon; n/?a\b.*
    not (?:needed|required|relevant)\b.*; not applicable\b.*; none\b.*; gap\b.*; not yet
    not (?:yet )?(?:started|evidenced|done|covered|met|begun)\b.*; no(?: \w+)? evidence\b.*
    nothing (?:yet|so far|to)\b.*; see (?:above|below|notes?); ask \w+\b.*; lorem ipsum.*
    evidence (?:is )?(?:needed|required|missing|gap|here|to (?:follow|come|be \w+))\b.*
    (?:evidence|piece|file|document) (?:title|name|ref\w*|number|no\.?); describe:?[\s_.]*; awaiting\b.*
    placeholder\b.*; (?:please )?(?:insert|click|choose an item|select an item)\b.*; will (?:follow|come|be added)\b.*
    (?:please )?(?:enter|add|type|paste|put|select|write|attach|upload)\b.*\b(?:here|ksbs?|evidence|title|name)\b.*
    your (?:evidence|title|name)\b.*
    """
)
_MARKUP = re.compile(r"<(/?)(?:a|b|i|em|br|span|strong)\b[^<>]*>")
_BRACKETED = re.compile(r"[\[<{(]\s*([^\[\]<>{}()]*)\s*[\]>})]\s*\.?")


def names_nothing(text: str) -> bool:
    """Return whether a text names no piece of evidence: blank, a placeholder, a dash, `No evidence yet`."""
    bare = _SIGN_FIRST.sub("", _MARKUP.sub("", text).strip().strip("*_`\"'\u201c\u201d "))
    if whole := _BRACKETED.fullmatch(bare):
        bare = whole[1]
    return _NOTHING.fullmatch(bare) is not None


STILL_TO_COME = whole_words(
    r"""
    (?:i|we|will) (?:need|want|plan|hope|intend|aim|use)(?: to)?; going to; drafts?; in progress; in draft
    (?<!\bI )(?<!\bwe )planned(?= (?:for|in|next)\b|\W*\Z|\W*[)\]])
    (?:booked|scheduled|arranged|due)(?: for| in| on)?; tb[acd]; wip; coming soon
    not (?:yet )?(?:written|finished|done|completed?|started|uploaded|recorded|filmed|made|held); to follow
    evidence needed
    to be (?:written|done|completed|added|uploaded|collected|finished|arranged|agreed|confirmed|recorded|filmed)
    when (?:i|i['\u2019]ve|it) (?:have|has|is|am|get); once (?:i|it)
    still to (?:do|write|come|upload|add|film|finish); will (?:write|do|be|add|upload|film|record)
    needs? (?:to be )?(?:written|finishing|completing|uploading|doing)
    """
)
"""What makes a piece that is named one to come: `Phonics plan (draft)`, `booked for June`."""
ONLY_PROPOSED = whole_words(
    "possibl[ey]; potential(?:ly)?; opportunit(?:y|ies); could (?:use|be|show); maybe; perhaps; might; suggest(?:ed)?"
)
"""What makes a piece that is named a proposal: `possible: the summer fair`."""
DITTO = pattern(
    r"""
    ["\u201c\u201d\u3003\u2193\u2191]; ''; ,,; \u2018\u2018; ditto\.?; do\.; as (?:above|before)
    same(?: as (?:above|before))?; see above; idem; (?:the )?same (?:piece|evidence|document)
    """
)
"""The piece of the row above."""
CROSS_REFERENCE = pattern(
    r"see(?: also)?; as(?: for| in)?; refer to; cf\.?; same as", after=r"\s+(?:[KSB]|T[KS]|ESB)\s?\d{1,3}\b.*"
)
"""Another KSB in the place of a piece: which of its pieces is meant is not said."""
EXAMPLE = re.compile(
    r"\W*(?:e\.?\s?g\b.*|(?:(?:worked|for) )?(?:example|sample)"
    r"(?:\W*|\s*[:)].*|\s+(?:of how|row|answer|entry|only)\b.*))",
    re.IGNORECASE | re.DOTALL,
)
"""The row of a template that shows how to fill it. A piece may be called `Sample of marked work`."""
TOTAL = pattern(
    r"""
    (?:grand |sub-?)?totals?; count; sum; (?:number|no\.?|#)(?: of| \w+)? (?:ksbs?|covered|claimed|evidenced|pieces?)?
    overall; %; percentage; average; how many; (?:ksbs? )?(?:covered|claimed|evidenced); coverage
    """,
    before=r"\W*",
    after=r"(?!\w).*",
)
"""The first cell of a row of counts."""
TAUGHT_MAP = whole_words(
    r"""
    (?:is|are|be) taught; taught (?:in|where|when); curriculum (?:map|plan|intent); scheme of work; not evidence
    for planning; menu,? not a checklist; training plan; (?:delivery|module|programme) (?:plan|map)
    sequence of learning; planned delivery
    """
)
"""Titles of programmes' own plans: where KSBs are taught shows nothing of a learner."""
ERROR = re.compile(
    r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|UNSAVED!|GETTING_DATA)|^=\s*(?!HYPERLINK)[A-Z][A-Z.]*\(.*|^=.*[!|].*"
)
"""A formula's error. `#UNSAVED!` is ksbcheck's own: the file has the formula and not its value."""

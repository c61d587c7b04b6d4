"""What the headings of columns say. The cells decide; a heading tells apart columns whose cells look alike."""

import re
from enum import Enum
from functools import lru_cache

from ksbcheck.trackers.words import any_of, entries, pattern


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
    PLANNED_EVIDENCE = "planned evidence"
    ACCOUNT = "account"
    NOTES = "notes"
    PIECE = "marks for a piece"
    UNUSED = "not used"


_WORDS = r"""
learner = learner; apprentice; student; candidate; trainee
assessor = assessor; tutor; coach; mentor; manager
thing = evidence; pieces?; items?; component; doc(?:ument)?; artefact; artifact; log; entry; appendix; portfolio
  ticket; pr; file; activity
second = iqa; iv; internal(?:ly)? (?:quality|verif\w*); verif\w*; moderat\w*; sampled; quality assur\w*
gap = outstanding; remaining; missing; still; not; next; target\w*; uncovered; incomplete; to ?do; to be; weak\w*
  gaps?
note = notes?; comments?; feedback; remarks?; justification; rationale; actions?; next steps?; instructions?; issues?
  to ?do
signing = {assessor}s?; assessed by; signed(?: off)? by; approved by; marked by; signature; initials; by whom
state = status; progress; rag(?: rating| status)?; state; stage; completed?; evidenced; claimed; covered; done
  ready(?: for \w+)?; strength; quality(?: rating)?; confidence; score; rating; % ?complete; tick(?:ed)?; submitted
  completion; files ?/ ?score
work = {thing}s?; artefacts?; artifacts?; activit(?:y|ies); documents?; proof; screenshots?; tasks?; projects?; work
  assignments?; tickets?; source; products?; event; course; training; observations?; titles?; entries
"""
"""Words that several patterns have, by their names."""
_HEADINGS = r"""
not used = .*\b(?:due|target|deadline|review)\b.*\bdate\b.*; due.*; deadline; .*\b(?:hours?|otj|duration)\b.*
verified on = .*\b(?:date|day|when)\b.*\b{second}\b.*; .*\b{second}\b.*\b(?:date|day|on)\b.*
notes = (?:.*\b(?:{second}|assessor|tutor|coach|mentor|manager)\b.*)?\b(?:notes?|comments?|feedback)
quality assurance decision = .*\b{second}\b.*\b(?:decision|outcome|result|status|agree\w*|judge?ment|y/?n)\b.*
quality assurance = .*\b{second}\b.*
learner = (?:the )?{learner}(?:'?s)?(?: ?full)?(?: ?name)?; name(?: of (?:the )?{learner})?; full name
assessed on = .*\b(?:date|day|when)\b.*\b(?:assess\w*|sign\w*|met|decision|decided|approv\w*|passed|achieved)\b.*
  (?:assess\w*|sign\w*(?:[ -]?off)?|decision|approval|met|achieved|tutor|coach) (?:date|on)
notes = .*\b{gap}\b.*\b(?:ksbs?|codes?)\b.*; ksbs? .*\b{gap}\b.*
proposed ksb = .*\b(?:possible|potential|suggested|proposed|recommended|likely|opportunit\w+)\b.*\bksbs?\b.*
planned evidence = .*\b(?:planned|intended|future|upcoming)\b.*
proposal = examples?(?: of)?(?: \w+)? evidence; evidence examples?
  .*\b(?:opportunit\w+|possible|potential|suggest\w+|ideas?|could|proposed|recommended|where to hit(?: it)?)\b.*
gap = .*\bgaps?\b.*
decision = (?:accepted|agreed|confirmed|met) by (?:the )?{assessor}; .*\b(?:decision|outcome|judge?ment|verdict)\b.*
  {assessor}\b.*\b(?:status|approval|result|grade|met)\b.*; (?:(?:pass|distinction|merit) )?met\b.*; achieved; result
  grade; accepted; approved; assessed; signed[ -]?off
notes = .*\b{note}\b.*; .*\b(?:related|linked|see also|also|other|cross[- ]?ref\w*)\b.*\bksbs?\b.*; see also
assessor = .*\b{signing}\b.*; sign(?:ed)?\b.*
status = (?:(?:ksb|{thing}|overall|current|my|{learner}(?:'s)?)\s)?{state}(?: by (?:the )?{learner})?(?: ?\([^)]*\))?
  y ?/ ?n; yes ?/ ?no
date = .*\bdated?\b.*; when; week(?: commencing)?; completed on; day
not used = .*\b(?:type|theme|category|method|duty|duties|level|weight\w*|priority|no\. of|number of|count)\b.*
  (?:unit|module|term|group|kind)
evidence number = {thing}[ -]?(?:#|no|number|num|id|ids|ref|refs|reference|references|code); #; no; number
where = .*\b(?:pages?|pg|where|location|locator|time ?stamps?|timings?|section|slides?|para\w*|position)\b.*; pp?
  time; minutes?; place
file = .*\b(?:file ?names?|files?|links?|url|hyperlink|path|attachments?)\b.*
evidence = titles?\b.*; .*\btitle of\b.*; {thing}(?: (?:name|title|description))?
  .*\bdescription of (?:{thing}|work|task)\b.*
statement = .*\b(?:description|statement|definition|wording|descriptors?|requirement)\b.*; criteri\w+; standard; text
  detail
account = .*\b(?:how|overview|reflection|summary|account|explanation|explain|impact)\b.*; what (?!tickets).*
  learning(?: points)?
ksb = .*\b(?:ksbs?|k, ?s(?: and|,|&) ?b|codes?)\b.*
  (?:core )?(?:knowledge|skills?|behaviou?rs?)(?: (?:code|ref\w*|no))?; standard element; id; ref; reference; element
  mapped to; mapping; .*\bknowledge, skills\b.*
evidence = .*\b{work}\b.*
"""
"""What a whole heading says; the first pattern that fits counts."""


def _pattern(phrases: str) -> re.Pattern[str]:
    for _ in range(2):  # words have words in them
        for name, words in entries(_WORDS):
            phrases = phrases.replace(f"{{{name}}}", any_of(words))
    return pattern(phrases)


_ROLES = tuple((Role(name), _pattern(phrases)) for name, phrases in entries(_HEADINGS))
_LONGEST = 300
PERIOD = pattern(
    r"""
        jan\w*; feb\w*; mar(?:ch)?; apr\w*; may; june?; july?; aug\w*; sept?\w*; oct\w*; nov\w*; dec\w*; autumn
        spring; summer; winter; term; half term; week; wk; quarter; month; year; day; q; t; w; review; progress review
        visit; session
    """,
    after=r"?\.?[ -]?\d{0,4}(?:[ /-]\d{2,4})?(?: term| half| visit| review)?(?: ?\d)?\W*",
)
"""Headings that say when, and name no piece of evidence."""
MODULE = pattern("m; module; unit; session; workshop; week; lesson; topic; lecture; sprint", after=r"[ .#:-]?\d+\b.*")
"""Headings of a programme's parts."""
SCALE = pattern(
    """
        emerging; developing; secure; confident; competent; beginner; novice; expert; advanced; always; sometimes
        never; often; (?:strongly )?(?:dis)?agree; exceeding; expected; mastered; basic; proficient; low; medium; high
        (?:very )?(?:good|poor); starting(?: point)?; start; baseline; initial; mid-?point; end; self; learner
        apprentice; employer; tutor; mentor
    """,
    after=r"\W*",
)
"""Headings of a self-assessment, which name no piece of evidence."""
GENERIC = pattern(
    """
        notes?; comments?; pages?; page ?/ ?time; date; when; where; location; links?; files?; gap; actions?; feedback
        types?; hours; theme; category; ksbs?; code; ref; reference; id; no; number; evidence; title; description
        statement; name; totals?; count; status
    """,
    after=r"\W*",
)
"""Headings that no piece of evidence has as its name."""


@lru_cache(maxsize=4_096)
def heading_role(heading: str) -> Role | None:
    """Return what a heading says of its column; None if nothing that is known."""
    words = re.sub(r"\([^()]*\)\s*$", "", " ".join(heading.replace("_", " ").split()))
    bare = words.strip(" :*?.-\u2013") or heading.strip()
    if len(bare) > _LONGEST:
        return None
    return next((role for role, pattern in _ROLES if pattern.fullmatch(bare)), None)

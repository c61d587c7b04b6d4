"""The words by which a code is shown or negated: patterns, each with its reason."""

import re

_I = re.IGNORECASE
_DONE = (
    r"(?:met|shown|seen|evidenced|covered|demonstrated|observed|done|started|achieved|attempted|claimed|held|assessed"
    r"|addressed|completed?|included|applicable|relevant|needed|attended|booked|available|witnessed|finished|written"
    r"|signed(?: off)?|evident|submitted|provided|reached|apply|cover)"
)
_DO = (
    r"(?:show(?:n|ing)?|evidenc(?:ed?|ing)|me(?:e?t|eting)|cover(?:ed|ing)?|demonstrat(?:ed?|ing)|claim(?:ed|ing)?"
    r"|sign(?:ed)?(?: off)?|address(?:ed)?|achieved?|seen?|observed?|included?|attempt(?:ed)?|completed?|reach(?:ed)?"
    r"|get to|(?:touch|work)(?:ed)? on|start(?:ed)?|satisf(?:y|ied)|do(?:ne)?|assess(?:ed)?|hit|tick(?:ed)?)"
)
_ANY = r"(?:\w+\s+)"
_OF = r"(?:of|for|on|against|towards|about)"
_GAP = (
    r"(?:development needs?|to evidence(?: next)?|gaps?|(?:smart )?targets?|actions"
    r"|action (?:plan|points?|needed|required)|next steps?|todo"
    r"|to (?:do|work on|develop|finish|complete|follow|come)|failed|refer(?:red)?|absent|missing)"
)
_GAPS = (
    r"(?:still (?:to|needed|missing|open)\b[\w ]{0,25}|(?:still )?outstanding|remaining"
    r"|areas? (?:for|to) (?:develop|improve)\w*"
    rf"|not (?:yet )?{_DONE}|to be {_DONE}|no evidence(?: yet)?(?: {_OF})?|tbc|pending|what is still to be {_DONE}"
    r"|what(?:'s| is) (?:still )?missing)"
)
_WEAK = (
    r"(?:missing|pending|outstanding|awaiting|awaited|later|refer(?:red)?|gap|none|nothing|nil|n/?a|no|partial(?:ly)?"
    r"(?: met)?|to do|to follow|incomplete|insufficient|cancelled|deferred|postponed|absent|fail(?:ed)?|resubmit|redo"
    r"|weak|thin|rejected|returned|disagreed|overdue)"
)
_WHEN = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn"
    r"|winter|term|year|later)"
)
_ELSEWHERE = (
    r"(?:in\s+(?:another|a\s+different)\s+(?:piece|part|account|report|document)|n['\u2019]t\s+in\s+(?:here|this))"
)
_TURN = (
    r"(?:that|how|why|what|which|who|when|where|if|until|before|because|since|so|but|and|or|as|than|while|though|without|unless"
    r"|know|knew|realised?|think|thought|understand|understood|heard|believe|expect|find|like|mind|afraid|sure|easy|is|was|were"
    r"|hesitate|fail|forget|forgot|stop|tire|doubt|imagine|resist|praise|overstate|stress)"
)
"""Words with which a sentence turns to something else, or tells of thoughts: what is behind them isn't undone."""
_ALONE = r"(?=\s*(?:$|[.,;:()\[\]|\u2013-]|(?:yet|here|this|so far|from|for this)\b))"
_CLEAR = (
    rf"(?:not\s+yet\b|(?:not|n['\u2019]t)\b(?:\s+(?:yet|been|be|fully|quite|currently|any))*\s+{_DONE}\b|tb[cad]\b"
    rf"|(?:only|barely|hardly)\s+(?:touched|started|begun|mentioned)\b|for\s+(?:next|another)\s+(?:{_WHEN}|day|time)\b|no\s+evidence\b|yet\s+to\s+be\b|still\s+to\b|to\s+be\s+{_DONE}\b|none\s+yet\b|nothing\s+(?:yet|in|on|to|for|here|so\s+far)\b|still\s+outstanding\b"
    r"|(?:(?:did|have|could)(?:\s+not|n['\u2019]t))\s+(?:manage|get|have\s+time|reach|finish|start|happen)\w*\b"
    r"|(?:do|does|did)(?:\s+not|n['\u2019]t)\s*(?=[.,;]|$)"
    r"|would\s+(?:need|require)\b|(?:still\s+)?(?:needs?|requires?|lacks?)\s+(?:(?:more|further|some|additional|better|stronger)\s+)*"
    r"(?:evidence|work|to\s+be|doing|an\s+example|examples)\b"
    rf"|(?:(?:will|shall)\s+(?:be\s+)?(?:follow|come|added|{_DONE})|comes?\s+later|{_ELSEWHERE})\b|awaiting\b"
    rf"|(?:is\s+)?planned\s+(?:for|in)\s+(?:next\s+)?{_WHEN}(?=\W*(?:$|[.;)\n]))"
    r"|(?:(?:more|further|the)\s+)?evidence\s+(?:is\s+|still\s+)*(?:needed|required|missing|outstanding|to\s+follow|to\s+come)"
    rf"|part(?:ly|ially)\s+{_DONE}\b|(?:insufficient|not\s+enough|little|limited)\s+evidence\b"
    r"|remains?\s+(?:outstanding|weak|thin|open|to\s+(?:be|do))\b|(?:(?:my|our|the|a)\s+)?(?:next\s+)?(?:target|gap|goal)\b)"
)
_BARE = r"(?:n/a|pending|missing|outstanding|resubmit|partially met|incomplete|to do|none|refer)(?=\s*(?:$|[\n.;)]))"

NEGATED_BEHIND = re.compile(
    rf"[\s)\]*_\"'\u201d`]*(?:\s(?:for|in|of|on)(?:\s\w+){{1,3}}?)?(?:[:=\u2013\u2014,(|-]+\s*{_WEAK}{_ALONE}"
    rf"|[:=\u2013\u2014,(|-]*\s*(?:(?:which|this|that|it)\s+)?(?:(?:is|are|was|were|has|have|had|does|do|did|can|could)\s*)?"
    rf"(?:(?:still|currently|only|at present)\s+)?(?:been\s+)?{_CLEAR}"
    rf"|\s+{_BARE}|\s+(?:is|are|was|were)\s+(?:still\s+)?{_WEAK}(?=\s*(?:$|[.,;()]|from\b|here\b))"
    r"|\s*[-\u2013:]\s*0\s*%)",
    _I,
)
ANSWER = re.compile(
    r"\s*[:=\u2013\u2014-]*\s*(?:met|seen|shown|covered|achieved|outcome|result|grade|status|decision)\s*[:?]"
    r"\s*(?:no?|not [\w ]+|fail(?:ed)?|refer(?:red)?|pending|tbc)\s*(?:$|[\n.,;|])",
    _I,
)
"""A status beside the code, or the code as its subject: `K2 - not yet met`, `K9 will be covered`, `[S13 - 0%]`."""

NEGATED_BEFORE = re.compile(
    r"(?:\b(?=[a-z])|(?=n['\u2019]t))"  # where a word or "n't" begins: half the time
    r"(?:\b(?:no(?!\s+(?:better|clearer|stronger)\b)|not enough|insufficient|lack(?:s|ing)?(?: of)?|without|missing)"
    rf"\s+{_ANY}{{0,2}}(?:evidence|proof|examples?|coverage|comments?|opportunity|chance)"
    rf"\s+{_ANY}{{0,3}}(?:{_OF}|showing|to show)"
    rf"|\b(?:not|cannot|n['\u2019]t)\b[^.;,]{{0,30}}\bany\s+evidence\s+{_OF}"
    rf"|\b(?:no|not|nor|neither|but not|except(?: for)?|apart from|other than|excluding|instead of|rather than)"
    rf"|\bnothing\s+(?:yet\s+)?{_OF}|\bno\s+(?!(?:better|clearer|idea|doubts?|problems?|worr(?:y|ies)|concerns?|complaints?|questions?|need)\b){_ANY}{{1,3}}{_OF}"
    rf"|(?:\bnot|\bnever|\bcannot|n['\u2019]t)(?!\s+(?:only|just|merely|simply|least|so)\b)(?:\s+(?!{_TURN}\b)\w+){{1,5}}(?!:)"
    rf"|(?:\b(?:not|never|cannot|without)|n['\u2019]t)(?!\s+(?:only|just|merely)\b)\s+"
    rf"(?:(?:yet|fully|really|been|able|had|the|a|chance|managed|to|have|be|actually|quite)\s+)*{_DO}"
    rf"(?:\s+(?:how|that|I|you|we|the|this|any|much|enough|off|for|is|are|on|by|about|of)){{0,3}}"
    rf"|\bstill (?:needs?|lacks?)|\b(?:is|['\u2019]s|very) (?:little|not much)\s+{_ANY}?{_OF}"
    rf"|\b(?:like|want|need) to see\s+{_ANY}{{0,3}}{_OF}|\b(?:I|we) (?:plan|hope|intend|aim)\s+to\s+{_ANY}{{1,6}}{_OF}"
    rf"|\b(?:need|have|has|going|is|left|still)\s+to\s+(?:find|gather|collect|get|produce|add)\s+{_ANY}{{0,2}}evidence\s+{_OF}"
    rf"|\b(?:still|yet|needs?|have|has|want|hope|hoping|plan|aim|intend|try|trying|going|due|remains?|like)\s+{_ANY}?to\s+"
    rf"(?:try\s+to\s+)?(?:be\s+)?{_DO}(?:\s+(?:the|this|how|for)){{0,2}}"
    rf"|(?:\bwill|\b(?:I|we)['\u2019]ll)\s+{_ANY}{{0,3}}{_DO}(?:\s+(?:the|this|how)){{0,2}}"
    rf"|\b(?:unable|failed) to\s+{_DO}|\b(?:ran|run) out of time {_OF}"
    rf"|(?:\bno|\bnot|n['\u2019]t)(?: enough)? time {_OF}"
    rf"|\b{_GAP}\s+(?:is|are)|\b(?:w|c|sh)ould have (?:been|{_DO})"
    rf"|\b(?:wrong|untrue|too early|too soon) to (?:say|claim)\b[\w ]{{0,30}}"
    rf"|\b(?:to work on|working towards|write about)"
    rf"|\b(?:needed|required|outstanding|missing|due)\s+{_OF}"
    rf"|\bnext (?:time|week|month|term|half[- ]term|visit|meeting|session|review)\s*:"
    rf"|\b(?:{_GAP}|{_GAPS}(?: \w+){{0,2}})\s*[:\u2013\u2014-]):?\Z",
    _I,
)
"""The code as the object of what wasn't done, or will be: `no evidence of K3`, `can't sign S13`, `Gap: S4`."""

LATER = re.compile(r"\bwill be (?:\w+ ){1,4}(?:next (?:time|week|month|term|visit)|later)\W*\Z", _I)
"""The end of a sentence about what is still to come, before its tag."""
LABEL_OF_GAPS = re.compile(
    rf"\W*(?:ksbs?\s+)?(?:{_GAPS}|still to do|next steps?)(?: \w+){{0,2}}?\s*(?:[:\u2013\u2014?(-]|\s*$)"
    r"|\W*actions?(?: points?)?\s*[:\u2013\u2014-]\s*(?!I\b|we\b)\w+(?: and \w+)? to\s",
    _I,
)
"""The beginning of a sentence, or a heading, below which all is still to come: `Still to do: tell the parents, S20`."""
HEADING_OF_GAPS = re.compile(
    rf"\W*(?:(?:my|our|the|ksbs?|codes?|criteria|skills?|areas?) )*"
    rf"(?:(?:{_GAP}|{_GAPS})(?: (?:by|before|for|on|at|in|so) .{{1,30}})?|not in this \w+"
    r"|what (?:i (?:can't|cannot) show|comes next)|before (?:the |our )?next .{1,20}|overdue"
    r"|(?:the |our )?next (?:observation|visit|meeting|tutorial|session|review|week|month|term)"
    r"|.{0,30}\bstill (?:need|to|missing|required)\b.{0,20})\W*",
    _I,
)
"""A whole heading or the label of a field of the same kind."""
HEADING_OF_LISTS = re.compile(r"\W*(?:agenda(?: (?:for|of) .{1,40})?|(?:table of )?contents|index)\W*", _I)
HEADING_OF_SOURCES = re.compile(
    r"(?:^|\n)[^\w\n]*(?:references|bibliography|reference list|works cited)[^\w\n]*(?:\n|\Z)", _I
)
"""Headings below which codes are in a list, or are numbers of pages and volumes."""
LINE_OF_CONTENTS = re.compile(r"[^\n]{0,120}?(?:(?:\. ?){3,}|\u2026+)\s*\d{1,3}\s*(?:\n|\Z)")
"""What is behind the code in a line of contents."""

STATUS = re.compile(
    rf"\W*(?:{_CLEAR}|(?:{_WEAK}|red){_ALONE})|(?:\w+\W+){{0,4}}not (?:yet )?{_DONE}\W*\Z"
    r"|(?:\w+\W+){0,2}(?:cancelled|no observation|failed to \w+|(?:did not|didn['\u2019]t) attend)\W*\Z"
    r"|\W*off sick\b|\W*(?:snow day|half[- ]term|bank holiday|inset day)\W*\Z|(?:\w+\W+){0,2}school closed\b"
    r"|\W*(?:not (?:yet )?\w+ed|nothing (?:yet|to|so|for|here|on|in)|none(?! of)|to be \w+"
    r"|yet to|did(?: not|n['\u2019]t) (?:go|happen|take|run|manage)"
    r"|will (?:add|be|do|follow|upload|write|finish|get))\b(?:\W+\w+){0,4}\W*\Z"
    r"|\W*(?:disagreed|rejected|returned)\b",
    _I,
)
"""A cell that says that nothing is there: `TBC`, `None yet - ask Ann`, `n/a this term`, `Webinar, did not attend`."""
NO = re.compile(r"\W*(?:no|n|not met)\W*", _I)
YES = re.compile(r"\W*(?:yes|y|met|seen|pass(?:ed)?|achieved|x)\W*(?:[,;(\u2013-].*)?", _I)
DECIDES = re.compile(
    r"(?i)\b(?:status|decision|outcome|met|seen|shown|observed|achieved|covered|ticks?|evidenced|passed)\b"
)
"""Headings of columns that have a yes or no."""
OF_EVIDENCE = re.compile(
    r"(?i)\b(?:evidence|what i|what we|how|where|examples?|notes?|account|reflection|comments?|file|location|page"
    r"|activity|task|work|learning|entry|entries|session|event|visit|course|details?|happened|what was (?:seen|done))\b"
)
LABEL_OF_EVIDENCE = re.compile(
    r"(?i)\W*(?:(?:my|your|learner'?s?|apprentice'?s?|description of|summary of) )?"
    r"(?:evidence|example|reflection|account)s?"
    r"(?: (?:of practice|and reflection|provided|from (?:the )?workplace|location|reference))?\W*"
    r"|\W*(?:how|where) (?:i|have you|did you|do you|the apprentice)\b.{0,40}"
)
"""The first cell of a row with what the learner did for the codes of the row above it."""
OF_STATEMENTS = re.compile(
    r"(?i)\A(?!.*\bevidence (?:title|ref|type|code|no|name)).*\b(?:statement|standard|criteri\w+|descriptors?|duty"
    r"|duties|ksbs?|code|ref|type|title|requirement|wording|themes?|topics?|categor\w+|summary|meaning|definition)\b"
)
"""Headings of columns with what the learner did, and with what the standard says."""
BEGUN = re.compile(r"\W*(?:in progress|on-?going|started|begun|draft(?:ing)?|working on (?:it|this))\W*\Z", _I)
"""A cell that neither shows nor denies."""
OF_PLANS = re.compile(
    r"(?i).*\b(?:actions?|next|targets?|to do|plans?|ideas?|by when)\b"
    r"|\W*(?:assessor|witness|observer|tutor|initials|who\b.*)\W*\Z"
)
"""Headings of columns with what is still to come, or names: these say nothing of what was done."""
OF_ROOMS = re.compile(r"(?i)\W*(?:rooms?|venue|place|where)\W*\Z")
"""Headings of columns in which `B5` is a room."""
REFERENCE = re.compile(
    r"(?i)\b(?:pp?\.? ?\d|pages? \d|slides? \d|appendix \w|E\d{1,3}\b|para\w* \d|\d{1,2}:\d\d)"
    r"|\.(?:docx?|pdf|pptx?|xlsx?|od[tsp]|md|jpe?g|png|mp[34])\b"
)
"""Where the evidence is: a page, a file, a piece."""

UNTICKED = r"\u2610|\u25a1|\u25a2|\u2717|\u2718|\u274c|\[[ \u00a0_]?\]|\([ \u00a0]\)|\bY(?:es)?\s?/\s?No?\b"
TICKED = r"\u2611|\u2612|\u2713|\u2714|\u2705|\[[xX]\]|\([xX]\)"
BOX = re.compile(rf"(?P<unticked>{UNTICKED})|(?P<ticked>{TICKED})")
"""Boxes as people and programs write them. A crossed box is Word's ticked one; a cross alone says no."""

ASKS = re.compile(
    r"\W*(?:please\s+)?(?:insert|add|enter|put|paste|type|explain|describe|write|say|state|list|give|show|name|provide"
    r"|attach|evidence|your|how|what|e\.g|example|tbc|todo|to be|click|select|choose|reference|link)\b",
    _I,
)
"""How a prompt in brackets begins: `[Explain how you met S2]`."""
PROMPT = re.compile(
    r"[\W_]*(?:for (?:the )?\w+:\s*)?"
    r"(?:please\s+(?:show|give|provide|comment|write|explain|describe|insert|enter|complete|tick|say|use)\b"
    r"|(?:type|add|enter|paste|put|give|list|state|say|use)\s+(?:your|here)\b"
    r"|give an example\b|insert\s|your (?:evidence|examples?|account)\b"
    r"|(?:write|comment|explain|describe|enter|summarise|outline)\s+(?:\Z|(?:about|on|how|what|why|the|your|in|here)\b)"
    r"|describe (?:an? )?\w+ (?:when|where|in which) you\b)",
    _I,
)
"""How an instruction begins."""
PROMPT_ANYWHERE = re.compile(
    r"(?i)\bclick (?:or tap )?(?:here )?to (?:enter|add)\b|\bchoose an item\b"
    r"|\b(?:delete|replace) this (?:text|line|box|section)\b"
)
QUESTION = re.compile(
    r"\W*(?:how|what|where|which|when)\b[^?]*\b(?:you|your|this piece|apprentice|learner)\b[^?]*\?[\s_.]*\Z", _I
)
"""A question of a form that has no answer yet."""
EXAMPLE = re.compile(
    r"(?i)\b(?:codes?|ksbs?|numbers?)\b[^.\n]{0,30}(?:\be\.?g\.?|such as|for example|like)[,:]?\s*\Z|^\W*example:\s*\Z"
)
EXAMPLE_ALONE = re.compile(r"\W*e\.?g\.?[,:]?\s*\S+\W*\Z", _I)
"""`Write the code, such as K12`, `Example: K12 I led`, and a line of `e.g. K12` alone."""
BLANK_TO_FILL = re.compile(
    r"\W{0,4}[\[<]\s*(?:add|insert|enter|type|write|your)\b|[ :\u2013-]{1,4}(?:type|write|enter) (?:your|here)\b"
    r"|\s(?:evidence|examples?)(?: here)?\s*[>}]|[^\n\t|]{0,120}?(?:_{3,}|\.{6,}|\u2026{2,})[\s_.]*(?:$|[\n\t|])",
    _I,
)
"""A line to write on behind the code, or a prompt."""
CLAIMS = re.compile(r"(?i)\b(?:shows?|meets?|covers?|demonstrates?|evidences?|showed|met|covered)\b[^.\n]{0,40}\Z")
"""What makes a list of codes a statement about the work: `This piece shows K1, K2, ...`"""

NOUN_BEFORE = re.compile(r"(?:^|[\n\t|]|\b(?=[A-Za-z]+ *\Z))([A-Za-z]+)[^\S\n]*\Z")
NOUN_BEHIND = re.compile(r"(?:['\u2019]s)?\s+([a-z]+)")
"""The words beside a code. Not across lines: a code at the beginning of a line is a label.

Of the cell before, the whole: `Room`, `B4`, but not `First aid, B grade`, `K2`.
"""
_NOUNS_BEFORE = (
    "amazon appendix area audi aws band bay bench block bmw bucket bus car cefr cell child class coach column english "
    "fig figure flat flight form formula french galaxy gate german grade group highway house hut junction kia learner "
    "level line locker option paper participant peg plan platform plot pool postcode printer pupil rack road room "
    "route row seat series set shelf size spanish student studio table train tray unit version visa vitamin ward zone"
)
_NOUNS_BEHIND = (
    "academies academy bay board bucket bus cable car cartridge classroom deficiency dog door dose driving drops "
    "envelope handler ink level locker mountain object paper police rack road room seat size socket storage street "
    "supplement tablet team train unit visa vitamin workbook"
)
NOUNS_BEFORE, NOUNS_BEHIND = (
    frozenset(noun + end for noun in nouns.split() for end in ("", "s")) for nouns in (_NOUNS_BEFORE, _NOUNS_BEHIND)
)
"""Words beside a bare code that show that something else is meant: `vitamin K1`, `room S12`; `S3 bucket`, `K9 unit`."""
PLURALS_BEFORE = frozenset(f"{noun}s" for noun in _NOUNS_BEFORE.split()) | {"column"}
"""Those before several of a kind: `rooms S12 and S13`."""
RANGE = re.compile(r"\w+[-\u2013]\w+")
"""Of which any noun makes something else: `version K3-12`."""
FORMULA_BEFORE = re.compile(r"(?:(?<![A-Za-z]\d)(?<![\w=])=|=\w{1,9}\(|\w!|\d[*:]|\$)\Z")
FORMULA_BEHIND = re.compile(
    r"[*:$](?:[KSBksb]|[Tt][KSks]|ESB|esb)\d|[-\u2013]\d+(?!\d|\s?%)|/\d"
    r"|\s(?:[-\u2013]|to)\s\d+\s?(?:[ap]m|people|children|pupils|visitors|learners|hours|days|weeks|years|racks)\b"
)
"""Signs beside the cells of a sheet, and counts: `=K3*2`, `Log!K3`, `K1 - 7 people came`."""
OTHER_BEHIND = re.compile(
    r"\s+(?:(?:of|in|on) (?:the|my|our) (?:workbook|spreadsheet|sheet)|is the \S+ highest"
    r"|(?:of the|in|at school in) Scot\w+|in the chess\b|is (?:our|my|the) (?:class)?room"
    r"|(?:English|French|German|Spanish|Italian) (?:exam|test|class|course))\b"
)
"""Of a cell, the years of Scottish schools, rooms and exams."""
OTHER_BEFORE = re.compile(
    r"(?:\bA\d(?:,| and| or|/)\s*|\b(?:keys?|doors?|locks?|heating) (?:to|of|in|for) |\d\(\d+\)[,:]\s*"
    r"|\b(?:takes?|took|catch|caught|left|rode|off|along) the |\b(?:rooms?|flat|locker|seat|gate|bus) (?:is|was|no\.?) "
    r"|\b(?:typed|formula|the sum|the total)\b[\w ,]{0,60} in |\bclimbed[\w ]{0,9} )\Z",
    _I,
)
"""Sizes of paper, rooms, pages of a journal, roads, cells, squares: `A4 and B4`, `the key to K4`, `12(3): S14-S19`."""
ENDS = re.compile(r"\s*(?:[.,;:!?)]|\Z)")
"""What is behind a code that an article names: `My visa is a B1.`"""
GOES_ON = re.compile(r"(?:\s[a-z]+)?,?\s+(?:and|or|to|not|nor|then|into|see)\s+(?:the\s+)?")
"""Between two codes of which the second is something else if the first is: `the K4 bus, not the S6`."""
STORED = re.compile(
    r"(?i)\b(?:upload(?:ed)?|back(?:ed)?[ -]?up|sav(?:ed|e)|stor(?:ed|e)|copied|synced|moved|went|hosted|archived?)"
    r"\b[\w ]{0,20}\b(?:to|on|in|at)(?: an?| the)?\s\Z"
)
"""Of the storage S3."""
LANGUAGE = re.compile(
    r"(?i)\b(?:english|cefr|ielts|french|german|spanish|language) (?:test|exam|level)\b[^.!?\n]{0,40}\Z"
)
"""Of levels of a language, as B2."""

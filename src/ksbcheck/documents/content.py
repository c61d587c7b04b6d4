"""Whether a document holds words of its own, or only blanks, links, or the standard's statements and codes."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from unicodedata import normalize

from ksbcheck.domain.citation import placeholders
from ksbcheck.domain.outline import Unread

LONGEST_HEADING = 10
"""The most words of a heading that says nothing by itself; a longer one is a sentence."""

_COMMON = (
    "a about after all along also am an and any are as at be been before being by can could did do does doing done "
    "down during each every everyone everything for from had has have having he her here hers him his how i if in "
    "into is it its just may me mine more most must my myself no nor not nothing of off on once one only or other our "
    "ours out over own please same she should so some something such than that the their theirs them then there these "
    "they this those through to too under until up upon us very was we were what when where whether which while who "
    "whom whose why will with within would yes you your yours"
)
"""English words that say nothing of the work."""
_FORMS = (
    "above account achieved action activity additional address against agree agreed amber annex appendix applicable "
    "apprentice apprenticeship appropriate approved area assessed assessing assessment assessor attached award back "
    "basis behaviour below blank boxes brief category certificate change check checked checklist circle claim claimed "
    "code cohort college column comment company complete completed completion confirm confirmed content copyright core "
    "cover coverage covered criteria criterion cross crown current currently date dated dd declaration delete delivery "
    "demonstrate demonstrated demonstration describe description detail development discussion distinction document "
    "documentation duties duty earliest educator email employee employer enclosed end endpoint enter entry epa epao "
    "esb established etc evidence evidenced evidencing example explain explanation fail feedback field file filename "
    "fill filled folder following form format framework free full fully gap gateway give given government grade "
    "grading green guidance guide happened happy high holistic hour id identifier include included index information "
    "initial insert institute instruction internal iqa item journal key knowledge ksb label last latest learn learned "
    "learner learnt level licence limited line link linked list listed listing location log low main manager map "
    "mapped mapping mark marked matrix meet meeting mentor met method middle milestone minutes missing mm module month "
    "name needs new next none note now number observation observed observer occupation occupational ofqual ongoing "
    "open option organisation outcome outstanding overall overview page paragraph part partial partially partly pass "
    "passed pending percent percentage piece pleased point portfolio practical print product professional programme "
    "progress proof provided provider purpose qualification question rag rating reached ready reason record red ref "
    "reference reflection reflective related relevant remarks report required requirement response result review "
    "reviewed role route row rpl sample satisfied satisfies satisfy say school score scored section see seen select "
    "self send sentence set sheet show showed showing shown sign signature signed skill slide source specific "
    "specification stage stamp standard start started state statement status still student sub submission submit "
    "submitted sufficient suggested summary supervisor support table target task tba tbc tbd tell template term test "
    "testimony text tick ticked time title today todo top topic total tracker trailblazer trainee training tutor two "
    "type typical uk unit update updated upload uploaded use used using verified verifier version via week witness "
    "work workbook workplace write written year yyyy"
)
"""Words of forms, trackers and mapping templates."""
_POINTERS = (
    "access album anyone app application aptem ask available blog bucket bud call camera channel click clip cloud "
    "computer copy desktop device disk download drive dropbox edit film follow found google hard hosted icloud image "
    "laptop live location memory microsoft moodle mp onedrive onefile online password path permission phone photo "
    "picture play playlist post posted presentation private public qr recording request saved scan scanned see server "
    "share shared sharepoint shortcut shows sign site slideshow stick stored stream teams url usb video view vimeo "
    "visit watch web website youtube"
)
"""Words beside a link, and of places where files are kept."""

_COMMON_WORDS = frozenset(_COMMON.split())
_FORM_WORDS = frozenset(word + end for word in f"{_FORMS} esb tk".split() for end in ("", "s"))
_IGNORED = _FORM_WORDS | _COMMON_WORDS
_POINTING = frozenset(word + end for word in _POINTERS.split() for end in ("", "s"))

_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_DAY = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)\d\d"
_NUMBERED = "(?i:appendix|level|of|page|part|question|section|unit|v|version)"
_NUMBERING = re.compile(rf"(?m)^[^\w\n]*\d+(?:\.\d+)*[.):]?(?=[ \t]+\S)|\b(?:{_DAY}|{_NUMBERED}\W?\d+(?:\.\d+)*)\b")
"""Numbers that say nothing of the work: of headings and pages, and days."""
_SEEN = re.compile(r"[^\W_]")
_WRAPPED = re.compile(r"(?<=\w)(?:[-\u00ad\u2010]\s*\n|[\x02\ufffe])\s*(?=[a-z])")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")
_LINK = re.compile(
    r"!?\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)"  # of Markdown
    r"|(?i:\b(?:https?|ftp|file|onedrive|ms-\w+)://?\S+|\bwww\.\S+|\bmailto:\S+)"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,6}(?:com|org|net|uk|edu|gov|be|ly|me|io)/\S*"
    r"|\\\\[\w.$-]+(?:\\[^\n\t|]*)?|\b[A-Za-z]:\\[^\n\t|]*|(?<!\S)(?:~|/Users|/home|/Volumes|/mnt|/media)/\S*"
)
_SIGNS_OF_LINKS = ("](", "/", "\\")
_BEGINS_SENTENCE = re.compile(r"(?:^|[\n|\t.:!?])[^\w\n|\t]{0,9}([A-Z][a-z]+)(?=[ ,'\u2019](?:[a-z ]|[A-Z] ))")
"""A word with a capital letter before one in small letters: `Led the fire drill`, but not `Hollow Lane`."""
_STORE = re.compile(
    r"(?i)\b(?:one ?drive|google (?:drive|photos|docs)|share ?point|drop ?box|i ?cloud|you ?tube|vimeo|moodle|one ?file"
    r"|aptem|(?:e-?)?portfolio|(?:in|on|to) teams|by e-?mail|memory stick|usb|hard drive"
    r"|(?:shared|network|school|my|[a-z]:?) drive|my (?:phone|laptop|computer|pc|desktop))\b"
)
_FILE_NAME = re.compile(
    r"(?i)(?<![^\s,;|\"(])[^\s,;|\"(]{1,120}\.(?:docx?|pdf|pptx?|xlsx?|od[tsp]|md|txt|csv|jpe?g|png|heic|mp[34]|mov|wav|m4a)\b"
)
_EXPORTS = re.compile(
    r"Portfolio\W+Learner\W+Outcome\W+Under\W+Option\W+As of\W+KSB\b"
    r"|What counts\W+claims\s+that\s+are\s+\w+\s+or\s+higher|Counts\s+what\s+is\s+\w+\s+or\s+higher"
    r"|bundled with ksbcheck|KSB\d{3} (?:error|warning|note) "
    r"|Basis of this data\W+Basis\W+Fields\W+Why|Parent ID number\W+ID number\W+Short name"
    r"|portfolios?: \d+ clean, \d+ with gaps|\"name\":\s*\"ksbcheck\"|Portfolio report: [^\n()]{1,200}\(ST\d+"
    r"|ksbcheck-[a-z-]{1,30}/\d|::(?:error|warning|notice) file=|Kind\s+KSBs\s+Place\b"
)
"""What reports and files of ksbcheck hold. Without `\\b` in front, the search skips to the first letters."""

_STATES = re.compile(r"((?:[KSB]|T[KS]|ESB)\d{1,3}) ")
"""A statement behind its code."""
_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Mm]e|[Oo]ur|us)\b")
"""Words of a person who tells what happened. No statement of a standard has them."""
_WORDS_OF_SOMEBODY = 6
"""The fewest words of a sentence of such a person."""
_LIST_ALONE = "it holds hardly more than statements or codes of the standard, and words of a form"
_LONGEST_WORD = 40
_GRAM = 3
"""How many words in a row are the standard's, if a statement has them."""
_ENOUGH = 5
"""The most own words that are asked for."""
_IN_A_SENTENCE, _NEW_IN_A_SENTENCE = 3, 2
"""How many own words on one line are a sentence, and how many of them the standard must not use."""
_COMMON_IN_A_SENTENCE = 4
"""How many words on one line, however common, are a sentence in a text without lists."""
_WEIGHT_OF_STATEMENT = 3
_COMMON_IN_CAPITALS = 2
"""How many common words in capitals show that a line is a sentence, and has no names alone."""
_LISTING = 6
"""Codes, with three for each statement, from which a document is a list: only words in small letters are its own."""
_LONG_LISTING = 20
"""For how many codes, with three for each statement, one own word more is asked for."""
_MOST_TEXT = 400_000
"""How many characters are looked at: an author who has none of their own words in them has none."""
_MOST_PROMPTS = 200


def words(text: str) -> list[str]:
    """Return the words of a text, without single letters and digits."""
    return _WORD.findall(_APOSTROPHE.sub("", normalize("NFKC", text)))


def _said(text: str) -> list[str]:
    return [word for word in map(str.casefold, words(text)) if word not in _IGNORED]


def unwrapped(text: str) -> str:
    """Return a text without the hyphens at which a PDF breaks words."""
    return _WRAPPED.sub("", text)


class Known:
    """The texts of a standard: its statements behind their codes, duties and titles, as runs of words."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.runs: dict[tuple[str, ...], set[int]] = {}
        self.sizes: list[int] = []
        self.short: list[list[str]] = []
        self.codes: dict[str, int] = {}
        for number, text in enumerate(texts):
            if code := _STATES.match(text):
                self.codes[code[1]] = number
            said = _said(text)
            size = min(len(said), _GRAM)
            runs = {tuple(said[at : at + size]) for at in range(len(said) - size + 1)} if said else set()
            self.sizes.append(len(runs))
            self.short.append([] if len(said) >= _GRAM else said)
            for run in runs:
                self.runs.setdefault(run, set()).add(number)
        self.spans = sorted({len(run) for run in self.runs})
        all_words = {word for run in self.runs for word in run}
        self.beginnings = frozenset(
            word[:end] for word in all_words for end in range(2, min(len(word), _LONGEST_WORD) + 1)
        )

    def find(self, said: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the runs that words have, each with its position."""
        for size in self.spans:
            for at in range(len(said) - size + 1):
                run = tuple(said[at : at + size])
                if run in self.runs:
                    yield at, run

    def met(self, runs: Iterable[tuple[str, ...]]) -> dict[int, set[tuple[str, ...]]]:
        """Return the runs that each text has of some."""
        met: dict[int, set[tuple[str, ...]]] = {}
        for run in runs:
            for number in self.runs[run]:
                met.setdefault(number, set()).add(run)
        return met

    def states(self, text: str, code: str | None = None) -> bool:
        """Return whether a text has half of a statement, or of that of a code; of a short one, all and nothing else."""
        if _OWN.search(text) or (code is not None and code not in self.codes):
            return False
        said = _said(text)
        met = self.met(run for _, run in self.find(said))
        asked = met if code is None else [self.codes[code]]
        lines = [said, *map(_said, text.splitlines())]
        return any(
            self.short[number] in lines
            if self.short[number]
            else 2 * len(met.get(number, ())) >= self.sizes[number] > 0
            for number in asked
        )


class Content:
    """The text of a document, without short headings, headers, footers and comments, and the texts of its links.

    `labels` are the codes that are in a list or first on a line, where they cite nothing.
    """

    def __init__(self, texts: Iterable[str] = (), links: Iterable[str] = ()) -> None:
        self.texts, self.links = list(texts), list(links)
        self.codes: set[str] = set()
        self.labels: set[str] = set()
        self.size = 0

    def add(self, text: str) -> None:
        if self.size < _MOST_TEXT and text.strip():
            self.texts.append(text)
            self.size += len(text)

    @property
    def is_export(self) -> bool:
        return _EXPORTS.search("\n".join(self.texts)) is not None

    def why_none(self, known: Known) -> tuple[Unread, str] | None:
        """Return why the text is no evidence; None if it has enough words of its own."""
        text, links = _without_links("\n".join(self.texts))
        text = _without_prompts(text)
        linked = bool(self.links or links)
        if not linked and not _SEEN.search(text):
            return Unread.BLANK, "it has no words, numbers, pictures or sounds"
        points = linked or _STORE.search(text) is not None
        lines, statements = _own_words(_FILE_NAME.sub(" ", text), known, Known(self.links))
        weight = len(self.labels) + _WEIGHT_OF_STATEMENT * statements
        if points:
            lines = _without(_POINTING, lines)
        is_list = weight >= _LISTING
        asked = _ENOUGH if linked or is_list else max(1 + weight // _WEIGHT_OF_STATEMENT, _IN_A_SENTENCE * points)
        begin = frozenset(_BEGINS_SENTENCE.findall(text))
        if _say_enough(lines, asked + weight // _LONG_LISTING, known if is_list else Known(), begin, linked=linked):
            return None
        if is_list or (weight and not points):
            return Unread.LISTING, _LIST_ALONE
        if points:
            return Unread.LINK, "it holds hardly more than a link, or says where the work is kept"
        if _has_sentence(text) or (_DIGIT.search(_NUMBERING.sub(" ", text)) and not self.codes):
            return None
        return (Unread.LISTING, _LIST_ALONE) if self.codes else (Unread.BLANK, "it holds only words of a form")


def tells(text: str, known: Known) -> bool:
    """Return whether a text beside a code has own words, and not only a statement and names."""
    if _OWN.search(text) and len(text.split()) >= _WORDS_OF_SOMEBODY:
        return True
    lines, _ = _own_words(_FILE_NAME.sub(" ", _without_links(text)[0]), known, Known())
    return _say_enough(lines, _IN_A_SENTENCE, known, frozenset(_BEGINS_SENTENCE.findall(text)), linked=False)


def _has_sentence(text: str) -> bool:
    """Return whether a text has a line of several words, however common, that is no question or heading of a form."""
    said = (line for line in text.splitlines() if not line.rstrip().endswith("?"))
    lines = ([word for word in words(line) if word.casefold() not in _FORM_WORDS] for line in said)
    return any(len(line) >= _COMMON_IN_A_SENTENCE for line in lines)


def _say_enough(lines: Iterable[set[str]], asked: int, known: Known, begin: frozenset[str], *, linked: bool) -> bool:
    """Return whether lines have as many own words as asked for, or a sentence of them.

    `known` has the words of a list. There, words with a capital letter are names unless they `begin` a sentence, and
    known words are not own words.
    """
    own: set[str] = set()
    for line in lines:
        small = {word for word in line if not word[0].isupper()} if known.runs else line
        new = small - known.beginnings
        own.update({word.casefold() for word in new | (line & begin)} - known.beginnings)
        if len(own) >= asked or (not linked and len(small) >= _IN_A_SENTENCE and len(new) >= _NEW_IN_A_SENTENCE):
            return True
    return False


def _without(left_out: Collection[str], lines: Iterable[set[str]]) -> list[set[str]]:
    return [{word for word in line if word.casefold() not in left_out} for line in lines]


def _without_links(text: str) -> tuple[str, int]:
    """Return a text without its links, and their number."""
    has_any = any(sign in text for sign in _SIGNS_OF_LINKS) or any(sign in text.lower() for sign in ("www.", "mailto:"))
    return _LINK.subn(" ", text) if has_any else (text, 0)


def _without_prompts(text: str) -> str:
    for prompt in islice(dict.fromkeys(placeholders(text)), _MOST_PROMPTS):
        text = re.sub(r"\s+".join(map(re.escape, prompt.split())), " ", text)
    return text


def _own_words(text: str, known: Known, links: Known) -> tuple[list[set[str]], int]:
    """Return the words of each line that are neither a form's nor the standard's, and the number of its statements."""
    written = unwrapped(text).splitlines()
    lines = [[word for word in _words_of_line(line) if word.casefold() not in _IGNORED] for line in written]
    said = [word.casefold() for line in lines for word in line]
    is_known = [False] * len(said)
    found = list(known.find(said))
    for at, run in (*found, *links.find(said)):
        is_known[at : at + len(run)] = [True] * len(run)
    met = known.met(run for _, run in found)
    theirs = iter(is_known)
    own = [[word for word in line if not next(theirs)] for line in lines]
    shouted = (mine == line and _is_shouted(text) for text, line, mine in zip(written, lines, own, strict=True))
    small = [map(str.casefold, mine) if is_so else mine for mine, is_so in zip(own, shouted, strict=True)]
    return list(map(set, small)), _count_statements(known, met)


def _is_shouted(line: str) -> bool:
    """Return whether a line is a sentence in capitals, and no list of names."""
    if not line.isupper():
        return False
    common = {word for word in words(line) if word.isupper() and word.casefold() in _COMMON_WORDS}
    return len(common) >= _COMMON_IN_CAPITALS


def _words_of_line(line: str) -> list[str]:
    """Return the words of a line, in small letters where only a sentence gives them capitals."""
    begin = _BEGINS_SENTENCE.findall(line) if line.rstrip().endswith((".", "!")) else ()
    return [word.casefold() if word in begin else word for word in words(line)]


def _count_statements(known: Known, met: Mapping[int, set[tuple[str, ...]]]) -> int:
    """Return how many statements have half of their runs in a document; a run that several share counts for one."""
    count, used = 0, set[tuple[str, ...]]()
    for number in sorted(met, key=lambda number: -len(met[number])):
        if 2 * len(met[number] - used) >= known.sizes[number]:
            count += 1
            used |= met[number]
    return count

"""Hide people's names and identifiers behind short stable labels.

A name has the same label in every report, so that reports can be compared. This is not anonymity: whoever knows a name
can work out its label, unless it is made with a key.
"""

import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from hashlib import sha256
from itertools import combinations, pairwise
from operator import and_
from typing import Any, NamedTuple, TypeVar
from unicodedata import normalize
from urllib.parse import unquote

from pydantic import BaseModel

from ksbcheck.domain.assessment import AssessmentMethod, AssessmentPlan
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.folder import EvidenceFile
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.gateway_rules import GatewayRule
from ksbcheck.domain.people import LETTERS, TITLES, is_name, name_words
from ksbcheck.domain.policy import Policy, Settings
from ksbcheck.domain.portfolio import Evidence, Learner, Pin
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Option, Standard
from ksbcheck.engine.judge import gateway_of
from ksbcheck.rules import RULES

_Shown = TypeVar("_Shown")
_Field = tuple[type, str]
_Change = Callable[[_Field, str], str]

_UNCHANGED = (Standard, Option, Framework, AssessmentPlan, AssessmentMethod, GatewayRule, Pin)
_PUBLISHED_ID = (object, "id")
_NEVER_NAMES = frozenset({"at", "fingerprint", "format", "location", "sha256"})
_ALWAYS_NAMES = frozenset({"agreed_by", "by", "people", "seen_by"})
"""Fields that hold people's names, in any model."""
_LEARNER, _NUMBER = (Learner, "name"), (Learner, "id")

_LABEL_LENGTH, _LONG_LABEL, _KEYED_LABEL = 4, 10, 20
_LONG_NUMBER = 4
_SHORTEST_JOIN = 3
_MOST_WORDS, _MOST_PIECES = 8, 6
"""The most words of a name that are looked for in one word, and the most pieces of a word: `McDonald` has two."""

_MAIL = "academy college com edu gmail gov googlemail hotmail icloud live mail net nhs org outlook sch school yahoo"
_PROVIDERS = frozenset(_MAIL.split())
"""Words behind the @ of many people's addresses."""
_COMMON = (
    "al all am an and are as at be bin but by can da das de dei del den der des di do dos du el for go had has he her "
    "him his how if in is it la le lo mac may mc me my no nor not of on or she so st ten ter the to up us van von was "
    "we will with you zu"
)
_ORDINARY = frozenset(_COMMON.split())
"""Words of most texts, and particles of names: no names by themselves if in small letters and between blanks."""

_LETTER = (
    "A-Za-z\u00aa\u00ad\u00b5\u00ba\u00c0-\u02b8\u02c0-\u1fff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2c00-\u2dff"
    "\u3040-\ud7ff\uf900-\ufe0f\ufe20-\ufe2f\ufe70-\ufeff\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
    "\U00010000-\U0001efff\U00020000-\U000e01ef"
)
"""Letters, accents apart from their letters, and characters that a reader doesn't see."""
_UNCASED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that have no blanks between words."""
_PERCENT = "%[2-7][0-9A-Fa-f]"
_TOKEN = re.compile(
    r"(?P<kept>(?<!\d)\d{4}-\d\d-\d\d(?!\d)"  # dates, codes, the possessive, and signs of an address
    r"|(?<![^\W_])(?:[BKS]|TK|TS|ESB|KSB|ST|FR)\d{1,5}(?![^\W_])"
    rf"|['\u2019]s(?![^\W_])|{_PERCENT})"
    rf"|(?P<word>(?:[{_LETTER}]|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)+)|\d+"
)
_BETWEEN = re.compile(rf"(?:[\s.,_+@~='`\u00b4\u02b9-\u02bf\u2010-\u201b\u2032-]|{_PERCENT})*")
"""The characters between the parts of a name."""
_WORD_ENDS = re.compile(r"[,;:.!?)\"'\u2019\u201d]*(?:\s|$)")
_SMALL_INITIALS = re.compile(r"[a-z](?:\W+[a-z])*")
"""No initials: `e.g.`."""
_SPELT_OUT = str.maketrans({"ä": "ae", "å": "aa", "ö": "oe", "ø": "oe", "ü": "ue"})


def pseudonymous(value: _Shown) -> _Shown:
    """Return a report, several, or what was made of them, with labels in place of names and identifiers."""
    people = Pseudonyms(value)
    hidden: _Shown = _mapped(value, people.change, {})
    return hidden


def pseudonymous_reports(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return reports with labels in place of names. Their gateways are judged before, by the names."""
    return pseudonymous(tuple(each._replace(components=gateway_of(each)) for each in reports))


def person_label(name: str) -> str:
    """Return the label of a person who is not the learner."""
    return f"Person-{_digest(name)}"


def label(kind: str, text: str, key: bytes = b"") -> str:
    """Return the label of another text that may name a person, long enough to tell thousands apart; with a key, all."""
    content = text.encode(errors="surrogatepass")
    if key:
        return f"{kind}-{hmac.digest(key, content, 'sha256').hex()[:_KEYED_LABEL].upper()}"
    return f"{kind}-{sha256(content).hexdigest()[:_LONG_LABEL].upper()}"


class _Part(NamedTuple):
    """A part of a text that is in the names of some people. Only a strong one is a name without another beside it."""

    start: int
    stop: int
    people: frozenset[int]
    strong: bool
    alone: bool = True


class Pseudonyms:
    """The labels of the people whom a value names in its fields, by the forms of their names."""

    def __init__(self, value: object) -> None:
        stated: defaultdict[_Field, set[str]] = defaultdict(set)

        def record(field: _Field, text: str) -> str:
            stated[field].add(text)
            return text

        _mapped(value, record, {})
        learners, pieces = stated[_LEARNER], stated[Evidence, "id"]
        by = (text for field, texts in stated.items() if field[1] in _ALWAYS_NAMES for text in texts)
        own = set(map(name_words, learners))
        self._labels = {
            name: f"Learner-{_digest(name)}" if name_words(name) in own else person_label(name)
            for text in (*learners, *by)
            for name in _names(text)
        }
        self._index(stated[_NUMBER] - pieces)
        self._first: Callable[[frozenset[int]], int] = cache(min)
        self._both: Callable[[frozenset[int], frozenset[int]], frozenset[int]] = cache(and_)
        self._hidden = {text: text for text in stated[_PUBLISHED_ID]}
        self._keep_apart(pieces | stated[EvidenceFile, "name"])

    def _index(self, numbers: set[str]) -> None:
        """Index people by the forms of their names. Where several share one, the shortest name comes first."""
        forms: defaultdict[tuple[int, str], list[tuple[str, bool]]] = defaultdict(list)
        for name, label in self._labels.items():
            forms[len("".join(name_words(name))), label] += _forms(name)
        for number in numbers:
            forms[len(number), f"ID-{_digest(number)}"] += _forms_of_number(number)
        self._ranked = sorted(forms)
        people: defaultdict[str, set[int]] = defaultdict(set)
        for rank, person in enumerate(self._ranked):
            for form, _ in forms[person]:
                people[form].add(rank)
        self._people = {form: frozenset(ranks) for form, ranks in people.items()}
        self._strong = {form for each in forms.values() for form, is_strong in each if is_strong}

    def _keep_apart(self, identifiers: set[str]) -> None:
        """Number the pieces and files that would have one name."""
        alike: Counter[str] = Counter()
        for text in sorted(identifiers):
            hidden = self.hide(text)
            alike[hidden] += 1
            self._hidden[text] = f"{hidden} ({alike[hidden]})" if alike[hidden] > 1 else hidden

    def change(self, field: _Field, text: str) -> str:
        """Return the text of a field with labels in place of names."""
        if field[1] in _NEVER_NAMES:
            return text
        if field == _NUMBER:
            return f"ID-{_digest(text)}"
        if text in self._labels and (field == _LEARNER or field[1] in _ALWAYS_NAMES):
            return self._labels[text]
        if text not in self._hidden:
            self._hidden[text] = self.hide(text)
        return self._hidden[text]

    def hide(self, text: str) -> str:
        """Return a text with labels in place of names."""
        end, hidden = 0, []
        for group in self._groups(text):
            if group.strong or not (group.alone or _SMALL_INITIALS.fullmatch(text, group.start, group.stop)):
                apart = "-" if text[group.stop : group.stop + 1].isalnum() else ""
                hidden += [text[end : group.start], self._ranked[self._first(group.people)][1], apart]
                end = group.stop
        return "".join([*hidden, text[end:]])

    def _groups(self, text: str) -> Iterator[_Part]:
        """Yield the parts of names in a text, with those of one person that are beside each other joined."""
        group: _Part | None = None
        for part in self._parts(text):
            joined = self._joined(text, group, part) if group else None
            if group and not joined:
                yield group
            group = joined or part
        if group:
            yield group

    def _joined(self, text: str, group: _Part, part: _Part) -> _Part | None:
        people = self._both(group.people, part.people)
        begins_code = part.stop - part.start == 1 and text[part.stop : part.stop + 1].isdecimal()
        if not people or begins_code or not _BETWEEN.fullmatch(text, group.stop, part.start):
            return None
        return _Part(group.start, part.stop, people, group.strong or part.strong, alone=False)

    def _parts(self, text: str) -> Iterator[_Part]:
        for found in _TOKEN.finditer(text):
            if found["kept"]:
                continue
            start, stop = found.span()
            whole = self._part(text, start, stop)
            yield from [whole] if whole else self._pieces(text, [start + at for at in _bounds(found[0])])

    def _pieces(self, text: str, bounds: list[int]) -> Iterator[_Part]:
        at, last = 0, len(bounds) - 1
        while at < last:
            ends = range(min(at + _MOST_PIECES, last), at, -1)
            found = ((end, self._part(text, bounds[at], bounds[end])) for end in ends)
            end, part = next(((end, part) for end, part in found if part), (at + 1, None))
            if part:
                yield part
            at = end

    def _part(self, text: str, start: int, stop: int) -> _Part | None:
        word = text[start:stop]
        form = _fold(word)
        if form not in self._people and word.isupper():
            form = word  # initials
        people = self._people.get(form)
        return _Part(start, stop, people, self._is_strong(form, text, start, stop)) if people else None

    def _is_strong(self, form: str, text: str, start: int, stop: int) -> bool:
        if form not in self._strong or (len(form) == 1 and text[start:stop].islower()):
            return False
        if form not in _ORDINARY or not text[start:stop].islower():
            return True
        before = text[start - 1 : start]
        return not ((not before or before.isspace() or before in "(\"'\u2018\u201c") and _WORD_ENDS.match(text, stop))


def _names(text: str) -> Iterable[str]:
    """Return a name, or the names in another text: `Sample Primary School`."""
    return [text] if is_name(text) else filter(is_name, text.split())


def _forms(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the words of a name and their joins, and whether each is a name without the others."""
    person, _, domain = normalize("NFC", name).partition("@")
    for spelling in {person, person.casefold().translate(_SPELT_OUT)}:
        words = _words(spelling)
        for word in words:
            yield word, len(word) > 1 and not word.isdecimal() and word not in TITLES
            yield word[0], False
            if len(word) >= _SHORTEST_JOIN and word not in TITLES | _ORDINARY:
                yield f"{word}s", True
        joins = (form for form in _joins(words[:_MOST_WORDS]) if len(form) >= _SHORTEST_JOIN)
        yield from ((form, True) for form in joins if not form.isdecimal() and form not in _ORDINARY)
        for those in (words, re.split(r"[\s-]+", person)):
            initials = "".join(word[0] for word in those if word[:1].isalpha()).upper()
            yield from ((form, True) for form in (initials, initials[:1] + initials[-1:]) if len(form) > 1)
        if words and len(words[-1]) == 1 and person.strip()[-1:].isupper():
            yield words[-1], words[-1] not in "ai"  # a surname of one letter
    yield from ((word, len(word) > 1 and word not in _PROVIDERS) for word in _words(domain))


def _joins(words: list[str]) -> Iterator[str]:
    """Yield what is written without a space: `osample`, `annsample`, `sampleann`, `asample`, `anns`."""
    for start, stop in combinations(range(len(words) + 1), 2):
        if stop - start > 1:
            yield "".join(words[start:stop])
    for start in range(1, len(words)):
        last = "".join(words[start:])
        for first in ("".join(words[:start]), words[0], words[0][0]):
            yield from (first + last, last + first, first + last[0])


def _forms_of_number(number: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a learner's number; none of a code."""
    words = _words(number)
    joined = "".join(filter(str.isdecimal, words))
    for form in {*words, joined, joined.lstrip("0")} - {""}:
        yield form, len(form) >= _LONG_NUMBER and (form.isdecimal() or words == [form])


def _words(text: str) -> list[str]:
    found = (each for each in _TOKEN.finditer(text) if not each["kept"])
    pieces = (each[0][start:stop] for each in found for start, stop in pairwise(_bounds(each[0])))
    return [form for form in map(_fold, pieces) if form]


def _bounds(word: str) -> list[int]:
    """Return where the pieces of a word begin and end: of `RowanExample` at 0, 5 and 12."""
    if word.islower() or "%" in word:
        return [0, len(word)]
    starts = (
        at
        for at in range(1, len(word))
        if (word[at].isupper() and (not word[at - 1].isupper() or word[at + 1 : at + 2].islower()))
        or _UNCASED.match(word, at)
        or _UNCASED.match(word, at - 1)
    )
    return [0, *starts, len(word)]


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    """Return a word in small letters without accents, and without what a reader doesn't see."""
    if word.isascii() and word.isalnum():
        return word.lower()
    plain = normalize("NFKD", unquote(word).casefold().translate(LETTERS))
    return "".join(filter(str.isalnum, plain.casefold().translate(LETTERS)))


def _digest(name: str) -> str:
    """Return a few letters that are the same for a name in any order of its words."""
    return _short_hash(" ".join(name_words(name)))


def _short_hash(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:_LABEL_LENGTH].upper()


def _mapped(value: Any, change: _Change, done: dict[int, Any], field: _Field = (object, "")) -> Any:  # noqa: ANN401
    """Return a value with all its texts changed; published documents stay, and `change` receives their ids."""
    match value:
        case str() if not isinstance(value, Enum):
            return change(field, value)
        case Report(judgement=None):
            return _without_words(value)
        case _ if isinstance(value, _UNCHANGED):
            for part in getattr(value, "options", getattr(value, "levels", ())):
                change(_PUBLISHED_ID, part.id)
            return value
        case Mapping():
            pairs = (_mapped(pair, change, done, field) for pair in value.items())
            return dict(pairs)
        case tuple() | list() | frozenset() if not hasattr(value, "_fields"):
            return type(value)(_mapped(part, change, done, field) for part in value)
    if id(value) not in done:
        done[id(value)] = _rebuilt(value, lambda key, part: _mapped(part, change, done, (type(value), key)))
    return done[id(value)]


def _rebuilt(value: Any, inner: Callable[[str, Any], Any]) -> Any:  # noqa: ANN401 - of every type
    match value:
        case BaseModel():
            return value.model_copy(update={key: inner(key, part) for key, part in value})
        case tuple():
            return type(value)(*map(inner, value._fields, value))  # type: ignore[attr-defined]
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{each.name: inner(each.name, getattr(value, each.name)) for each in fields(value)})
    return value


def _without_words(report: Report) -> Report:
    """Return a report that judged nothing, without its text: which words are names is not known."""
    label = f"Portfolio-{_short_hash(report.path)}"
    titles = {rule.code: rule.title for rule in RULES}
    findings = tuple(_finding_without_words(finding, titles[finding.rule], label) for finding in report.findings)
    policy = Policy.model_construct(**{key: getattr(report.policy, key) for key in Settings.model_fields})
    return Report(label, policy, findings)


def _finding_without_words(finding: Finding, title: str, path: str) -> Finding:
    justification = finding.justification
    if justification:
        by = justification.by and person_label(justification.by)
        justification = justification._replace(reason="See where it is stated.", by=by, source=None)
    return finding._replace(message=title, help="See the manifest.", path=path, justification=justification)

"""People's names: whether words are one, and whether two may be those of one person."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import product, takewhile
from typing import NamedTuple
from unicodedata import category, normalize
from unicodedata import name as unicode_name

from ksbcheck.domain.names import look

# What people are called in England: short forms that are not the beginning of the whole name, and spellings of one
# name. The words up to a semicolon may be one given name. Kit may be Christopher or Katherine, who are two people.
_GIVEN_NAMES = """
abigail abi abbie abby gail; agnes aggie; albert al bert bertie; alexander alec al lex sandy sasha xander; alexandra
alexa lex lexi sandra sandy sasha; alfred al alf alfie fred freddie; alison allison ali ally; amanda mandy; amelia
millie; andrea andi andie; andrew andy drew; angela angie; ann anne annie nan; anna annie; anthony antony tony;
antonia toni; archibald archie; arthur art; barbara babs barb; beatrice bea bee trixie; benedict ben; benjamin benji
benny; bernadette bernie; bernard bernie; bethany beth; beverley beverly bev; bridget bridie; callum calum cal;
caroline carolyn carol carrie; catherine katherine catharine katharine kathryn cathryn cathy kathy kate katie katy
kitty kit cat kat cath kath; charles charlie chas chaz; charlotte charlie lottie; christina christine
chrissie chrissy kirsty tina; christopher kit kris topher; colin col; constance connie; cynthia cindy; daniel dan
danny; danielle dani danny; david dave davey davy dai; deborah debra debbie deb debs; denise dee; dennis denis den;
derek derrick del; diana diane dianne di; dominic nick; donald donnie; dorothy dot dottie dolly dora thea; edmund ed
eddie ned ted; edward ed eddie ned ted teddy; edwin ed eddie; eleanor elinor ellie nell nellie nora; elizabeth
elisabeth liz lizzie lizzy beth bess bessie betsy betty libby lisa liza elsie; ellen nell nellie; emily em emmie emmy
millie; emma em; eugene gene; eve evie; evelyn evie; felicity flick fliss; florence flossie; frances frankie; francis
frank frankie; frederick frederic freddie freddy; gabriel gabe; gabrielle gabby gaby; gary garry gaz; geoffrey jeffrey
geoff jeff; george geo georgie; georgina georgia georgie gina; gerald gerry jerry; gerard gerry; geraldine gerry;
gillian jillian jill gilly; graham graeme; harold hal harry; harriet hattie; helen nell nellie; henrietta etta hettie;
henry hal hank harry; hugh hughie; ian iain; imogen immy; isabel isabella isabelle isobel izzy izzie bella belle;
jacob jake; jacqueline jackie jacqui; james jim jimmy jamie jas jem; jane janie; janet jan; janice jan; jasmine jazz;
jason jay; jennifer jenny jenni jennie; jeremy jem jerry; jessica jessie; joan joanie; joanna joanne jo; john jack jon
johnny; jonathan jonathon jon jonty; joseph joe joey; josephine jo josie; joshua josh; judith jude judy; julia julie
jules; julian jules; juliet jules; kevin kev; kimberley kimberly kim; laurence lawrence larry laurie; leonard len
lenny; leslie lesley les; lewis louis lou louie; lillian lilian lily lil; linda lynda lyn lynn; louise lou; lucinda
cindy lucy; lynette lynn; madeleine madeline maddie maddy; malcolm mal; margaret maggie mags madge marge margie meg
peg peggy greta maisie rita; maria marie mary; martha marty; martin marty; mary mae may molly polly; matilda tilly;
matthew matty mat; maureen mo; maurice mo; michael mike mick mickey micky mikey; michelle shell chelle; mohammed
muhammad mohammad mohamed muhammed mo moh mohd md; natasha tash tasha; nathaniel nate; nicholas nicolas nick nicky
nico; nicola nicole nicky nikki; nigel nige; oliver ollie olly; olivia liv livvy; patricia pat patsy patty tricia
trish; patrick paddy; penelope penny; percival percy; peter pete; philip phillip phil pip; philippa phil pip pippa;
priscilla cilla; rachel rachael rach; rebecca becca becky bex; reginald reggie; richard dick dickie richie rick ricky;
robert rob bob bobby bert robbie robin; roberta bobbie; roderick roddy; roger rog; ronald ronnie; rosalind ros roz;
rosemary rosie; samantha sammy; samuel sammy; sarah sara sally sadie; shaun sean shawn; sidney sydney sid; simon si;
sophia sophie; stephanie steph steffi; stephen steven steve stevie; stewart stuart stu; susan susanna susannah susanne
suzanne sue susie suzie suzy; terence terrence terry tel; theresa teresa terry tess tessa; theodora dora thea;
theodore ted teddy; thomas tom tommy thos; timothy timmy; tobias toby; tracey tracy; trevor trev; vanessa nessa;
veronica ronnie; victoria vicky vicki tori; vincent vinny; violet vi; virginia ginny; walter wally; wilfred wilf;
wilhelmina mina minnie; william bill billy liam wm; winifred freda winnie; zachary zak zack
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
    "bsc cbe dame doctor dr esq fr jnr jr mbe miss mr mrs ms msc mx obe pgce phd prof professor qtls qts rev revd "
    "reverend sir snr"
)
_PARTICLES = _set("al bin bint binti da de del den der di dos du el ibn la las los van von")
_ROLES = _set(
    "administrator apprentice approved assessed assessor assistant assurer boss candidate checked coach colleague "
    "coordinator director employer epao eqa examiner facilitator governor guardian headteacher hlta instructor "
    "invigilator iqa iqas iv leader learner lecturer liqa manager mentor moderator observer officer owner parent "
    "principal provider pupil senco sendco signed student supervisor teacher trainee trainer tutor verified verifier "
    "witness"
)
"""Words for a person's role or act. They are part of a name only at its end: Anna Tutor."""
_NO_NAMES = _ROLES | _set(
    "above academy accounts admin adult agreed an and anon anonymous another apprenticeship apprenticeships as ask "
    "assessing assessment assurance attached ba based be bed by care careers centre chatgpt class college company "
    "complete completed confirmed contact copilot dad daddy deputy desk ditto done early education else email end "
    "enquiries enquiry epa ev external father file finance form friday friend full general gpt group head hello help "
    "helpdesk her his home hr husband id in independent info initials internal jobs key lead learning level line ma "
    "mail mam me med meeting mentoring mgr mine mom monday mother mum mummy my myself name no noreply not number "
    "nursery of off office ok okay on one other our own parents pass passed peer people per person point post "
    "practice primary print programme provision qa quality reception rep reply representative room same saturday "
    "school secondary secretary see seen self sen send senior service services setting sign signature sixth skill "
    "somebody someone staff stage sunday supervising supply support system ta teaching team teams term the their them "
    "thursday to today training tuesday uln unit university visiting volunteer we wednesday week wife work worker "
    "workplace year yes yesterday yet you your"
)
"""Words that make no name, alone or with each other."""
_PLACES = _set(
    "academy apprenticeships centre childcare college company council daycare education federation foundation group "
    "hospital infants institute kindergarten learning limited llp ltd nurseries nursery partnership playgroup plc "
    "preschool primary school schools secondary services sixth skills solutions training trust university"
)
_PLACEHOLDERS = _set("anybody anyone na nobody none pending tba tbc tbd todo unknown unsigned xx xxx xxxx")
"""Words that stand in for a name not yet known, by their letters."""
_DATES = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun st nd rd th"
)
_MOST_WORDS = 12
"""The most words of a name; more are a sentence."""
_SHORTEST = 3
"""The fewest letters of a short form, and of what it leaves out: Ben may be Benjamin, but Paul is not Paula."""

_FEW = 6
"""The most words in brackets, and of a name written as one word."""
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+")
_AFTER_UMLAUT = re.compile(r"(?<=[aou])e")
_APOSTROPHE = re.compile(r"(?<=\w)['\u2018\u2019\u02bc`](?=\w)")
_ARTICLE = re.compile(r"(?<![\w.])[Aa]n? (?=[a-z])")
_CAPITALS = re.compile(r"\s*[A-Z]{2}\s*")
_DENIED = re.compile(r"(?i)\b(?:not|never|awaiting|pending|waiting|unsigned|unseen)\b")
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})
"""Scripts with letters that look alike; a word of two of them is no name."""
_EMAIL = re.compile(r"(?<![\w.+'-])([\w.+'-]*)@[\w.-]*")
_FORMERLY = re.compile(r"\b(?:nee|formerly|previously|born|now|aka|alias|known as)\b[:.]?\s+([^\W\d_][^()]*)")
_ASIDE = re.compile(r"[(\[{<\"\u201c]([^()\[\]{}<>\"\u201c\u201d]*)[)\]}>\"\u201d]?")
_BETWEEN = re.compile(r"[,;:|/&+]|\s[-\u2013\u2014]\s|\s(?:and|at|from|for|on behalf of|with)\s")
_INITIALS_LAST = re.compile(r"([^,]*),((?:\s*[^\W\d_]\b\.?)+)\s*")

Listed = frozenset[tuple[str, ...]]
"""The words of each name that a provider lists."""


class People(NamedTuple):
    """The learner, and those whom the provider lists: two of them are two people, however alike their names."""

    learner: str | None = None
    learner_id: str | None = None
    listed: Listed = frozenset()

    def may_be_same(self, one: str | None, other: str | None) -> bool:
        """Return whether two names may be one person's; two listed ones are not."""
        if one is None or other is None:
            return False
        if name_words(one) == name_words(other):
            return True
        return not (self._is_settled(one) and self._is_settled(other)) and may_be_same(one, other)

    def may_be_learner(self, name: str | None) -> bool:
        """Return whether a name may be the learner's; it may also be their id, or an e-mail address."""
        return bool(name) and _may_be_learner(self, str(name))

    def doubt(self, by: str | None, on: date | None, since: date, today: date) -> str | None:
        """Return why another person's word doesn't count: no name or day, the learner's own, or a day when it can't."""
        if not is_name(by):
            return f"{by!r} is not a person's name" if by else "it is not stated by whom"
        if not is_name(self.learner):
            return f"it is by {by}, but the manifest doesn't name the learner, to compare with"
        if self.may_be_learner(by):
            return f"it is by {self.as_learner(str(by))}"
        if on is None:
            return f"it is by {by}, but not stated when"
        outside = f"before {since}" if on < since else f"after {today}" if on > today else None
        return f"it is dated {on}, {outside}" if outside else None

    def as_learner(self, name: str) -> str:
        """Return words for a name that may be the learner's: `Ann Example, the learner`."""
        if self.learner is None or name_words(name) == name_words(self.learner):
            return f"{name}, the learner"
        return f"{name!r}, who may be the learner, {self.learner}"

    def _is_settled(self, name: str) -> bool:
        return name_words(name) in self.listed or name == self.learner


@lru_cache(maxsize=4_096)
def _may_be_learner(people: People, name: str) -> bool:
    if people.learner_id and look(name).partition("@")[0] == look(people.learner_id):
        return True
    return people.may_be_same(name, people.learner)


def is_stated(words: str | None) -> bool:
    """Return whether words say something: `?` and `TBC` don't."""
    letters = "".join(filter(str.isalpha, words or "")).casefold()
    return bool(letters) and letters not in _PLACEHOLDERS


@lru_cache(maxsize=4_096)
def is_name(words: str | None) -> bool:
    """Return whether words name a person: a role, a school, an initial, a date or a placeholder alone doesn't."""
    if words is None or not is_stated(words) or _CAPITALS.fullmatch(words) or _DENIED.search(words):
        return False
    if any(len(_ALIKE & {unicode_name(letter, "").partition(" ")[0] for letter in word}) > 1 for word in words.split()):
        return False
    readings = _readings(_ARTICLE.sub("", words))
    name = readings[0] if readings else ()
    is_date = _DATES.issuperset(name) and any(map(str.isdigit, words))
    return len(name) <= _MOST_WORDS and any(len(word) > 1 for word in name) and not is_date


@lru_cache(maxsize=4_096)
def name_words(name: str) -> tuple[str, ...]:
    """Return the sorted words of a name in one letter case, without titles and accents."""
    words = re.findall(r"\w+", _plain(name))
    return tuple(sorted(word for word in words if word not in TITLES) or sorted(words))


@lru_cache(maxsize=4_096)
def may_be_same(one: str, other: str) -> bool:
    """Return whether two names may be one person's: all words of one fit into the other, in any order.

    An initial fits a word that begins with it, and a short form its given name: `C. Hale`, `Hale, Christopher James`.
    """
    if name_words(one) == name_words(other):
        return True
    pairs = product(_readings(one), _readings(other))
    return any(_fits(words, others) or _fits(others, words) for words, others in pairs)


def _plain(text: str) -> str:
    """Return a text in one letter case, without accents and apostrophes."""
    seen = look(text)
    if not seen.isascii():
        seen = "".join(c for c in normalize("NFKD", seen) if category(c)[0] != "M").translate(LETTERS)
    return _APOSTROPHE.sub("", seen)


@lru_cache(maxsize=4_096)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of a name; also with those in brackets beside them, in place of the first or last, or alone."""
    name = _EMAIL.sub(lambda found: f"({re.sub(r'[._+-]', ' ', found[1])})", _plain(text))
    name = _FORMERLY.sub(r"(\1)", name)
    aside = tuple(word for each in _ASIDE.findall(name) for word in _name_in(each))[:_FEW]
    words = _name_in(_ASIDE.sub(" ", name))[: _MOST_WORDS + 1]
    if words and aside:
        alone = [aside] if len(aside) > 1 else []
        return words, (*words[:-1], *aside), (*aside, *words[1:]), (*words, *aside), *alone
    return tuple(filter(None, (words or aside,)))


def _name_in(text: str) -> tuple[str, ...]:
    """Return the words of a name, the given name first, without the roles and places beside it."""
    if in_order := _INITIALS_LAST.fullmatch(text):
        text = f"{in_order[2]} {in_order[1]}"
    parts = [part for part in map(_name_of_part, _BETWEEN.split(text)) if part]
    if len(parts) == 2 and "," in text:  # noqa: PLR2004 - Sample, Petra
        parts.reverse()
    return tuple(word for part in parts for word in part)


def _name_of_part(text: str) -> Sequence[str]:
    """Return the words of a name without title and role; none of a place."""
    words = _WORD.findall(text)
    name = _without_role([word for word in words if word not in TITLES])
    return () if len(words) == len(name) and _is_place(name) else name


def _without_role(words: Sequence[str]) -> Sequence[str]:
    """Return words without a role in front: `Tutor Anna Hill`, and none if they are all of a role: `line manager`."""
    role = list(takewhile(_is_no_name, words))
    is_role = len(role) == len(words) or any(word in _ROLES or word.removesuffix("s") in _ROLES for word in role)
    return words[len(role) :] if is_role else words


def _is_no_name(word: str) -> bool:
    return word in _NO_NAMES or word.removesuffix("s") in _NO_NAMES


def _is_place(words: Sequence[str]) -> bool:
    """Whether words name a school or firm; not `C. College`, nor `Anna Hill school mentor`."""
    name = _without_role(words[::-1])
    is_person = len(words[0]) == 1 and len(words) == 2 if words else True  # noqa: PLR2004
    return not is_person and not _PLACES.isdisjoint(name)


def _fits(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each word of a name fits another one of the other name. An initial alone fits nothing."""
    words, others = _apart(words, others), _apart(others, words)
    one_family = words[-1] in others or others[-1] in words
    left = list(others)
    for word in sorted(_without_particles(words), key=lambda word: (word in others, len(word)), reverse=True):
        fitting = word if word in left else next((o for o in left if _may_be_for(word, o, one_family)), None)
        if fitting is None:
            return len(words) == 1 and _is_written_as_one(word, others)
        left.remove(fitting)
    return len(words) > 1 or len(words[0]) > 1


def _apart(words: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Return words with those apart that the other name writes apart: Delacruz as de la Cruz, CJ as C. J."""
    apart: dict[str, Sequence[str]] = {}
    for start, length in product(range(len(others) - 1), range(2, _FEW)):
        run = others[start : start + length]
        initials = [word[0] for word in run]
        apart |= {"".join(run): run, "".join(initials): initials}
    return [part for word in words for part in apart.get(word, (word,))]


def _without_particles(words: Sequence[str]) -> Sequence[str]:
    main = [word for word in words if word not in _PARTICLES]
    return main if len(main) > 1 else words


def _may_be_for(one: str, other: str, one_family: bool) -> bool:
    """Whether a word may be another's initial, spelling or short form; with one family also its beginning."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and (len(short) == 1 or (one_family and len(short) in _lengths_of_beginnings(long))):
        return True
    if _AFTER_UMLAUT.sub("", one) == _AFTER_UMLAUT.sub("", other):
        return True
    return not _given_names().get(one, frozenset()).isdisjoint(_given_names().get(other, ()))


def _lengths_of_beginnings(name: str) -> range:
    return range(_SHORTEST, len(name) - _SHORTEST + 1)


@cache
def _given_names() -> Mapping[str, frozenset[int]]:
    """Return the lines of given names in which each form is, and each beginning that may be one."""
    lines: dict[str, set[int]] = {}
    for number, line in enumerate(_GIVEN_NAMES.split(";")):
        for name in line.split():
            for length in (len(name), *_lengths_of_beginnings(name)):
                lines.setdefault(name[:length], set()).add(number)
    return {form: frozenset(numbers) for form, numbers in lines.items()}


def _is_written_as_one(word: str, others: Sequence[str]) -> bool:
    """Whether one word holds a name's words or initials in either order: `psample`, `petras`."""
    written = [f"(?:{other}|{other[0]})?" for other in others[:_FEW]]
    return any(re.fullmatch("".join(order), word) for order in (written, written[::-1]))

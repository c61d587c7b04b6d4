"""A portfolio's folder as an assessor gets it: 20 documents of 200 pages and their manifest, the same for a seed.

All that is told in it is invented.
"""

import json
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

from ksbcheck.inputs.library import find_standard
from tests.documents import PAGE_BREAK, SOFT_BREAK, Slide, docx, odt, odt_para, para, pdf, pptx, tree, xlsx

CLAIMS_A_PIECE = 5
PARAGRAPH = 5
WIDTH = 100
TOPICS = (
    "reading",
    "number",
    "play",
    "speech",
    "writing",
    "transition",
    "sensory breaks",
    "routines",
    "review",
    "talk",
)
WHEN = (
    "On Monday morning",
    "After the story",
    "Before lunch",
    "In the second week",
    "At the end of term",
    "During play",
)
WHO = ("Pupil A", "Pupil B", "the blue group", "the pair at the sand table", "an invented family", "the small group")
DID = (
    "kept to the visual timetable with one prompt from me",
    "chose the quiet corner and came back when the timer rang",
    "sounded out nine of the twelve words on the cards",
    "asked a friend for help before coming to an adult",
    "retold the events in order from the four pictures",
    "finished the task in two short parts with a break between",
)
SO = (
    "so I wrote it in the log and told the class teacher",
    "which was the target that we had set together",
    "and I changed the next session because of it",
    "though the noise from the hall made it harder",
    "as the plan had said it might",
    "and the targets for next month will show it",
)


@dataclass(frozen=True)
class Place:
    """A page, section, slide or sheet: its heading and its sentences."""

    heading: str
    sentences: Sequence[str]

    @property
    def paragraphs(self) -> list[Sequence[str]]:
        """The sentences, a few a paragraph."""
        return [self.sentences[start : start + PARAGRAPH] for start in range(0, len(self.sentences), PARAGRAPH)]


@dataclass(frozen=True)
class Kind:
    """A kind of document: its suffix, how many places it has and how long they are, how it's made and cited."""

    suffix: str
    places: int
    sentences: int
    made: Callable[[Sequence[Place]], bytes]
    where: Callable[[int, Place], str]


def benchmark_folder(folder: Path, seed: int = 1) -> Path:
    """Write the manifest and the documents that it names, in each of which its claims are cited where it says."""
    random = Random(seed)  # noqa: S311 - nothing secret about it
    _, standard = find_standard("ST1414")
    codes = [ksb.code for ksb in standard.requirements["send"].ksbs]
    random.shuffle(codes)
    turns = cycle(codes)
    files: dict[str, bytes | str] = {}
    pieces = []
    for number, kind in enumerate(KINDS, 1):
        claimed = [next(turns) for _ in range(CLAIMS_A_PIECE)]
        cited = sorted(random.sample(range(kind.places), CLAIMS_A_PIECE))
        places = [_place(place, kind.sentences, random) for place in range(kind.places)]
        for place in range(0, kind.places, 2):
            places[place] = _citing(places[place], " and ".join(random.sample(codes, 2)), random)
        for place, code in zip(cited, claimed, strict=True):
            places[place] = _citing(places[place], code, random)
        name = f"evidence/E{number:02}.{kind.suffix}"
        files[name] = kind.made(places)
        claims = [(code, kind.where(place + 1, places[place])) for place, code in zip(cited, claimed, strict=True)]
        pieces += _piece(number, name, claims, random)
    return tree(folder, {"portfolio.yaml": "\n".join([*HEAD, *pieces, ""]), **files})


def _place(number: int, count: int, random: Random) -> Place:
    return Place(f"Session {number + 1}: {TOPICS[number % len(TOPICS)]}", list(_sentences(count, random)))


def _sentences(count: int, random: Random) -> Iterator[str]:
    for _ in range(count):
        choices = (random.choice(WHEN), random.choice(WHO), random.choice(DID), random.choice(SO))
        yield "{}, {} {}, {}. ".format(*choices)


def _citing(place: Place, codes: str, random: Random) -> Place:
    sentences = list(place.sentences)
    chosen = random.randrange(len(sentences))
    sentences[chosen] = f"{sentences[chosen].rstrip('. ')} ({codes}). "
    return Place(place.heading, sentences)


def _pdf(places: Sequence[Place]) -> bytes:
    pages = [[place.heading, *textwrap.wrap("".join(place.sentences), WIDTH)] for place in places]
    return pdf(pages, compressed=True)


def _docx(places: Sequence[Place]) -> bytes:
    return docx(_sections(places, para, PAGE_BREAK), pages=len(places))


def _odt(places: Sequence[Place]) -> bytes:
    return odt(_sections(places, odt_para, SOFT_BREAK), pages=len(places))


def _sections(places: Sequence[Place], paragraph: Callable[..., str], end: str) -> list[str | tuple[str, str]]:
    blocks: list[str | tuple[str, str]] = []
    for place in places:
        blocks += [("Heading1", place.heading), *(paragraph(*runs) for runs in place.paragraphs), end]
    return blocks[:-1]


def _pptx(places: Sequence[Place]) -> bytes:
    return pptx([Slide(place.heading, place.sentences, notes=f"Say more on {place.heading}") for place in places])


def _xlsx(places: Sequence[Place]) -> bytes:
    return xlsx({name: list(enumerate(place.sentences, 1)) for name, place in zip(SHEETS, places, strict=True)})


def _piece(number: int, name: str, claims: Sequence[tuple[str, str]], random: Random) -> list[str]:
    month = f"2025-{random.randint(2, 9):02}"
    return [
        f"  - id: E{number:02}",
        f"    title: Sessions with a small group, no. {number}",
        f"    type: {random.choice(('work_product', 'observation', 'reflective_account'))}",
        f"    date: {month}-04",
        f"    files: [{name}]",
        f"    duties: [{random.randint(1, 14)}, 15]",
        f'    assessed: {{by: A. Assessor, "on": {month}-09}}',
        "    claims:",
        *(f"      - {{ksb: {code}, where: {json.dumps(where, ensure_ascii=False)}}}" for code, where in claims),
    ]


def _by_page(number: int, _: Place) -> str:
    return f"p. {number}"


def _by_heading(_: int, place: Place) -> str:
    return f"§ {place.heading}"


def _by_slide(number: int, _: Place) -> str:
    return f"slide {number}"


def _by_sheet(number: int, _: Place) -> str:
    return f"sheet {SHEETS[number - 1]}"


HEAD = (
    "format: ksbcheck-portfolio/1",
    "standard: ST1414",
    'version: "1.0"',
    "option: send",
    'learner: {name: Bea Benchmark, id: "0012345"}',
    "started: 2025-01-13",
    "evidence:",
)
SHEETS = ("Log", "Spring", "Summer", "Autumn", "Meetings", "Training")
KINDS = (
    *[Kind("pdf", 10, 19, _pdf, _by_page)] * 10,
    *[Kind("docx", 10, 19, _docx, _by_heading)] * 6,
    *[Kind("pptx", 12, 6, _pptx, _by_slide)] * 2,
    Kind("xlsx", len(SHEETS), 30, _xlsx, _by_sheet),
    Kind("odt", 10, 19, _odt, _by_heading),
)

"""The lines of duties: in plain text, cells are often centred, so that codes are also above the line of their duty."""

import re
from bisect import bisect, bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, starmap
from typing import NamedTuple

from ksbcheck.domain.names import code_order
from ksbcheck.importing.html import Line
from ksbcheck.importing.notation import WrittenDuty, codes_in, duty_in_line, split_codes, statement_in_line
from ksbcheck.importing.printed import PrintedDuty

_LAYOUTS: Sequence[Callable[[int, int], bool]] = (
    # whether codes that begin so many lines above their duty's text, and end so many below, are where they should be
    lambda above, _: above <= 0,
    lambda _, below: below <= 0,
    lambda above, below: above == int((above + below) / 2),
    lambda above, below: below == int((above + below) / 2),
)


class _Row(NamedTuple):
    """The codes of a line; `is_beside` if a duty's text is on the same line."""

    line: Line
    codes: tuple[str, ...]
    is_beside: bool


def untangle(lines: Sequence[Line], is_heading: Callable[[str], bool]) -> tuple[list[Line], list[Line]]:
    """Return the lines with each duty's codes after its text, and the lines of codes whose duty is uncertain."""
    read: list[Line] = []
    unsure: list[Line] = []
    for table in _tables(lines, is_heading):
        duties, rows = _parts(table)
        is_begun = bool(read) and is_heading(read[-1].text)
        if not duties or _is_plain(duties, rows, has_bars=any("|" in line.text for line in table)):
            read += table
            continue
        held = _held(duties, rows, is_begun=is_begun or rows[0].line.number >= duties[0][0].number)
        unsure += (row.line for row in rows if row not in set(chain(*held)))
        for words, behind in zip(duties, held, strict=True):
            read.append(Line(words[0].number, " ".join(line.text for line in words)))
            read += (Line(row.line.number, " ".join(row.codes)) for row in behind)
    return read, unsure


def _tables(lines: Sequence[Line], is_heading: Callable[[str], bool]) -> Iterator[Sequence[Line]]:
    """Yield lines of duties and codes together; a duty's text is on lines one below the other."""
    table: list[Line] = []
    last = -1
    for line in lines:
        text, _ = split_codes(line.text)
        is_apart = line.number != last + 1 or is_heading(line.text) or statement_in_line(line.text)
        if text and is_apart and not duty_in_line(text):
            yield table
            yield [line]
            table = []
        else:
            table.append(line)
        last = line.number if text else -1
    yield table


def _parts(table: Sequence[Line]) -> tuple[list[list[Line]], list[_Row]]:
    """Return the lines of each duty's text, and the rows of codes."""
    duties: list[list[Line]] = []
    rows: list[_Row] = []
    for line in table:
        text, codes = split_codes(line.text)
        if duty_in_line(text):
            duties.append([])
        if text and duties:
            duties[-1].append(Line(line.number, text))
        if codes:
            rows.append(_Row(line, codes, bool(text)))
    return duties, rows


def _is_plain(duties: Sequence[Sequence[Line]], rows: Sequence[_Row], *, has_bars: bool) -> bool:
    """Return whether all codes are surely behind their duty's text or below it."""
    if rows and rows[0].line.number < duties[0][0].number:
        return False
    if any(row.is_beside for row in rows):
        ends = {duty[-1].number for duty in duties}
        return has_bars or all(row.is_beside and row.line.number in ends for row in rows)
    cuts = [0, *(places[-1] for places in _between(duties, rows)), len(rows)]
    return has_bars or all(_ascend(rows[begin:end]) for begin, end in pairwise(cuts))


def _between(duties: Sequence[Sequence[Line]], rows: Sequence[_Row]) -> Iterator[range]:
    """Yield, of each two duties, the rows with which the codes of the second may begin."""
    numbers = [row.line.number for row in rows]
    for first, second in pairwise(duties):
        yield range(bisect(numbers, first[-1].number), bisect_left(numbers, second[0].number) + 1)


def _held(duties: Sequence[Sequence[Line]], rows: Sequence[_Row], *, is_begun: bool) -> list[Sequence[_Row]]:
    """Return the rows of each duty if they are certain, or else those beside its text.

    They are certain if codes begin anew in only one place between two duties, and all duties have the same layout.
    """
    cuts, is_sure = [0], is_begun
    for places in _between(duties, rows):
        anew = [at for at in places if not 0 < at < len(rows) or not _ascend(rows[at - 1 : at + 1])]
        is_sure &= len(anew) == 1 or len(places) == 1
        cuts.append((anew or places)[0])
    held = [rows[begin:end] for begin, end in pairwise([*cuts, len(rows)])]
    around = [
        (words[0].number - codes[0].line.number, codes[-1].line.number - words[-1].number)
        for words, codes in zip(duties, held, strict=True)
        if codes
    ]
    if is_sure and all(held) and all(map(_ascend, held)) and any(all(starmap(fits, around)) for fits in _LAYOUTS):
        return held
    return [[row for row in codes if row.is_beside] for codes in held]


def _ascend(rows: Iterable[_Row]) -> bool:
    """Return whether the codes of rows are in order, as those of one duty are."""
    orders = [code_order(code) for row in rows for code in row.codes]
    return all(one < other for one, other in pairwise(orders))


class DutyLines:
    """The lines of a duty: its text, and after the first bar the cells beside it."""

    def __init__(self, duty: WrittenDuty, line: Line, option: int | None, *, has_criteria: bool) -> None:
        self.number, self.line, self.has_criteria = duty.number, line, has_criteria
        self.lines = [duty.text]
        self._options = () if option is None else (option,)

    def duty(self) -> tuple[PrintedDuty, str]:
        """Return the duty, and other text beside it than codes."""
        words, _, beside = "\n".join(self.lines).partition("|")
        text, codes, unread = _text_and_codes(words.split("\n"))
        for cell in filter(str.strip, re.split(r"[|\n]", beside)):
            found = codes_in(re.sub(r"^\s*KSBs?\s*:", "", cell))
            if found is not None:
                codes += found
            elif not text:
                text = " ".join(cell.split())
            elif not self.has_criteria:
                unread.append(cell.strip())
        ksbs = tuple(dict.fromkeys(codes))
        duty = PrintedDuty(self.number, text.strip("* "), self._options, ksbs, is_cut=bool(unread))
        return duty, " ".join(unread)


def _text_and_codes(lines: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """Return a duty's text, the codes below or after it, and the rest."""
    texts: list[str] = []
    codes: list[str] = []
    unread: list[str] = []
    for line in lines:
        found = codes_in(line)
        if found is not None:
            codes += found
        elif codes or (texts and texts[-1].endswith(".") and not continues(line)):
            unread.append(line)
        else:
            texts.append(line)
    text, behind = split_codes(" ".join(texts))
    return text, [*behind, *codes], unread


def continues(line: str) -> bool:
    """Return whether a line seems to continue the sentence or list before it."""
    return line.startswith(("•", "-", "*")) or line[:1].islower()

"""The duties and statements of a standard's web page, each from its lines."""

import re
from collections.abc import Sequence

from ksbcheck.importing.page_text import Line
from ksbcheck.importing.page_words import BACK, goes_on
from ksbcheck.importing.printed import PrintedDuty, codes_in

_LABELS = (" KSBs:", " KSB:", " KSBs", " KSB", "(KSBs:", "(KSBs")


class DutyLines:
    """A duty's lines: its text, and from the first bar on the cells beside it."""

    def __init__(self, number: int, group: int | None, line: Line, first: str, *, criteria: bool) -> None:
        self.number, self.group, self.line, self.criteria = number, group, line, criteria
        self.lines = [first]

    def duty(self) -> tuple[PrintedDuty, str]:
        """Return the duty, and what beside it is no code."""
        words, _, beside = "\n".join(self.lines).partition("|")
        text, codes, unread = _text_and_codes(words.split("\n"))
        for cell in filter(str.strip, re.split(r"[|\n]", beside)):
            found = codes_in(re.sub(r"^\s*KSBs?\s*:", "", cell))
            if found is not None:
                codes += found
            elif not text:
                text = " ".join(cell.split())
            elif not self.criteria:
                unread.append(cell.strip())
        groups = () if self.group is None else (self.group,)
        codes = list(dict.fromkeys(codes))
        return PrintedDuty(self.number, text.strip("* "), groups, tuple(codes), bool(unread)), " ".join(unread)


def _text_and_codes(lines: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """Return a duty's text, the codes that stand below or behind it without a bar, and what is neither."""
    texts: list[str] = []
    codes: list[str] = []
    unread: list[str] = []
    for line in lines:
        found = codes_in(line)
        if found is not None:
            codes += found
        elif codes or (texts and texts[-1].endswith(".") and not goes_on(line)):
            unread.append(line)
        else:
            texts.append(line)
    text, behind = _without_codes_at_end(" ".join(" ".join(texts).split()))
    return text, [*behind, *codes], unread


def _without_codes_at_end(text: str) -> tuple[str, Sequence[str]]:
    """Return a text without the codes that stand behind it in the same cell, and these."""
    words = text.split(" ")
    end = len(words)
    while end and codes_in(words[end - 1]) is not None:
        end -= 1
    codes = codes_in(" ".join(words[end:])) or ()
    if not codes:
        return text, ()
    before = " ".join(words[:end]).rstrip(" ([")
    for label in _LABELS:
        before = before.removesuffix(label)
    return before.rstrip(" (["), codes


class StatementLines:
    """A statement's lines, up to the link back to the duties."""

    def __init__(self, code: str, line: Line, first: str) -> None:
        self.code, self.line, self.first = code, line, first
        self.closed = bool(BACK.search(first))
        self.more: list[Line] = []
        self.beyond: list[Line] = []

    def take(self, line: Line) -> None:
        """Take a line that stands behind the statement."""
        if self.closed:
            self.beyond.append(line)
            return
        if BACK.search(line.text):
            self.closed = True
        if words := BACK.sub("", line.text):
            self.more.append(Line(line.number, words))

    def text(self, *, links_back: bool) -> tuple[str, Sequence[Line]]:
        """Return the statement, and the lines of which nobody can tell whether they belong to it.

        Where the page has links back to the duties, all that stands before that belongs to the statement.
        """
        words = [BACK.sub("", self.first)]
        unread: list[Line] = []
        for line in self.more:
            if self.closed if links_back else goes_on(line.text):
                words.append(line.text)
            elif set(line.text) - set("| "):
                unread.append(line)
        unread += (line for line in self.beyond if line.text.endswith((".", ":", ";")))
        return " ".join(" ".join(words).split()).strip("|* "), unread

"""The lines of duties and statements on a standard's web page."""

import re
from collections.abc import Sequence

from ksbcheck.importing.html import Line
from ksbcheck.importing.notation import WrittenDuty, WrittenStatement, codes_in
from ksbcheck.importing.printed import PrintedDuty

LINK_BACK = re.compile(r"(?<!\s)\s*\[?Back to Duty\]?(?:\([^)]{0,200}\))?\s*$", re.IGNORECASE)
"""The link from a statement back to the duties."""
_LABELS_OF_CODES = (" KSBs:", " KSB:", " KSBs", " KSB", "(KSBs:", "(KSBs")


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
        elif codes or (texts and texts[-1].endswith(".") and not _continues(line)):
            unread.append(line)
        else:
            texts.append(line)
    words = " ".join(" ".join(texts).split()).split(" ")
    end = len(words)
    while end and codes_in(words[end - 1]) is not None:
        end -= 1
    behind = codes_in(" ".join(words[end:])) or ()
    if not behind:
        return " ".join(words), codes, unread
    text = " ".join(words[:end]).rstrip(" ([")
    for label in _LABELS_OF_CODES:
        text = text.removesuffix(label)
    return text.rstrip(" (["), [*behind, *codes], unread


def _continues(line: str) -> bool:
    """Return whether a line seems to continue the sentence or list before it."""
    return line.startswith(("•", "-", "*")) or line[:1].islower()


class StatementLines:
    """The lines of a statement, up to the link back to the duties."""

    def __init__(self, statement: WrittenStatement, line: Line) -> None:
        self.code, self.line = statement.code, line
        self._first = statement.text
        self._is_closed = bool(LINK_BACK.search(statement.text))
        self._more: list[Line] = []
        self._beyond: list[Line] = []

    def take(self, line: Line) -> None:
        """Add a line after the statement."""
        if self._is_closed:
            self._beyond.append(line)
            return
        self._is_closed = bool(LINK_BACK.search(line.text))
        if words := LINK_BACK.sub("", line.text):
            self._more.append(Line(line.number, words))

    def text(self, *, links_back: bool) -> tuple[str, Sequence[Line]]:
        """Return the statement, and lines that may or may not belong to it.

        On a page with links back to the duties, all lines before the link belong to the statement.
        """
        words = [LINK_BACK.sub("", self._first)]
        unread: list[Line] = []
        for line in self._more:
            if self._is_closed if links_back else _continues(line.text):
                words.append(line.text)
            elif set(line.text) - set("| "):
                unread.append(line)
        unread += (line for line in self._beyond if line.text.endswith((".", ":", ";")))
        return " ".join(" ".join(words).split()).strip("|* "), unread

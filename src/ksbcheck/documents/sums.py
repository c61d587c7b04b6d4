"""Sums over a document's words and figures, by which copies of a work are found."""

import re
from collections.abc import Callable
from hashlib import sha256

_TICKS = "\u2610\u2611\u2612\u2713\u2714\u2717\u2718"
_FIGURE = re.compile(rf"[\d{_TICKS}]")
_NUMBER = re.compile(rf"[\d{_TICKS}](?:(?<=[{_TICKS}])|(?<!\w\d)\d*(?:[.:/-]\d+)*)")
_WORD = re.compile(r"\b[^\W\d_]+\b")
_NO_LETTER = bytes(code for code in range(128) if not chr(code).isalpha())
_MOST_WAITING = 100_000
"""How many characters are counted at once: many blocks, but never a whole book."""


class Sums:
    """Counts and hashes of the texts that were added, in NFKC; `count` brings them up to date."""

    def __init__(self) -> None:
        self.words = self.numbers = self.prose_words = self._waiting = 0
        self.letters, self.figures, self.prose = sha256(), sha256(), sha256()
        self._texts: list[str] = []
        self._figured: list[str] = []

    def add(self, text: str, *, is_text: bool = True) -> None:
        """Add a text; only its figures if it is the number of a cell."""
        if is_text:
            self._texts.append(text)
        self._figured.append(text)
        self._waiting += len(text)
        if self._waiting > _MOST_WAITING:
            self.count()

    def count(self) -> None:
        text, figured = "\n".join(self._texts), "\n".join(self._figured).casefold()
        self._texts, self._figured, self._waiting = [], [], 0
        self.numbers += len(_NUMBER.findall(figured))
        self.figures.update("".join(_FIGURE.findall(figured)).encode())
        self.letters.update(_keep(str.isalpha, text.casefold()).encode().translate(None, _NO_LETTER))
        words = _WORD.findall(_keep(str.isalnum, text))
        prose = [word for word in words if word[0].islower()]
        self.words += len(words)
        self.prose_words += len(prose)
        self.prose.update("".join(prose).encode())


def _keep(is_kept: Callable[[str], bool], text: str) -> str:
    """Return a text with a blank for each character beyond ASCII that is not kept."""
    for sign in () if text.isascii() else [sign for sign in set(text) if not (sign.isascii() or is_kept(sign))]:
        text = text.replace(sign, " ")
    return text

"""The kind of each code in a block, by the words beside it."""

import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from ksbcheck.documents import mention_words as words
from ksbcheck.documents.block import Block, BlockKind
from ksbcheck.documents.content import Known, tells
from ksbcheck.domain.citation import Mention, mentions
from ksbcheck.domain.outline import MentionKind

_OF_BLOCKS = {
    BlockKind.COMMENT: MentionKind.NEGATED,
    BlockKind.RUNNING: MentionKind.REPEATED,
    BlockKind.CLAIM: MentionKind.LISTED,
}
_REACH = 300
"""How many characters beside a code are looked at."""
_REACH_OF_NOUNS = 60
_LEAD = 100
"""How many of them, at most, the verb is before its object."""
_TAGS = ("(", "[", "#")
"""What makes a code the tag of a sentence, and not its object."""
_MARKS = ' \t\n`*_"\u201c'
BOUND = re.compile(r"[.!?][\"')\]\u201d]*\s|\n(?![a-z(]|\[[^\]\s])|[\t|]")
"""The end of a sentence, line or cell. A line of a PDF may go on in the next one."""
_CODE = re.compile(r"\b(?:[KSB]|T[KS]|ESB)\d")
_CODES_BEFORE = re.compile(r"(?:(?:[KSB]|T[KS]|ESB)\d{1,3}\s*(?:,|/|&|\bor\b|\band\b|\bnor\b)*\s*)+\Z")
_ITEMS = re.compile(r"(?:^|\n)([^\n]+)\n(?:[ \t]*[-*\u2022][^\n]*\n)*[ \t]*[-*\u2022][^\n]*\Z")
_BULLETS = ("-", "*", "\u2022")
_CODES_ALONE = re.compile(r"[\W\d_]*(?:(?:[KSB]|T[KS]|ESB)\d{1,3}[\W_]*|\b(?:and|to)\b\W*)*")
_WORD = re.compile(r"\w")
_BRACKETS = {"[": "]", "<": ">"}
_GOES_ON = re.compile(r"[.:?]\s+\w")
_SENTENCE, _TAGGED = 4, 2
"""How many words in the cell of a code are more than its name; of one in brackets, fewer."""


def written(block: Block) -> str:
    """Return what a block says in one text; its cells are separated by tabs."""
    if block.kind is BlockKind.ROW and block.cells:
        return "\t".join(block.cells)
    return f"{block.label}: {block.text}" if block.label else block.text


def with_row_below(above: Block, below: Block) -> Block | None:
    """Return a row of codes with the cells of the row below it, if that has the evidence for them, and no codes."""
    label, *rest = below.cells or ("",)
    if not rest or not words.LABEL_OF_EVIDENCE.fullmatch(label) or any(mentions("\t".join(below.cells))):
        return None
    columns = (*above.columns[: len(above.cells)], *[""] * (len(above.cells) - len(above.columns)))
    return above._replace(cells=(*above.cells, *rest), columns=(*columns, *[label] * len(rest)))


def read_mentions(block: Block, text: str, heading: str, known: Known) -> Iterator[tuple[Mention, MentionKind]]:
    """Yield the codes that a block names, below a heading, each with its kind."""
    found = list(mentions(text))
    if not found:
        return
    of_block = _kind_of_block(block)
    sources = words.HEADING_OF_SOURCES.search(text)
    end = 0 if words.HEADING_OF_SOURCES.fullmatch(heading) else sources.start() if sources else len(text)
    end_of_other = 0
    for _, group in groupby(found, key=lambda mention: mention.position):
        first, *more = group
        is_alone = all(mention.code == first.code for mention in more)
        is_other = first.is_other or first.position >= end or _is_something_else(text, first, is_alone=is_alone)
        is_other = is_other or bool(end_of_other and words.GOES_ON.fullmatch(text, end_of_other, first.position))
        end_of_other = first.end if is_other else 0
        kind = MentionKind.OTHER if is_other else of_block or _kind(block, text, heading, known, first)
        yield from ((mention, kind) for mention in (first, *more))


def _kind(block: Block, text: str, heading: str, known: Known, mention: Mention) -> MentionKind:
    if len(block.cells) > 1:
        kind = _in_row(block, mention, known)
        return MentionKind.NEGATED if kind is MentionKind.SHOWN and _is_of_gaps(block, heading) else kind
    has_dots = "..." in text or ". . ." in text or "\u2026" in text
    if words.HEADING_OF_LISTS.fullmatch(heading) or (has_dots and words.LINE_OF_CONTENTS.match(text, mention.end)):
        return MentionKind.LISTED
    is_negated = _is_negated(text, mention, ticked=block.ticked) or _is_of_gaps(block, heading)
    return MentionKind.NEGATED if is_negated else MentionKind.SHOWN


def _kind_of_block(block: Block) -> MentionKind | None:
    if block.unseen:
        return MentionKind.NEGATED
    if block.kind is BlockKind.FIELD and not block.ticked and not block.text.strip():
        return MentionKind.NEGATED
    return _OF_BLOCKS.get(block.kind)


def _is_something_else(text: str, mention: Mention, *, is_alone: bool) -> bool:
    """Return whether the text beside a code or list shows that it is no KSB. In brackets it is one."""
    start, end = mention.position, mention.end
    before = text[max(0, start - _REACH_OF_NOUNS) : start]
    if words.FORMULA_BEFORE.search(before) or words.FORMULA_BEHIND.match(text, end):
        return True
    if before.rstrip().endswith(_TAGS):
        return False
    noun, counted = words.NOUN_BEFORE.search(before), words.NOUN_BEHIND.match(text[end : end + _REACH_OF_NOUNS])
    is_noun = noun is not None and noun[1].casefold() in words.NOUNS_BEFORE
    return bool(
        (is_alone and (is_noun or (counted and counted[1] in words.NOUNS_BEHIND)))
        or (
            is_noun and noun and (noun[1].casefold() in words.PLURALS_BEFORE or words.RANGE.fullmatch(text, start, end))
        )
        or words.OTHER_BEHIND.match(text, end)
        or words.OTHER_BEFORE.search(before)
        or (is_alone and before[-3:].strip(" ") in ("a", "an") and words.ENDS.match(text, end))
        or (text[start:end] == "S3" and words.STORED.search(before))
        or (text[start] in "Bb" and words.LANGUAGE.search(before))
    )


def _is_of_gaps(block: Block, heading: str) -> bool:
    """Return whether a block without a ticked box is below a heading, or behind a label, of what is still to come."""
    labels = (heading, block.label)
    return not block.ticked and any(each and words.HEADING_OF_GAPS.fullmatch(each.rstrip("?: ")) for each in labels)


def _is_negated(text: str, mention: Mention, *, ticked: bool | None = None) -> bool:
    """Return whether a text says that the code is not shown, or is a prompt."""
    before, after = text[max(0, mention.position - _REACH) : mention.position], text[mention.end : mention.end + _REACH]
    box = _box(before, after, ticked)
    if box is not None:
        return not box
    sentence = before[max((bound.end() for bound in BOUND.finditer(before)), default=0) :]
    bound = BOUND.search(after)
    rest = after[: bound.end()] if bound else after
    lead = _CODES_BEFORE.sub("", sentence[-_LEAD:]).rstrip(_MARKS)
    items = _ITEMS.search(before) if before.rpartition("\n")[2].lstrip(" \t").startswith(_BULLETS) else None
    return bool(
        (_WORD.search(rest) and words.NEGATED_BEHIND.match(rest))
        or words.ANSWER.match(after)
        or _says_no_beside(after)
        or (not lead.endswith(_TAGS) and words.NEGATED_BEFORE.search(lead))
        or words.LATER.search(lead)
        or words.LABEL_OF_GAPS.match(sentence)
        or (items and words.HEADING_OF_GAPS.fullmatch(items[1].rstrip(": ")))
        or _is_prompt(text, mention, sentence, after)
    )


def _says_no_beside(after: str) -> bool:
    """Return whether one of the next cells, up to another code, has only a status."""
    _, *cells = re.split(r"\s*[|\t]+\s*", after.partition("\n")[0])
    return any(words.STATUS.match(cell) for cell in takewhile(lambda cell: not _CODE.search(cell), cells))


def _box(before: str, after: str, ticked: bool | None) -> bool | None:
    """Return whether the box of a code is ticked: the last one before it on its line, its item's, or that behind it."""
    line = re.split(r"[\n\t|]", before)[-1]
    boxes = list(words.BOX.finditer(line))
    if not boxes and ticked is not None:
        return ticked
    box = boxes[-1] if boxes else words.BOX.match(after.lstrip(" :-\u2013"))
    return None if box is None else bool(box["ticked"])


def _is_prompt(text: str, mention: Mention, sentence: str, after: str) -> bool:
    start = max(0, mention.position - _REACH)
    start = max(start, text.rfind("\n", start, mention.position) + 1)
    line = text[start : mention.position + _REACH].partition("\n")[0]
    whole = sentence + text[mention.position : mention.end] + after.partition("\n")[0]
    return bool(
        words.PROMPT.match(sentence)
        or words.EXAMPLE.search(line.partition(text[mention.position : mention.end])[0])
        or words.BLANK_TO_FILL.match(after)
        or words.EXAMPLE_ALONE.match(line)
        or words.PROMPT_ANYWHERE.search(line)
        or words.QUESTION.match(whole)
        or _asks_in_brackets(text, mention)
    )


def _asks_in_brackets(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.position - _REACH) : mention.position]
    for opening, closing in _BRACKETS.items():
        at = before.rfind(opening)
        if at >= 0 and closing not in before[at:] and closing in text[mention.end : mention.end + _REACH]:
            return words.ASKS.match(before[at + 1 :]) is not None
    return False


def _in_row(block: Block, mention: Mention, known: Known) -> MentionKind:
    """Return the kind of a code in a row, by the other cells; in a sentence of its cell, also by that."""
    at, start = 0, 0
    while mention.position > start + len(block.cells[at]):
        start += len(block.cells[at]) + 1
        at += 1
    own = block.cells[at]
    if at < len(block.columns) and words.OF_ROOMS.match(block.columns[at]):
        return MentionKind.OTHER
    if _is_negated(own, mention._replace(position=mention.position - start, end=mention.end - start)):
        return MentionKind.NEGATED
    is_alone = not any(cell.strip() for number, cell in enumerate(block.cells) if number != at)
    is_tag = own[: mention.position - start].rstrip().endswith(_TAGS)
    says = len(own.split()) > (_TAGGED if is_tag else _SENTENCE)
    says = says or (is_alone and not any(block.columns) and not _CODES_ALONE.fullmatch(own))
    shows = says and not known.states(own)
    for number, cell in enumerate(block.cells):
        column = block.columns[number] if number < len(block.columns) else ""
        if number == at or not cell.strip() or words.OF_PLANS.match(column):
            continue
        box = words.BOX.fullmatch(cell.strip())
        decides = words.DECIDES.search(column)
        says_no = box and bool(box["unticked"]) != bool(words.NO.fullmatch(column))
        if words.STATUS.match(cell) or _is_left_to_fill(cell) or says_no or (decides and words.NO.fullmatch(cell)):
            return MentionKind.NEGATED
        says_yes = (box and box["ticked"]) or (decides and words.YES.fullmatch(cell))
        shows = shows or bool(says_yes) or _is_evidence(cell, column, known)
    return MentionKind.SHOWN if shows else MentionKind.LISTED


def _is_left_to_fill(cell: str) -> bool:
    """Return whether a cell has only the prompt of a form."""
    said = cell.strip()
    if _BRACKETS.get(said[:1]) == said[-1:]:
        return words.ASKS.match(said[1:]) is not None
    is_prompt = words.PROMPT.match(said) and not _GOES_ON.search(said)
    return bool(is_prompt or words.PROMPT_ANYWHERE.search(said) or words.QUESTION.match(said))


def _is_evidence(cell: str, column: str, known: Known) -> bool:
    """Return whether a cell says what was done or where it is, and not only what the standard says."""
    if _CODES_ALONE.fullmatch(cell) or words.BEGUN.match(cell):
        return False
    is_statement = words.OF_STATEMENTS.search(column)
    if not known.runs and column and not is_statement:
        return True
    if tells(cell, known) and not (not known.runs and is_statement):
        return True
    is_sentence = cell.rstrip().endswith(".") and len(cell.split()) >= _SENTENCE
    says = words.OF_EVIDENCE.search(column) or (column and len(cell.split()) >= _SENTENCE)
    named = says and not is_statement
    return bool(is_sentence or named or words.REFERENCE.search(cell)) and not known.states(cell)

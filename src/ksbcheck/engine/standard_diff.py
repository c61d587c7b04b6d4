"""Comparing two standards: what of one is what of the other, and what has become of it."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ksbcheck.domain.codes import code_order
from ksbcheck.domain.standard import Duty, DutyMapping, Ksb, Option, Standard
from ksbcheck.domain.standard_change import (
    Compared,
    ComparedOption,
    Fact,
    MappingChange,
    Pair,
    Run,
    StandardDiff,
    WordChange,
    plain,
)
from ksbcheck.engine.pairing import pair_duties, pair_statements

NOT_COMPARED = ("format", "reference", "version", "versions", "source", "basis")
"""The fields that name a standard, or tell of its file: they say nothing of what it asks for."""
_APART = ("options", "duties", "ksbs")


def compare_standards(old: Standard, new: Standard) -> StandardDiff:
    """Return what has changed from one standard to another."""
    options = tuple(_paired_options(old.options, new.options))
    new_ids = {option.old.id: option.new.id for option in options if option.old and option.new}
    statements = pair_statements(old.ksbs, new.ksbs)
    return StandardDiff(
        old,
        new,
        tuple(_facts(old, new)),
        options,
        tuple(Compared(pair, _is_moved(pair, new_ids), _words_of(pair)) for pair in statements),
        tuple(
            Compared(pair, _is_moved(pair, new_ids), _words_of(pair), _mapping(pair, statements))
            for pair in pair_duties(old.duties, new.duties)
        ),
    )


def _facts(old: Standard, new: Standard) -> Iterator[Fact]:
    before, after = (standard.model_dump(mode="json", exclude={*NOT_COMPARED, *_APART}) for standard in (old, new))
    return (Fact(field, before[field], after[field]) for field in before if before[field] != after[field])


def _paired_options(old: Sequence[Option], new: Sequence[Option]) -> Iterator[ComparedOption]:
    """Yield every option once: paired by id and title, or else by the title alone, or else by the id alone."""
    keys: tuple[Callable[[Option], Hashable], ...] = (
        lambda option: (option.id, plain(option.title)),
        lambda option: plain(option.title),
        lambda option: option.id,
    )
    found: dict[str, Option] = {}
    for key in keys:
        waiting = {key(option): option for option in reversed(new) if option not in found.values()}
        for option in old:
            if option.id not in found and key(option) in waiting:
                found[option.id] = waiting.pop(key(option))
    yield from (ComparedOption(option, found.get(option.id)) for option in old)
    yield from (ComparedOption(None, option) for option in new if option not in found.values())


def _is_moved(pair: Pair[Ksb] | Pair[Duty], new_ids: Mapping[str, str]) -> bool:
    """Whether a statement or duty that is in both standards belongs to other options. An option may have a new id."""
    if pair.old is None or pair.new is None:
        return False
    if pair.old.options is None or pair.new.options is None:
        return pair.old.options != pair.new.options
    return {new_ids.get(option) for option in pair.old.options} != set(pair.new.options)


def _words_of(pair: Pair[Ksb] | Pair[Duty]) -> tuple[Run, ...]:
    """Return how the text of a statement or duty was changed, word by word; nothing where it wasn't."""
    if pair.old is None or pair.new is None or plain(pair.old.text) == plain(pair.new.text):
        return ()
    before, after = pair.old.text.split(), pair.new.text.split()
    return tuple(_runs(before, after))


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run(WordChange.KEPT, " ".join(before[start:end]))
            continue
        if start < end:
            yield Run(WordChange.REMOVED, " ".join(before[start:end]))
        if new_start < new_end:
            yield Run(WordChange.ADDED, " ".join(after[new_start:new_end]))


def _mapping(pair: Pair[Duty], statements: Collection[Pair[Ksb]]) -> MappingChange | None:
    """Return what has changed in the mapping of a duty, once its old codes are told as the new standard tells them.

    A code that an incomplete mapping doesn't name may be part of it. What belongs to a statement that is not there
    certainly isn't.
    """
    if pair.old is None or pair.new is None:
        return None
    before, after = pair.old.mapping, pair.new.mapping
    new_codes = {each.old.code: each.new.code for each in statements if each.old and each.new}
    added = {each.new.code for each in statements if each.new and not each.old}
    kept = {new_codes[code] for code in pair.old.ksbs if code in new_codes}
    more = [code for code in pair.new.ksbs if code not in kept]
    less = [code for code in pair.old.ksbs if new_codes.get(code) not in pair.new.ksbs]
    gained = [code for code in more if before is DutyMapping.COMPLETE or code in added]
    lost = [code for code in less if after is DutyMapping.COMPLETE or code not in new_codes]
    return MappingChange(before, after, _sorted(gained), _sorted(lost), _rest(more, gained), _rest(less, lost))


def _rest(codes: Iterable[str], told: Collection[str]) -> tuple[str, ...]:
    return _sorted(code for code in codes if code not in told)


def _sorted(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=code_order))

"""Comparison of two standards."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from ksbcheck.domain.names import code_order
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
)
from ksbcheck.domain.text import plain
from ksbcheck.engine.pairing import pair_duties, pair_statements

_NOT_FACTS = {"format", "reference", "version", "versions", "source", "basis", "options", "duties", "ksbs"}
"""The fields that name a standard, describe its file, or are paired."""


def compare_standards(old: Standard, new: Standard) -> StandardDiff:
    options = tuple(_pair_options(old.options, new.options))
    new_ids = {option.old.id: option.new.id for option in options if option.old and option.new}
    statements = pair_statements(old.ksbs, new.ksbs)
    return StandardDiff(
        old,
        new,
        tuple(_facts(old, new)),
        options,
        tuple(Compared(pair, _has_moved(pair, new_ids), _word_changes(pair)) for pair in statements),
        tuple(
            Compared(pair, _has_moved(pair, new_ids), _word_changes(pair), _mapping_change(pair, statements))
            for pair in pair_duties(old.duties, new.duties)
        ),
    )


def _facts(old: Standard, new: Standard) -> Iterator[Fact]:
    before, after = (standard.model_dump(mode="json", exclude=_NOT_FACTS) for standard in (old, new))
    return (Fact(field, before[field], after[field]) for field in before if before[field] != after[field])


def _pair_options(old: Sequence[Option], new: Sequence[Option]) -> Iterator[ComparedOption]:
    """Yield every option once, paired by id and title, else by title, else by id."""
    keys: tuple[Callable[[Option], Hashable], ...] = (
        lambda option: (option.id, plain(option.title)),
        lambda option: plain(option.title),
        lambda option: option.id,
    )
    paired: dict[str, Option] = {}
    for key in keys:
        waiting = {key(option): option for option in reversed(new) if option not in paired.values()}
        for option in old:
            if option.id not in paired and key(option) in waiting:
                paired[option.id] = waiting.pop(key(option))
    yield from (ComparedOption(option, paired.get(option.id)) for option in old)
    yield from (ComparedOption(None, option) for option in new if option not in paired.values())


def _has_moved(pair: Pair[Ksb] | Pair[Duty], new_ids: Mapping[str, str]) -> bool:
    """Whether a pair belongs to other options than before; options with new ids are the same."""
    if pair.old is None or pair.new is None:
        return False
    if pair.old.options is None or pair.new.options is None:
        return pair.old.options != pair.new.options
    return {new_ids.get(option) for option in pair.old.options} != set(pair.new.options)


def _word_changes(pair: Pair[Ksb] | Pair[Duty]) -> tuple[Run, ...]:
    if pair.old is None or pair.new is None or plain(pair.old.text) == plain(pair.new.text):
        return ()
    return tuple(_runs(pair.old.text.split(), pair.new.text.split()))


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run(WordChange.KEPT, " ".join(before[start:end]))
            continue
        if start < end:
            yield Run(WordChange.REMOVED, " ".join(before[start:end]))
        if new_start < new_end:
            yield Run(WordChange.ADDED, " ".join(after[new_start:new_end]))


def _mapping_change(pair: Pair[Duty], statements: Collection[Pair[Ksb]]) -> MappingChange | None:
    """Return the changes to the mapping of a duty, with its old codes renumbered."""
    if pair.old is None or pair.new is None:
        return None
    before, after = pair.old.mapping, pair.new.mapping
    new_codes = {statement.old.code: statement.new.code for statement in statements if statement.old and statement.new}
    added = {statement.new.code for statement in statements if statement.new and not statement.old}
    kept = {new_codes[code] for code in pair.old.ksbs if code in new_codes}
    more = [code for code in pair.new.ksbs if code not in kept]
    less = [code for code in pair.old.ksbs if new_codes.get(code) not in pair.new.ksbs]
    gained = [code for code in more if before is DutyMapping.COMPLETE or code in added]
    lost = [code for code in less if after is DutyMapping.COMPLETE or code not in new_codes]
    maybe_gained, maybe_lost = {*more} - {*gained}, {*less} - {*lost}
    return MappingChange(before, after, _sort(gained), _sort(lost), _sort(maybe_gained), _sort(maybe_lost))


def _sort(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=code_order))

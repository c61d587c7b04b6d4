"""Rules about what the policy demands besides coverage (KSB7xx)."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from fnmatch import fnmatchcase
from glob import escape
from pathlib import PurePosixPath

from ksbcheck.domain.finding import Hit, Location, NotChecked
from ksbcheck.domain.folder import is_address
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.domain.locator import PlaceKind, parse
from ksbcheck.domain.names import KINDS, in_ranges, nearest_code
from ksbcheck.domain.policy import chosen_of
from ksbcheck.domain.portfolio import Evidence, EvidenceType
from ksbcheck.domain.text import clock, counted_noun, listed
from ksbcheck.rules.case import Case
from ksbcheck.rules.rule import Stage, did_you_mean, rule

_LEARNER_ID = "{learner_id}"
_PARTS = re.compile(r"(\{\w+\})")


def _pieces(case: Case) -> Iterator[tuple[Location, Evidence]]:
    for index, piece in enumerate(case.portfolio.evidence):
        yield ("evidence", index), piece


def _policy(case: Case) -> str:
    return f"the policy {case.policy.name}"


@rule("KSB701", Severity.ERROR, Stage.PORTFOLIO)
def number_of_pieces(case: Case) -> Iterator[Hit]:
    """A portfolio has fewer or more pieces of evidence than the policy asks for.

    Why it matters: assessment plans often limit the portfolio, and an assessor may refuse to read more.

    How to fix: add pieces, or remove those that add nothing: `ksbcheck plan` lists them.
    """
    asked, count = case.policy.demands.pieces, len(case.portfolio.evidence)
    if asked and asked.at_least and count < asked.at_least:
        message = (
            f"there are {counted_noun(count, 'piece')} of evidence; {_policy(case)} asks for at least {asked.at_least}"
        )
        yield Hit(message, "Add pieces of evidence.", ("evidence",))
    if asked and asked.at_most and count > asked.at_most:
        message = f"there are {counted_noun(count, 'piece')} of evidence; {_policy(case)} allows {asked.at_most}"
        yield Hit(message, "Remove pieces that add nothing: `ksbcheck plan` lists them.", ("evidence",))


@rule("KSB702", Severity.ERROR, Stage.PORTFOLIO)
def type_refused(case: Case) -> Iterator[Hit | NotChecked]:
    """A piece of evidence is of a type that the policy refuses.

    Why it matters: the assessor won't count the piece, so a KSB that only this piece shows is not evidenced.

    How to fix: use a piece of another type, or correct the `type:`.
    """
    refused = case.policy.demands.refused_types
    if not refused:
        return
    for at, piece in _pieces(case):
        if piece.type in refused:
            message = f"{piece.id} is of the type {piece.type.value}, which {_policy(case)} refuses"
            yield Hit(message, "Use a piece of another type, or correct the type.", (*at, "type"))
    without = [piece.id for _, piece in _pieces(case) if piece.type is None]
    if without:
        yield NotChecked(f"{counted_noun(len(without), 'piece states', 'pieces state')} no type")


@rule("KSB703", Severity.ERROR, Stage.PORTFOLIO)
def recording_too_long(case: Case) -> Iterator[Hit]:
    """A recording is longer than the policy allows.

    Why it matters: an assessor needn't listen to more.

    How to fix: cut the recording, or split it into several pieces of evidence.
    """
    longest = case.policy.demands.longest_recording
    if longest is None:
        return
    for at, piece in _pieces(case):
        length = max(piece.length or timedelta(), _last_time_named(piece))
        if length > longest:
            which = "length" if piece.length == length else "claims"
            message = f"{piece.id} runs to {_clock(length)}; {_policy(case)} allows recordings up to {_clock(longest)}"
            yield Hit(message, "Cut the recording, or split it.", (*at, which))


@rule("KSB704", Severity.WARNING, Stage.PORTFOLIO)
def length_not_stated(case: Case) -> Iterator[Hit]:
    """A recording has no length, and the policy limits recordings.

    Why it matters: without a length, the limit can't be checked.

    How to fix: add `length:` as hours, minutes and seconds, "00:24:10".
    """
    if case.policy.demands.longest_recording is None:
        return
    for at, piece in _pieces(case):
        if piece.type is EvidenceType.RECORDING and piece.length is None:
            message = f"{piece.id} is a recording without a length"
            yield Hit(message, 'Add the length, as in length: "00:24:10".', at)


def _last_time_named(piece: Evidence) -> timedelta:
    """Return the last time that a piece's claims name."""
    places = [place for claim in piece.claims for place in parse(claim.where or "") or ()]
    return timedelta(seconds=max([place.last for place in places if place.kind is PlaceKind.TIME], default=0))


def _clock(length: timedelta) -> str:
    return clock(int(length.total_seconds()))


@rule("KSB705", Severity.ERROR, Stage.KSBS)
def locator_required(case: Case) -> Iterator[Hit]:
    """A claim doesn't say where in the evidence, though the policy asks for the place.

    Why it matters: the assessor has to be able to find the place.

    How to fix: write the claim in the long form, with `where:`.
    """
    if not case.policy.demands.locator_required:
        return
    for claim in case.claims:
        if claim.rung >= Rung.CLAIMED and not claim.where:
            message = f"{claim.subject} doesn't say where, though {_policy(case)} asks for a place"
            yield Hit(
                message, f"Write {{ksb: {claim.code}, where: p. 3}} under `claims:`.", claim.code_at, ksb=claim.code
            )


@rule("KSB706", Severity.ERROR, Stage.PORTFOLIO)
def file_in_another_folder(case: Case) -> Iterator[Hit | NotChecked]:
    """A file is not in the folder that the policy asks for.

    Why it matters: an assessment organisation with many portfolios expects each file in its place.

    How to fix: move the file, and write its new path in the manifest.
    """
    patterns = case.policy.demands.folders
    yield from _misplaced(case, patterns, "is not in a folder that", lambda path: str(path.parent))


@rule("KSB707", Severity.ERROR, Stage.PORTFOLIO)
def file_named_otherwise(case: Case) -> Iterator[Hit | NotChecked]:
    """A file is not named as the policy asks.

    Why it matters: names of one form show an assessor what a file is without opening it.

    How to fix: rename the file, and write its new name in the manifest.
    """
    patterns = case.policy.demands.file_names
    yield from _misplaced(case, patterns, "has no name that", lambda path: path.name)


def _misplaced(
    case: Case, patterns: tuple[str, ...], wording: str, part_of: Callable[[PurePosixPath], str]
) -> Iterator[Hit | NotChecked]:
    """Yield the named files whose path matches no pattern."""
    learner_id = case.portfolio.learner.id if case.portfolio.learner else None
    if learner_id is None and any(_LEARNER_ID in pattern for pattern in patterns):
        yield NotChecked(f"{_policy(case)} wants the learner's id in paths, but the manifest has none")
        return
    for at, piece in _pieces(case) if patterns else ():
        words = {
            "{piece}": piece.id,
            _LEARNER_ID: learner_id or "",
            "{type}": piece.type.value if piece.type else "",
        }
        wanted = [_fill_in(pattern, words) for pattern in patterns]
        for index, name in enumerate(piece.files):
            part = part_of(PurePosixPath(name.replace("\\", "/")))
            if not is_address(name) and not any(fnmatchcase(part, pattern) for pattern in wanted):
                message = f"{piece.id}: {name!r} {wording} {_policy(case)} allows"
                remedy = f"Move or rename the file to match {listed(patterns)}, and correct the manifest."
                yield Hit(message, remedy, (*at, "files", index))
    addresses = sum(is_address(name) for piece in case.portfolio.evidence for name in piece.files)
    if patterns and addresses:
        yield NotChecked(counted_noun(addresses, "name is an address, not a file", "names are addresses, not files"))


def _fill_in(pattern: str, words: Mapping[str, str]) -> str:
    """Fill in a pattern; values match only themselves."""
    return "".join(escape(words[part]) if part in words else part.replace("[", "[[]") for part in _PARTS.split(pattern))


@rule("KSB708", Severity.ERROR, Stage.KSBS)
def not_confirmed(case: Case) -> Iterator[Hit]:
    """A KSB is evidenced, but by no piece of a type that the policy asks for.

    Why it matters: some KSBs, behaviours above all, must be confirmed by a person who has seen them, such as the
    employer.

    How to fix: claim the KSB on a piece of one of the types named.
    """
    type_of = {piece.id: piece.type for _, piece in _pieces(case)}
    for asked in case.policy.demands.confirmed:
        types = listed(type_.value for type_ in asked.types)
        codes = frozenset(chosen_of((ksb.code for ksb in case.coverage.ksbs), asked.ksbs))
        for ksb in case.coverage.ksbs:
            if ksb.code in codes and ksb.pieces and not any(type_of.get(piece) in asked.types for piece in ksb.pieces):
                message = f"{ksb.code} has no evidence of a type that {_policy(case)} asks for: {types}"
                yield Hit(message, "Claim the KSB on a piece of such a type.", ("evidence",), ksb=ksb.code)


@rule("KSB709", Severity.ERROR, Stage.KSBS)
def sample_too_small(case: Case) -> Iterator[Hit]:
    """Fewer of the KSBs that may be sampled are evidenced than the policy asks for.

    Why it matters: the policy lets some of these KSBs go without evidence, but not so many.

    How to fix: evidence more of the KSBs named.
    """
    for sample in case.policy.demands.sampled:
        codes, met = case.coverage.sampled(sample)
        if len(met) < min(sample.at_least, len(codes)):
            message = (
                f"of {listed(in_ranges(codes))}, which may be sampled, {len(met)} "
                f"{'is' if len(met) == 1 else 'are'} evidenced; {_policy(case)} asks for {sample.at_least}"
            )
            yield Hit(message, "Add evidence for more of these KSBs.", ("evidence",))


@rule("KSB710", Severity.ERROR, Stage.KSBS)
def policy_names_unknown_code(case: Case) -> Iterator[Hit]:
    """The policy names a KSB that the standard doesn't have.

    Why it matters: what the policy demands of that KSB is silently ignored.

    How to fix: correct the code in the policy, or use a policy for this standard and version.
    """
    demands = case.policy.demands
    for code in dict.fromkeys(demands.codes()):
        if code not in case.codes and code not in KINDS:
            message = f"{_policy(case)} names {code!r}, which {case.standard.reference} does not have"
            meant = nearest_code(code, case.codes)
            yield Hit(message, did_you_mean(meant, "Correct the policy's file."), ("policy",))


@rule("KSB711", Severity.WARNING, Stage.INPUT)
def another_policy() -> None:
    """The manifest names a different policy from the one in use.

    Why it matters: a policy on the command line, in the environment or in the configuration comes before the
    manifest's, which counts only where it asks for more. The author of the manifest may expect something else.

    How to fix: delete `policy:` from the manifest, or name the same policy there.
    """


@rule("KSB712", Severity.ERROR, Stage.INPUT)
def asks_for_less(key: str, of: str) -> tuple[str, str]:
    """A setting in the portfolio's own folder lowers what is asked for.

    Why it matters: whoever writes the portfolio could otherwise make its gaps pass. Settings and policies that the
    portfolio's own folder holds or names may only ask for more. The setting is ignored.

    How to fix: delete the setting. If the provider agrees to it, write it into the provider's configuration above the
    portfolio's folder, into the environment, or on the command line.
    """
    message = f"`{key}` in the portfolio's own {of} lowers what is asked for, and is ignored"
    return message, "Delete it, or set it in the provider's configuration above the portfolio's folder."

"""Judge a portfolio."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date

from ksbcheck.domain.claim import Claim, Sight, list_claims
from ksbcheck.domain.coverage import Coverage
from ksbcheck.domain.finding import Finding
from ksbcheck.domain.folder import Folder, is_address, within
from ksbcheck.domain.gateway import Component, State
from ksbcheck.domain.judgement import Against, Files, Judgement
from ksbcheck.domain.ladder import Rung
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Evidence, Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.seal import SealedPiece, Snapshot, what_was_signed
from ksbcheck.domain.text import first_few
from ksbcheck.engine.cover import cover
from ksbcheck.engine.gateway import judge_gateway
from ksbcheck.engine.trace import trace_claims
from ksbcheck.rules import FOLDER_RULES, FRAMEWORK_RULES, PORTFOLIO_RULES
from ksbcheck.rules.case import Case, FolderCase
from ksbcheck.rules.rule import run


def judge(
    against: Against, policy: Policy, today: date, folder: Folder | None = None, sealed: Snapshot | None = None
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Judge a portfolio as of a day, without a folder by its manifest alone; findings have no places yet.

    With a seal, sign-offs up to its day hold for what was `sealed`.
    """
    if against.method:
        policy = policy.restricted_to_method()
    sights = sights_of(against.portfolio, folder)
    if sealed:
        sights = with_signed(sights, against.portfolio, sealed, folder)
    claims = () if against.framework else list_claims(against.portfolio, today, sights, against.listed)
    coverage = _coverage(against, claims, policy)
    resolved = {field.name: getattr(against, field.name) for field in fields(Against)}
    gateway = judge_gateway(against, coverage, today)
    case = Case(**resolved, claims=claims, coverage=coverage, gateway=gateway, policy=policy, today=today)
    findings, skipped = run(FRAMEWORK_RULES if against.framework else PORTFOLIO_RULES, case)
    judgement = Judgement(**resolved, sights=sights, claims=claims, coverage=coverage, today=today, skipped=skipped)
    if folder is None:
        return judgement, findings
    folder_case = FolderCase(case, folder, trace_claims(claims, folder))
    in_folder = run(FOLDER_RULES, folder_case)
    skipped, files = (*skipped, *in_folder.not_checked), _files(folder_case)
    return replace(judgement, skipped=skipped, files=files), (*findings, *in_folder.findings)


def _coverage(against: Against, claims: tuple[Claim, ...], policy: Policy) -> Coverage:
    if against.framework:
        return Coverage(policy.rung, (), ())
    requirement = against.standard.requirements[against.option_id]
    return cover(requirement.restricted_to(against.method.ksbs) if against.method else requirement, claims, policy)


def gateway_of(report: Report) -> tuple[Component, ...]:
    """Return the gateway's components for a report; KSBs count from assessed on."""
    judged = report.under_standard
    if judged is None or report.components is not None:
        return report.components or ()
    policy = report.policy.model_copy(update={"rung": max(report.policy.rung, Rung.ASSESSED)})
    return judge_components(report, judged, _coverage(judged, judged.claims, policy))


def judge_components(report: Report, judged: Judgement, coverage: Coverage) -> tuple[Component, ...]:
    """Judge the gateway's components. What only the portfolio's own standard asks for is not known to be enough."""
    components = judge_gateway(judged, coverage, judged.today)
    if not components or not report.own_standard or components[0].state is not State.PASSES:
        return components
    ksbs, *others = components
    reason = f"{ksbs.reason}, but only by the portfolio's own standard ({report.standard_file})"
    return (ksbs._replace(state=State.NOT_KNOWN, reason=reason), *others)


def _files(case: FolderCase) -> Files:
    named = tuple(dict.fromkeys(file.name for file in case.named_files))
    return Files(case.folder, named, frozenset(case.claimed_files), case.traces)


def sights_of(portfolio: Portfolio, folder: Folder | None = None) -> tuple[Sight, ...]:
    """Return what each piece gives to look at; without a folder, going by the names of its files."""
    return tuple(_sight(piece, folder) for piece in portfolio.evidence)


def with_signed(
    sights: Iterable[Sight], portfolio: Portfolio, then: Snapshot, folder: Folder | None = None
) -> tuple[Sight, ...]:
    """Return the sights of the pieces with what sign-offs up to a snapshot hold for."""
    prints = None if folder is None else {name: file.print for name, file in folder.files.items()}
    signed = what_was_signed(then, pieces_of(portfolio, folder), prints)
    return tuple(sight._replace(signed=(*sight.signed, each)) for sight, each in zip(sights, signed, strict=True))


def pieces_of(portfolio: Portfolio, folder: Folder | None = None) -> tuple[SealedPiece, ...]:
    """Return the pieces as a seal records them; without a folder, with the names of files as they are written."""
    return tuple(
        SealedPiece(
            id=piece.id,
            ksbs=(*(code for _, code in piece.codes), *(entry.ksb for entry in piece.claims if not entry.is_planned)),
            files=tuple(_name(name, folder) for name in piece.files),
            url=piece.url,
            held=piece.held.what if piece.held else None,
        )
        for piece in portfolio.evidence
    )


def _name(written: str, folder: Folder | None) -> str:
    file = folder.find(written).file if folder else None
    return file.name if file else within(written) or written


def _sight(piece: Evidence, folder: Folder | None) -> Sight:
    found = {name: _work(name, folder) for name in piece.files}
    works = tuple(dict.fromkeys(work for work, _ in found.values() if work))
    hashes = None if folder is None else frozenset(_hashes(piece, folder))
    if works:
        return Sight(works, hashes=hashes)
    if piece.url:
        return Sight((piece.url,), in_folder=False, hashes=hashes)
    reasons = [f"{name!r} {why_not}" for name, (_, why_not) in found.items()]
    why_not = first_few(reasons) if reasons else "it names nothing to look at"
    held = (f"{piece.held.what}, {piece.held.where}",) if piece.held else ()
    return Sight(held, why_not, in_folder=False, hashes=hashes)


def _hashes(piece: Evidence, folder: Folder) -> Iterator[str]:
    files = (folder.find(name).file for name in piece.files)
    return (file.sha256 for file in files if file and file.sha256)


def _work(name: str, folder: Folder | None) -> tuple[str, str]:
    """Return the work that a file holds, by the name of the first file that holds it, and why none, if so."""
    if folder is None:
        path = None if is_address(name) else within(name)
        return path or "", "" if path else "names no file in the folder"
    result = folder.find(name)
    if result.file is None or result.why_not:
        return "", result.why_not
    return folder.work_of(result.file.name), ""

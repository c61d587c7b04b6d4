"""What a check must say of a manifest, worked out from the manual alone, with nothing of ksbcheck's own.

`docs/manifest.md` has the claims, `docs/policy.md` the settings, `docs/evidence.md` the files.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from tests.oracle.manifests import ELSEWHERE, PEOPLE, TODAY, WORKS, Case

RUNGS = ("suggested", "planned", "claimed", "assessed", "verified")
COUNTING = RUNGS[2:]
Piece = dict[str, Any]
Claim = dict[str, Any]


def verdict_on(case: Case) -> dict[str, Any]:
    """Return the counts, gaps, duties, outcome and exit status that a report must have."""
    option, settings = case.manifest["option"], case.settings
    needed, rung = settings["min_pieces"], settings["rung"]
    required = [ksb["code"] for ksb in case.standard["ksbs"] if not ksb["options"] or option in ksb["options"]]
    claims = [claim for piece in case.manifest["evidence"] for claim in claims_on(piece, case)]
    different = {code: {at: pieces_at(at, code, claims) for at in COUNTING} for code in required}
    met = {code for code in required if different[code][rung] >= needed}
    counts = {at: sum(different[code][at] >= needed for code in required) for at in COUNTING}
    duties = {
        duty["number"]: duty_of(duty, required, met, claims, settings)
        for duty in case.standard["duties"]
        if not duty["options"] or option in duty["options"]
    }
    gaps = [code for code in required if code not in met]
    outside_duty = any(code in met for duty in duties.values() for code in duty["missing"])
    shares = {
        each["rung"]: 100 * counts[each["rung"]] >= each["percent"] * len(required)
        for each in settings.get("fail_under", ())
    }
    fails = outside_duty or not all(shares.values()) or any(faults(case))
    return {
        "counts": {"required": len(required), **counts},
        "missing": [code for code in gaps if not different[code][rung]],
        "thin": [code for code in gaps if different[code][rung]],
        "duties": duties,
        "outcome": "gaps" if gaps or fails else "clean",
        "exit": 1 if fails or (gaps and not shares.get(rung)) else 0,
    }


def duty_of(
    duty: dict[str, Any], required: list[str], met: set[str], claims: list[Claim], settings: dict[str, Any]
) -> dict[str, Any]:
    """Return the status of a duty, and which of the KSBs that it requires are not met."""
    mapped = [code for code in required if code in duty["ksbs"]]
    if settings["duty_context"]:
        within = [claim for claim in claims if duty["number"] in claim["piece"].get("duties", ())]
        met = {code for code in mapped if pieces_at(settings["rung"], code, within) >= settings["min_pieces"]}
    missing = [code for code in mapped if code not in met]
    some = "missing" if missing == mapped else "partial"
    return {"status": "unmapped" if not mapped else some if missing else "met", "missing": missing}


def pieces_at(rung: str, code: str, claims: list[Claim]) -> int:
    """Count the different pieces at a rung; those at a higher one count here too."""
    return max(_pieces_from(each, code, claims) for each in RUNGS[RUNGS.index(rung) :])


def _pieces_from(rung: str, code: str, claims: Iterable[Claim]) -> int:
    """Count the pieces that claim a KSB at a rung or higher, each of which shows work that none before it shows.

    Those that show least come first, and of two the one that names a place in a work before the one that doesn't.
    """
    shown: dict[str, set[tuple[str, str]]] = {}
    for claim in claims:
        if claim["code"] == code and RUNGS.index(claim["rung"]) >= RUNGS.index(rung):
            parts = {(work, claim["place"] or "") for work in claim["works"]}
            shown.setdefault(claim["piece"]["id"].casefold(), set()).update(parts)
    for parts in shown.values():
        parts -= {part for part in parts if part[1] and (part[0], "") in parts}
    seen: set[tuple[str, str]] = set()
    pieces = 0
    for parts in sorted(shown.values(), key=lambda parts: (len(parts), not all(place for _, place in parts))):
        if any(is_new(work, place, seen) for work, place in parts):
            seen |= parts
            pieces += 1
    return pieces


def is_new(work: str, place: str, seen: set[tuple[str, str]]) -> bool:
    """Return whether a place in a work, or the whole of it, is not shown yet."""
    if place:
        return not seen & {(work, place), (work, "")}
    return all(of != work for of, _ in seen)


def claims_on(piece: Piece, case: Case) -> Iterator[Claim]:
    works = works_of(piece, case)
    for entry in [*({"ksb": code} for code in piece.get("ksbs", ())), *piece.get("claims", ())]:
        rung = rung_of(entry, piece, case) if works else "planned"
        yield {"code": entry["ksb"], "rung": rung, "piece": piece, "works": works, "place": entry.get("where")}


def works_of(piece: Piece, case: Case) -> set[str]:
    """Return the work that a piece gives to look at."""
    names = [name for name in piece.get("files", ()) if name not in ELSEWHERE]
    works = {WORKS[name] for name in names if name in WORKS} if case.in_folder else set(names)
    return works or ({piece["url"]} if "url" in piece else held_by(piece, case))


def held_by(piece: Piece, case: Case) -> set[str]:
    """Return the work that is held elsewhere, if another person has seen it there."""
    held = piece.get("held", {})
    return {held["what"]} if is_valid({"by": held.get("seen_by"), "on": held.get("on")}, piece, case) else set()


def rung_of(entry: dict[str, Any], piece: Piece, case: Case) -> str:
    if entry.get("status") in ("suggested", "planned"):
        return entry["status"]
    made, started = piece.get("date"), case.manifest.get("started")
    if max(made or "", started or "") > TODAY:
        return "planned"
    assessed, verified = (decision_on(verb, entry, piece, case) or {} for verb in ("assessed", "verified"))
    is_answered = is_later(assessed, verified) and is_valid(assessed, piece, case)
    refuses = [is_refusal(each) and holds(each, piece, case) for each in (assessed, verified)]
    if refuses[0] or (refuses[1] and not is_answered):
        return "planned"
    if not is_valid(assessed, piece, case):
        held = works_of(piece, case) == held_by(piece, case)
        return "planned" if held or not made or made < (started or "") else "claimed"
    if is_refusal(verified) or not is_valid(verified, piece, case) or person(verified) == person(assessed):
        return "assessed"
    return "verified" if verified["on"] >= assessed["on"] else "assessed"


def decision_on(verb: str, entry: dict[str, Any], piece: Piece, case: Case) -> dict[str, Any] | None:
    """Return the decision that applies to a claim: the latest of its own, or of its piece."""
    own, of_piece = decisions_of(entry, verb), decisions_of(piece, verb)
    mine, general = (latest([each for each in all_ if holds(each, piece, case)]) for all_ in (own, of_piece))
    if general and not own:
        return general
    if general and is_refusal(general) and not (mine and is_later(mine, general)):
        return general
    return mine or (own or of_piece or [None])[-1]


def decisions_of(of: dict[str, Any], verb: str) -> list[dict[str, Any]]:
    written = of.get(verb) or []
    return written if isinstance(written, list) else [written]


def latest(decisions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the last decision, unless an earlier one that refuses has the same or a later day."""
    for each in decisions[:-1]:
        if is_refusal(each) and each.get("on", "") >= decisions[-1].get("on", TODAY):
            return each
    return decisions[-1] if decisions else None


def holds(decision: dict[str, Any], piece: Piece, case: Case) -> bool:
    return decision.get("on", "") <= TODAY if is_refusal(decision) else is_valid(decision, piece, case)


def is_refusal(decision: dict[str, Any]) -> bool:
    return decision.get("decision") == "not_yet"


def is_later(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool("on" in one and "on" in other and one["on"] > other["on"])


def is_valid(sign_off: dict[str, Any], piece: Piece, case: Case) -> bool:
    """Return whether a sign-off is by another person, since the evidence and the start, and not in the future."""
    by, on = person(sign_off), sign_off.get("on")
    since = max(piece.get("date") or "", case.manifest.get("started") or "")
    return bool(by and on) and by != case.manifest.get("learner", {}).get("name") and since <= on <= TODAY


def person(sign_off: dict[str, Any]) -> str | None:
    return PEOPLE.get(sign_off.get("by"))


def faults(case: Case) -> Iterator[bool]:
    """Yield whether there are errors, of each kind that the generator makes."""
    pieces = case.manifest["evidence"]
    ids = [piece["id"].casefold() for piece in pieces]
    numbers = {duty["number"] for duty in case.standard["duties"]}
    codes = {ksb["code"] for ksb in case.standard["ksbs"]}
    yield len(set(ids)) < len(ids)
    for piece in pieces:
        entries = [*({"ksb": code} for code in piece.get("ksbs", ())), *piece.get("claims", ())]
        yield not numbers.issuperset(piece.get("duties", ()))
        yield not codes.issuperset(entry["ksb"] for entry in entries)
        yield not piece.get("date") or piece["date"] > TODAY
        yield not works_of(piece, case) and (case.in_folder or "files" not in piece)
        yield "held" in piece and not held_by(piece, case)
        yield any("://" in name or (case.in_folder and name not in WORKS) for name in piece.get("files", ()))
        for of in (piece, *entries):
            for verb in ("assessed", "verified"):
                yield not all(is_valid(each, piece, case) for each in decisions_of(of, verb))
                yield any(
                    each.get("on", "") <= one.get("on", "") != "" and "on" in each
                    for one, each in pairwise(decisions_of(of, verb))
                )
        for entry in entries:
            assessed, verified = (decision_on(verb, entry, piece, case) for verb in ("assessed", "verified"))
            yield bool(verified) and not assessed
            if assessed and verified:
                yield bool(person(assessed)) and person(assessed) == person(verified)
                days = [
                    each.get("on", "9") for each in decisions_of(entry, "assessed") or decisions_of(piece, "assessed")
                ]
                is_early = (verified.get("on") or TODAY) < (assessed.get("on") or "")
                yield is_early and not any(day <= verified["on"] for day in days)

"""Manifests and settings by seed, with what they say of every claim's fate, and the folder that their files are in."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.conftest import ROOT
from tests.documents import docx, exe, mp4, tree, truncated

TODAY = "2026-01-31"
STARTED = "2025-01-13"
LEARNER = "Ann Example"
PEOPLE = {
    # name in a sign-off: the person whom it names
    "Ann Example": LEARNER,
    "A. Example": LEARNER,
    "Example, Ann": LEARNER,
    "Ms Ann Example": LEARNER,
    "ANN EXAMPLE": LEARNER,
    "Dana Okoro": "Dana",
    "D. Okoro": "Dana",
    "Okoro, Dana": "Dana",
    "Ali Reyes": "Ali",
    "Margaret Example": "Margaret",
}
NO_NAMES = ("me", "the learner", "Apprentice", "assessor", "Tutor", "TBC", "?")
STANDARDS = {
    "ST1414": ROOT / "data" / "standard.yaml",
    "../standard.yaml": ROOT / "tests" / "cases" / "standard.yaml",
}
"""The standards by what a manifest calls them."""

_OWN = ("fern", "hedge", "pond", "shed", "heap", "path", "lawn", "wall")
WORKS = {"walk.md": "walk", "bed.md": "bed", "copy/bed.md": "bed", "film.mp4": "film"} | {
    f"own/{number}.md": f"own {name}" for number, name in enumerate(_OWN, 1)
}
"""The work that each file of the folder shows; two files of one work are copies."""
NO_WORK = ("empty.md", "blank.md", "link.md", "damaged.docx", "program.docx", "gone.md", "WALK.md")
"""Files that can't be looked at, or show nothing."""
ELSEWHERE = ("../outside.md", "https://school.example/walk")
"""Names that are no file of the folder, whatever it holds."""
PLACES = ("§ Morning", "§ Evening")

_DAYS = ("2024-11-04", "2025-03-04", "2025-05-09", "2025-06-01", TODAY, "2026-02-01", None)
_NAMES = (*PEOPLE, *NO_NAMES, None)


@cache
def read_standard(reference: str) -> dict[str, Any]:
    return yaml.load(STANDARDS[reference].read_text("utf-8"), Loader=yaml.CSafeLoader)


def statements_of(standard: str) -> str:
    """Return the name of the file that only lists the statements of a standard."""
    return f"statements/{Path(standard).stem}.md"


def write_folder(folder: Path) -> Path:
    """Write the files that generated manifests name, and the small standard above them."""
    (folder.parent / "standard.yaml").write_bytes(STANDARDS["../standard.yaml"].read_bytes())
    files = {name: _diary(work) for name, work in WORKS.items()}
    files |= {
        "film.mp4": mp4(),
        "empty.md": "",
        "blank.md": " \n\t\u200b\n",
        "link.md": "https://video.example/watch?v=1\n",
        "damaged.docx": truncated(docx(["Pots"]), 0.6),
        "program.docx": exe(),
    }
    for name in STANDARDS:
        ksbs = read_standard(name)["ksbs"]
        files[statements_of(name)] = "".join(f"- {ksb['code']} {ksb['text']}\n" for ksb in ksbs)
    return tree(folder, files)


def _diary(work: str) -> str:
    days = " ".join(f"On day {day} I wrote down what the {work} had taught me." for day in range(1, 9))
    return f"# Morning\n\n{days}\n\n# Evening\n\nI thought about the {work} again.\n"


class Case:
    """A generated manifest, and the settings and the form in which it is checked."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret
        self._carelessness = self._random.choice((0, 0, 0.02, 0.1, 0.4))
        self.reference = self._random.choice(tuple(STANDARDS))
        self.standard = read_standard(self.reference)
        self.in_folder = self._random.random() < 0.5
        self.settings = self._settings()
        self.manifest = self._manifest()

    def _pick(self, good: Any, bad: Any = ()) -> Any:
        return self._random.choice(bad if bad and self._chance(self._carelessness) else good)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _settings(self) -> dict[str, Any]:
        settings = {
            "rung": self._pick(("claimed", "claimed", "assessed", "verified")),
            "min_pieces": self._pick((1, 1, 2, 3)),
            "duty_context": self._chance(0.2),
        }
        if self._chance(0.3):
            rung = self._pick(("claimed", "assessed", "verified"))
            settings["fail_under"] = ({"rung": rung, "percent": self._pick((1, 20, 50, 80, 100))},)
        return settings

    def _manifest(self) -> dict[str, Any]:
        option = self._pick([each["id"] for each in self.standard["options"]])
        manifest = {
            "format": "ksbcheck-portfolio/1",
            "standard": self.reference,
            "version": "1.0",
            "option": option,
            "learner": self._pick(({"name": LEARNER, "id": "0012345"},), ({},)),
            "started": self._pick((STARTED,), (None, "2026-02-01")),
        }
        required = [ksb["code"] for ksb in self.standard["ksbs"] if not ksb["options"] or option in ksb["options"]]
        pieces = [self._piece(number, required) for number in range(1, self._random.randint(2, 8))]
        _share_work_of_one_id(pieces)
        return {key: value for key, value in manifest.items() if value} | {"evidence": pieces}

    def _piece(self, number: int, required: list[str]) -> dict[str, Any]:
        piece: dict[str, Any] = {
            "id": self._pick((f"E0{number}",), ("E01", "e01")),
            "title": self._pick((f"Piece {number}",), (None,)),
            "type": "log",
            "date": self._pick(("2025-03-04", "2025-05-09"), _DAYS),
            "duties": self._pick(
                ([duty["number"] for duty in self.standard["duties"] if _is_of(duty, required)], []), ([99],)
            ),
            "assessed": self._decided(self._assessed(0.8)),
            "verified": self._decided(self._verified(0.5)),
            **self._to_look_at(number),
        }
        codes = required if self._chance(0.5) else self._random.sample(required, self._random.randint(1, len(required)))
        others = [ksb["code"] for ksb in self.standard["ksbs"] if ksb["code"] not in required]
        codes = [self._pick((code,), (*others, "K99")) for code in codes]
        if self._chance(0.5):
            piece["ksbs"] = codes
        else:
            can_have_places = any(name.endswith(".md") for name in piece.get("files", ()))
            places = PLACES if can_have_places and self._chance(0.5) else (None,)
            piece["claims"] = [claim for code in codes for claim in self._claims(code, self._pick(places), piece)]
        return {key: value for key, value in piece.items() if value not in (None, [])}

    def _to_look_at(self, number: int) -> dict[str, Any]:
        """Return what a piece names: one work, its own files besides, and what is no work."""
        files = [self._pick(tuple(WORKS)[:4]), *([f"own/{number}.md"] if self._chance(0.3) else [])]
        bad = (*ELSEWHERE, *((*NO_WORK, statements_of(self.reference)) if self.in_folder else ()))
        files = [self._pick((name,), bad) for name in files]
        url = {"url": self._pick(("https://school.example/garden", "https://school.example/walk"))}
        held = {"held": self._held()}
        return self._pick(({"files": files},) * 6 + (url, held), ({}, {"files": [self._pick(bad)], **held}))

    def _held(self) -> dict[str, Any]:
        seen = {"seen_by" if key == "by" else key: value for key, value in (self._assessed(1) or {}).items()}
        return {"what": self._pick(("pupil records", "a display")), "where": "the school office", **seen}

    def _assessed(self, share: float) -> dict[str, str] | None:
        dana = [name for name, person in PEOPLE.items() if person == "Dana"]
        return self._sign_off(dana, ("2025-05-09", "2025-06-01")) if self._chance(share) else None

    def _verified(self, share: float) -> dict[str, str] | None:
        return self._sign_off(("Ali Reyes", "Margaret Example"), ("2025-06-01", TODAY)) if self._chance(share) else None

    def _decided(self, sign_off: dict[str, str] | None) -> Any:
        """Return a sign-off as one decision or several, now and then one that is not yet met."""
        if sign_off is None or not self._chance(0.15):
            return sign_off
        refusing = self._sign_off(("Dana Okoro",), ("2025-05-20",)) | {"decision": "not_yet"}
        return self._pick((refusing, [refusing, sign_off], [sign_off, refusing], [sign_off]))

    def _sign_off(self, people: Sequence[str], days: Sequence[str]) -> dict[str, str]:
        by, on = self._pick(people, _NAMES), self._pick(days, _DAYS)
        return {key: value for key, value in (("by", by), ("on", on)) if value}

    def _claims(self, code: str, place: str | None, piece: dict[str, Any]) -> list[dict[str, Any]]:
        """Return a claim, and now and then a second one on the same KSB."""
        statuses = (None, None, None, "claimed", "suggested", "planned", "assessed", "verified")
        claim = {
            "ksb": code,
            "where": place,
            "status": self._pick((None,), statuses),
            "assessed": self._decided(self._assessed(0.1)),
            "verified": self._verified(0.05) if piece["assessed"] else None,
        }
        second = {"ksb": code, "where": self._pick((*PLACES, None)) if place else None, "status": "planned"}
        claims = [claim, second] if self._chance(self._carelessness) else [claim]
        return [{key: value for key, value in each.items() if value} for each in claims]


def _share_work_of_one_id(pieces: list[dict[str, Any]]) -> None:
    """Let pieces with ids that look the same, which are one piece, name the same work."""
    for piece in pieces:
        if piece["id"].casefold() == "e01":
            shown = {key: pieces[0][key] for key in ("files", "url", "held") if key in pieces[0]}
            kept = {key: value for key, value in piece.items() if key not in {"files", "url", "held"}}
            piece.clear()
            piece.update(kept | shown)


def _is_of(duty: dict[str, Any], required: list[str]) -> bool:
    return not duty["ksbs"] or any(code in required for code in duty["ksbs"])

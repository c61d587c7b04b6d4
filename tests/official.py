"""Invented standards in the forms of the two official APIs."""

from random import Random
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from ksbcheck.domain.names import kind_of
from ksbcheck.domain.standard import Standard

_LISTS = {
    "K": ("knowledges", "knowledgeId"),
    "S": ("skills", "skillId"),
    "B": ("behaviours", "behaviourId"),
    "TK": ("technicalKnowledges", "id"),
    "TS": ("technicalSkills", "id"),
    "ESB": ("employabilitySkillsAndBehaviours", "id"),
}
_MAPPED = {"K": "mappedKnowledge", "S": "mappedSkills", "B": "mappedBehaviour"}
_WORDS = ("plan", "review", "safety", "record", "system", "client", "team", "process", "quality", "report", "design")


def guid(*parts: object) -> str:
    """Return the GUID of some values."""
    return str(uuid5(NAMESPACE_OID, repr(parts)))


def of_skills_england(standard: Standard, **changes: Any) -> dict[str, Any]:
    """Return a standard in the form of the standards API, which names statements by GUID."""
    name = (standard.reference, standard.version)
    content: dict[str, Any] = {
        "referenceNumber": standard.reference,
        "title": standard.title,
        "level": standard.level,
        "version": standard.version,
        "versionNumber": standard.version,
        "status": "Approved for delivery",
        "earliestStartDate": "2024-10-16T00:00:00",
        "latestStartDate": None,
        "latestEndDate": None,
        "larsCode": 801,
        "typicalDuration": 18,
        "route": "Education and early years",
        "coreAndOptions": len(standard.options) > 1,
        "options": [{"optionId": guid(*name, option.id), "title": option.title} for option in standard.options],
        "optionsUnstructuredTemplate": [],
        "duties": [
            {
                "dutyID": guid(*name, duty.number),
                "dutyDetail": f" {duty.text}\n",
                "isThisACoreDuty": int(not duty.options),
                "mappedOptions": [guid(*name, option) for option in duty.options or ()] or None,
                **{
                    field: [guid(*name, code) for code in duty.ksbs if kind_of(code) == kind]
                    for kind, field in _MAPPED.items()
                },
            }
            for duty in standard.duties
        ],
        "qualifications": [],
    }
    for kind, (field, key) in _LISTS.items():
        listed = [
            {key: guid(*name, code), "detail": ksb.text}
            for code, ksb in standard.by_code.items()
            if kind_of(code) == kind
        ]
        if listed or kind in _MAPPED:
            content[field] = listed
    return content | changes


def of_the_maps(standard: Standard, option: str | None = None, letter: str = "") -> dict[str, Any]:
    """Return a standard, or one of its options, in the form of the Occupational Maps API."""
    requirement = standard.requirements[option or standard.options[0].id]
    title = f"{standard.title} ({standard.option(option).title})" if option else standard.title
    content: dict[str, Any] = {
        "stdCode": f"{standard.reference.replace('ST', 'OCC')}{letter}",
        "name": title,
        "versionNo": standard.version,
        "level": standard.level,
        "statusName": "Approved occupation",
        "products": [{"productCode": standard.reference, "typeName": "Apprenticeship", "name": standard.title}],
        "duties": [
            {
                "dutyId": f"D{duty.number}",
                "dutyDetail": duty.text,
                **{field: [c for c in codes if kind_of(c) == kind] for kind, field in _MAPPED.items()},
            }
            for duty, codes in requirement.duties
        ],
    }
    for kind, (field, key) in list(_LISTS.items())[:3]:
        content[field] = [{key: k.code, "detail": k.text} for k in requirement.ksbs if kind_of(k.code) == kind]
    return content


def mapped(standard: Standard) -> Standard:
    """Map every duty of a standard: core duties to core statements, others to those of their option."""
    content = standard.model_dump(mode="json")
    for owner in ((), *((option.id,) for option in standard.options)):
        duties = [duty for duty in content["duties"] if tuple(duty["options"]) == owner]
        codes = [ksb["code"] for ksb in content["ksbs"] if tuple(ksb["options"]) == owner]
        for at, code in enumerate(codes):
            duty = duties[at % len(duties)]
            duty["ksbs"] = [*duty["ksbs"], *([] if code in duty["ksbs"] else [code])]
    for duty in content["duties"]:
        duty["mapping"] = "complete"
    return Standard.model_validate(content)


def many(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Return standards of real size (80 statements, 20 duties) in the form of the standards API."""
    return [_made_up(f"ST{number:04}", Random(f"{seed}-{number}")) for number in range(1, count + 1)]  # noqa: S311


def _made_up(reference: str, chance: Random) -> dict[str, Any]:
    def words(count: int) -> str:
        return " ".join(chance.choice(_WORDS) for _ in range(count)).capitalize()

    lists = {
        field: [{key: guid(reference, field, at), "detail": f"{words(16)} {at}."} for at in range(size)]
        for (field, key), size in zip(list(_LISTS.values())[:3], (36, 36, 8), strict=True)
    }
    options = [{"optionId": guid(reference, "option", at), "title": f"{words(2)} {at}"} for at in range(2)]

    def duty(at: int) -> dict[str, Any]:
        core = at < 16
        # Core duties share out the first statements, those of the options the last ones, so that each has an owner.
        picks = {
            mapped: [
                row[key]
                for place, row in enumerate(lists[field])
                if (place < len(lists[field]) - 4) == core
                and place % 16 % (16 if core else 2) in ((at,) if core else (at % 2,))
            ]
            for (field, key), mapped in zip(list(_LISTS.values())[:3], _MAPPED.values(), strict=True)
        }
        more = [] if not core else [row["knowledgeId"] for row in chance.sample(lists["knowledges"][:30], 8)]
        return {
            "dutyID": guid(reference, "duty", at),
            "dutyDetail": f"{words(18)} {at}.",
            "isThisACoreDuty": int(core),
            "mappedOptions": None if core else [options[at % 2]["optionId"]],
            **picks,
            "mappedKnowledge": list(dict.fromkeys([*picks["mappedKnowledge"], *more])),
        }

    return {
        "referenceNumber": reference,
        "title": f"{words(2)} technician",
        "level": chance.randint(2, 7),
        "version": "1.1",
        "versionNumber": "1.1",
        "status": "Approved for delivery",
        "earliestStartDate": "2022-09-01T00:00:00",
        "latestStartDate": None,
        "latestEndDate": None,
        "larsCode": chance.randint(1, 900),
        "typicalDuration": 24,
        "route": "Engineering and manufacturing",
        "coreAndOptions": True,
        "options": options,
        "optionsUnstructuredTemplate": [],
        "duties": [duty(at) for at in range(20)],
        **lists,
        "qualifications": [],
    }

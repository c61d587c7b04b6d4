"""A standard in CASE 1.1, 1EdTech's Competencies and Academic Standards Exchange.

What CASE has no field for is under `extensions`. Equal standards give equal bytes: ids are official or derived.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from ksbcheck.domain.matrix import Part
from ksbcheck.domain.names import KINDS, kind_of
from ksbcheck.domain.standard import Duty, Ksb
from ksbcheck.domain.text import cut, shown
from ksbcheck.formats.standard import about_duty, about_ksb, first_day
from ksbcheck.reports.standard import caveats, facts

_EXTENSION = "ksbcheck"
"""The key under `extensions` of a document or an item that holds what CASE has no field for."""
_CHILD = "isChildOf"
_NAMESPACE = UUID("2f6d3f0e-5c1b-5b7e-9d43-0b8f0f6f2a11")
_LANGUAGE = "en"
_DUTIES = "Duties"
_NO_DAY = date(1970, 1, 1)
_MOST_OF_TITLE = 120
_ELSEWHERE = {"title", "version", "duties", "ksbs", "format"}
"""The fields of a standard that CASE has fields for; the rest goes into the document's extension."""


def render(part: Part) -> str:
    return f"{json.dumps(_Package(part).content(), indent=2)}\n"


class _Package:
    def __init__(self, part: Part) -> None:
        self.part = part
        self.standard = part.standard
        shown_duties, shown_ksbs = set(part.duties), set(part.ksbs)
        # as listed, not sorted: the order of a file is kept
        self.duties = [duty for duty in self.standard.duties if duty in shown_duties]
        self.ksbs = [ksb for ksb in self.standard.ksbs if ksb in shown_ksbs]
        self.kinds = list(dict.fromkeys(kind_of(ksb.code) for ksb in self.ksbs))
        day = first_day(self.standard) or _NO_DAY
        self.changed = f"{day.isoformat()}T00:00:00Z"
        every: tuple[Duty | Ksb, ...] = (*self.standard.duties, *self.standard.ksbs)
        self.guids = Counter(item.guid.lower() for item in every if item.guid)

    def content(self) -> dict[str, Any]:
        return {
            "CFDocument": self._document(),
            "CFItems": list(self._items()),
            "CFAssociations": list(self._associations()),
            "CFDefinitions": self._definitions(),
        }

    def _id(self, *what: str) -> str:
        """Return the id of an element of this package alone: the package of an option has other ids."""
        option = (self.part.option.id,) if self.part.option else ()
        return _made_id(self.standard.reference, self.standard.version, *option, *what)

    def _id_of(self, item: Duty | Ksb) -> str:
        """Return the unique official id in lower case, or else a derived one."""
        guid = item.guid.lower() if item.guid else ""
        made = _made_id(self.standard.reference, self.standard.version, _name(item))
        return guid if self.guids[guid] == 1 else made

    def _document(self) -> dict[str, Any]:
        standard, row = self.standard, self.standard.this_version
        content = {
            **_identified(self._id("document")),
            "caseVersion": "1.1",
            "creator": cut(standard.source.copyright, _MOST_OF_TITLE) if standard.source else "not stated",
            "title": standard.title,
            "lastChangeDateTime": self.changed,
            "description": "\n".join(f"{key}: {value}" for key, value in facts(standard)),
            "language": _LANGUAGE,
            "version": standard.version,
            **({"adoptionStatus": standard.status} if standard.status else {}),
            **({"statusStartDate": str(row.earliest_start)} if row and row.earliest_start else {}),
            **({"statusEndDate": str(row.latest_end)} if row and row.latest_end else {}),
            **({"licenseURI": self._link("licence", "Licence")} if standard.source else {}),
            "notes": " ".join([*caveats(self.part), _A_DAY if first_day(standard) else _NO_DATE]),
        }
        extension = {
            "format": "ksbcheck-case/1",
            **({"part": self.part.option.id} if self.part.option else {}),
            "holds": {"ksbs": len(self.part.ksbs), "duties": len(self.part.duties)},
            **standard.model_dump(mode="json", exclude_defaults=True, exclude=_ELSEWHERE),
        }
        return {**content, "extensions": {_EXTENSION: extension}}

    def _items(self) -> Iterator[dict[str, Any]]:
        for kind in self.kinds:
            yield self._item(self._id(kind), KINDS[kind], "group", "group", {}, humanCodingScheme=kind)
        if self.duties:
            yield self._item(self._id(_DUTIES), _DUTIES, "group", "group", {})
        for ksb in self.ksbs:
            fields = {"humanCodingScheme": ksb.code, "notes": " ".join(about_ksb(self.part, ksb))}
            yield self._item(self._id_of(ksb), ksb.text, "ksb", kind_of(ksb.code), _own(ksb), **fields)
        for duty in self.duties:
            fields = {"humanCodingScheme": _name(duty), "listEnumeration": str(duty.number)}
            fields["notes"] = " ".join(about_duty(self.part, duty))
            extension = {**_own(duty), "mapping": duty.mapping.value}
            yield self._item(self._id_of(duty), duty.text, "duty", "duty", extension, **fields)

    def _item(
        self, identifier: str, text: str, kind: str, item_type: str, extension: dict[str, Any], **fields: str
    ) -> dict[str, Any]:
        level = {"educationLevel": [str(self.standard.level)]} if self.standard.level else {}
        return {
            **_identified(identifier),
            "fullStatement": text,
            "CFItemType": _TYPES[item_type],
            "CFItemTypeURI": self._link(f"type {item_type}", _TYPES[item_type]),
            **fields,
            "language": _LANGUAGE,
            **level,
            "lastChangeDateTime": self.changed,
            "extensions": {_EXTENSION: {"is": kind, **extension}},
        }

    def _associations(self) -> Iterator[dict[str, Any]]:
        document = self._id("document"), self.standard.title
        groups = [(self._id(kind), KINDS[kind]) for kind in self.kinds]
        if self.duties:
            groups.append((self._id(_DUTIES), _DUTIES))
        for number, group in enumerate(groups, 1):
            yield self._association(_CHILD, number, group, document)
        parents = dict(zip([*self.kinds, _DUTIES], groups, strict=False))
        of_kind: Counter[str] = Counter()
        for ksb in self.ksbs:
            kind = kind_of(ksb.code)
            of_kind[kind] += 1
            yield self._association(_CHILD, of_kind[kind], (self._id_of(ksb), ksb.code), parents[kind])
        for number, duty in enumerate(self.duties, 1):
            yield self._association(_CHILD, number, (self._id_of(duty), _name(duty)), parents[_DUTIES])
        yield from self._mapping()

    def _mapping(self) -> Iterator[dict[str, Any]]:
        by_code = {ksb.code: ksb for ksb in self.ksbs}
        for duty in self.duties:
            for number, code in enumerate((code for code in duty.ksbs if code in by_code), 1):
                ends = (self._id_of(duty), _name(duty)), (self._id_of(by_code[code]), code)
                grouping, notes = self._link("mapping", _GROUPING), f"{_name(duty)} needs {code}."
                association = self._association("isRelatedTo", number, *ends)
                yield {**association, "CFAssociationGroupingURI": grouping, "notes": notes}

    def _association(
        self, association_type: str, number: int, origin: tuple[str, str], destination: tuple[str, str]
    ) -> dict[str, Any]:
        return {
            **_identified(self._id(association_type, origin[0], destination[0])),
            "associationType": association_type,
            "sequenceNumber": number,
            "originNodeURI": _node(*origin),
            "destinationNodeURI": _node(*destination),
            "lastChangeDateTime": self.changed,
        }

    def _definitions(self) -> dict[str, Any]:
        types = ["group", *self.kinds, *(["duty"] if self.duties else [])]
        source = self.standard.source
        content: dict[str, Any] = {
            "CFItemTypes": [
                {
                    **self._defined(f"type {each}", _TYPES[each]),
                    "description": _ABOUT_TYPES.get(each, f"A statement of the kind: {_TYPES[each]}."),
                    "hierarchyCode": str(number),
                    "typeCode": each,
                }
                for number, each in enumerate(types, 1)
            ],
            "CFAssociationGroupings": [
                {**self._defined("mapping", _GROUPING), "description": "Which KSBs each duty needs, by the source."}
            ],
        }
        if source:
            content["CFLicenses"] = [{**self._defined("licence", "Licence"), "licenseText": source.copyright}]
        return content

    def _defined(self, what: str, title: str) -> dict[str, Any]:
        return {**_identified(self._id(what)), "title": title, "lastChangeDateTime": self.changed}

    def _link(self, what: str, title: str) -> dict[str, Any]:
        return {"title": title, **_identified(self._id(what))}


_TYPES = {**KINDS, "group": "Group", "duty": "Duty"}
_ABOUT_TYPES = {
    "group": "What holds the statements of a kind, or the duties.",
    "duty": "Something that an employee in the occupation does.",
}
_GROUPING = "Duties to KSBs"
_A_DAY = "lastChangeDateTime is the first day on which this version may be started: no other is known."
_NO_DATE = "lastChangeDateTime means nothing: the standard states no date."


def _made_id(reference: str, version: str, *what: str) -> str:
    return str(uuid5(_NAMESPACE, "\x1f".join((reference, version, *what))))


def _identified(identifier: str) -> dict[str, Any]:
    return {"identifier": identifier, "uri": f"urn:uuid:{identifier}"}


def _node(identifier: str, title: str) -> dict[str, Any]:
    return {"title": cut(shown(title), _MOST_OF_TITLE), **_identified(identifier), "targetType": "CASE"}


def _name(item: Duty | Ksb) -> str:
    return f"Duty {item.number}" if isinstance(item, Duty) else item.code


def _own(item: Duty | Ksb) -> dict[str, Any]:
    """Return the extension of an item: its owner, and its official id as the source writes it."""
    options: Iterable[str] | None = item.options
    return {"options": None if options is None else list(options), **({"guid": item.guid} if item.guid else {})}

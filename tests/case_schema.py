"""A JSON Schema of the packages of CASE 1.1, written from its information model and JSON binding."""

from typing import Any

_UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
_WORDS = {"type": "string", "minLength": 1}
_TYPES: dict[str, Any] = {
    "uuid": _UUID,
    "uri": {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:[^\\s]+$"},
    "text": _WORDS,
    "texts": {"type": "array", "items": _WORDS},
    "date": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"},
    "moment": {
        "type": "string",
        "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
    },
    "number": {"type": "integer"},
    "object": {"type": "object"},
    "1.1": {"enum": ["1.1"]},
    "association": {
        "anyOf": [
            {
                "enum": [
                    "isChildOf",
                    "isPeerOf",
                    "isPartOf",
                    "exactMatchOf",
                    "precedes",
                    "isRelatedTo",
                    "replacedBy",
                    "exemplar",
                    "hasSkillLevel",
                    "isTranslationOf",
                ]
            },
            {"type": "string", "pattern": "^ext:[A-Za-z0-9._-]+$"},
        ]
    },
    "target": {"anyOf": [{"enum": ["CASE"]}, {"type": "string", "pattern": "^ext:[A-Za-z0-9._-]+$"}]},
}
_COMMON = "identifier:uuid! uri:uri! lastChangeDateTime:moment! extensions:object"
# class: its properties, each with its type; ! marks what is required
_CLASSES = {
    "Link": "title:text! identifier:uuid! uri:uri!",
    "Node": "title:text! identifier:text! uri:uri! targetType:target",
    "CFDocument": f"{_COMMON} title:text! creator:text! caseVersion:1.1 frameworkType:text officialSourceURL:uri "
    "publisher:text description:text subject:texts subjectURI:Links language:text version:text adoptionStatus:text "
    "statusStartDate:date statusEndDate:date licenseURI:Link notes:text",
    "CFItem": f"{_COMMON} fullStatement:text! alternativeLabel:text CFItemType:text humanCodingScheme:text "
    "listEnumeration:text abbreviatedStatement:text conceptKeywords:texts conceptKeywordsURI:Link notes:text "
    "subject:texts subjectURI:Links language:text educationLevel:texts CFItemTypeURI:Link licenseURI:Link "
    "statusStartDate:date statusEndDate:date",
    "CFAssociation": f"{_COMMON} associationType:association! sequenceNumber:number originNodeURI:Node! "
    "destinationNodeURI:Node! CFAssociationGroupingURI:Link notes:text",
    "CFItemType": f"{_COMMON} title:text! description:text! hierarchyCode:text! typeCode:text",
    "CFAssociationGrouping": f"{_COMMON} title:text! description:text",
    "CFLicense": f"{_COMMON} title:text! licenseText:text! description:text",
    "CFDefinition": "CFItemTypes:CFItemTypes CFAssociationGroupings:CFAssociationGroupings CFLicenses:CFLicenses "
    "extensions:object",
    "CFPackage": "CFDocument:CFDocument! CFItems:CFItems CFAssociations:CFAssociations CFDefinitions:CFDefinition "
    "extensions:object",
}


def _class(fields: str) -> dict[str, Any]:
    pairs = [field.rstrip("!").split(":") for field in fields.split()]
    return {
        "type": "object",
        "properties": {name: _typed(kind) for name, kind in pairs},
        "required": [field.split(":")[0] for field in fields.split() if field.endswith("!")],
        "additionalProperties": False,
    }


def _typed(kind: str) -> dict[str, Any]:
    if kind in _TYPES:
        return dict(_TYPES[kind])
    if kind in _CLASSES:
        return {"$ref": f"#/$defs/{kind}"}
    return {"type": "array", "items": {"$ref": f"#/$defs/{kind.removesuffix('s')}"}}


SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/CFPackage",
    "$defs": {name: _class(fields) for name, fields in _CLASSES.items()},
}

"""Content types and relationships of Office documents."""

from collections.abc import Mapping

from tests.documents.archive import XML_HEAD

OFFICE = "http://schemas.openxmlformats.org"
RELATIONSHIPS = f"{OFFICE}/officeDocument/2006/relationships"


def content_types(overrides: Mapping[str, str]) -> str:
    """Return the content types of an Office document."""
    return (
        f'{XML_HEAD}<Types xmlns="{OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
        + "</Types>"
    )


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    """Return the relationships of an Office document: kind and target, by id."""
    return (
        f'{XML_HEAD}<Relationships xmlns="{OFFICE}/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
            for key, (kind, target) in targets.items()
        )
        + "</Relationships>"
    )

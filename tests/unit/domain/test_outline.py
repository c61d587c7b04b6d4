from ksbcheck.domain.outline import Citation, MentionKind, Outline, Spot


def test_outline_groups_citations_by_code() -> None:
    first, other, second = (
        Citation(code, Spot(page=page), MentionKind.SHOWN) for code, page in (("K1", 1), ("S2", 1), ("K1", 3))
    )
    outline = Outline("PDF", "page", 3, citations=(first, other, second))
    assert outline.by_code == {"K1": [first, second], "S2": [other]}

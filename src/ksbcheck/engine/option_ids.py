"""Option ids that stay the same from version to version, because manifests use them."""

from collections.abc import Iterable

from ksbcheck.domain.model import Basis, BasisKind
from ksbcheck.domain.standard import Duty, Ksb, Standard
from ksbcheck.domain.text import plain


def with_known_option_ids(standard: Standard, others: Iterable[Standard]) -> Standard:
    """Return a standard with the option ids that other versions have for the same titles.

    The last version decides. If two options would get the same id, none is changed.
    """
    known = {plain(option.title).casefold(): option.id for other in others for option in other.options}
    ids = {option.id: known.get(plain(option.title).casefold(), option.id) for option in standard.options}
    if all(old == new for old, new in ids.items()) or len(set(ids.values())) < len(standard.options):
        return standard
    return Standard.model_validate(
        standard.model_dump()
        | {
            "options": [{**option.model_dump(), "id": ids[option.id]} for option in standard.options],
            "duties": [_renamed(duty, ids) for duty in standard.duties],
            "ksbs": [_renamed(ksb, ids) for ksb in standard.ksbs],
            "basis": [*filter(None, map(_without_ids, standard.basis)), _BASIS],
        }
    )


_BASIS = Basis(
    fields=("options.id",), basis=BasisKind.INFERRED, why="As in another version, for options of the same titles."
)


def _renamed(item: Duty | Ksb, ids: dict[str, str]) -> dict[str, object]:
    options = None if item.options is None else tuple(ids.get(option, option) for option in item.options)
    return {**item.model_dump(), "options": options}


def _without_ids(basis: Basis) -> Basis | None:
    fields = tuple(field for field in basis.fields if field != "options.id")
    return Basis(fields=fields, basis=basis.basis, why=basis.why) if fields else None

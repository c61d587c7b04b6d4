import pytest

from ksbcheck.domain.framework import Framework, _same_title, nearest_titles
from ksbcheck.inputs.library import find_framework


@pytest.fixture
def fr04171() -> Framework:
    return find_framework("FR04171")[1]


@pytest.mark.parametrize(
    "written",
    [
        "pastoral/welfare support assistant",
        "Pastoral / Welfare Support Assistant",
        "welfare support assistant",
        "PASTORAL-SUPPORT\u2011ASSISTANT",
        "pastoralsupport assistant",
    ],
)
def test_framework_compares_titles(written: str) -> None:
    assert _same_title(written, "pastoral/welfare support assistant")


@pytest.mark.parametrize("written", ["", "/", "-", "support assistant", "pastoral/medical support assistant"])
def test_framework_tells_titles_apart(written: str) -> None:
    assert not _same_title(written, "pastoral/welfare support assistant")


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("learning mentor", ("learning guide", "learning coach", "induction mentor")),
        ("teching asistant", ("teaching assistant",)),
        ("Coach", ("learning coach",)),
        ("welfare suport assistant", ("pastoral/welfare support assistant",)),
        ("dinner lady", ()),
        ("", ()),
        ("a/b " * 50_000, ()),
    ],
)
def test_framework_finds_nearest_titles(fr04171: Framework, written: str, nearest: tuple[str, ...]) -> None:
    assert nearest_titles(written, fr04171.job_titles) == nearest


def test_framework_finds_no_titles_among_none() -> None:
    assert nearest_titles("learning coach", ()) == ()


def test_framework_finds_levels_by_title(fr04171: Framework) -> None:
    assert [level.id for level in fr04171.levels_that_list("learning-coach")] == ["advanced"]
    assert [level.id for level in fr04171.levels_that_list("Classroom assistant")] == ["intermediate", "advanced"]
    assert fr04171.levels_that_list("learning mentor") == ()


def test_framework_names_every_title_once(fr04171: Framework) -> None:
    advanced = fr04171.level("advanced")
    assert advanced is not None
    assert fr04171.job_titles == advanced.job_titles
    assert fr04171.level("Advanced") is advanced
    assert fr04171.level("higher") is None

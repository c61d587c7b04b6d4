from pathlib import Path

import pytest

from ksbcheck.domain.configuration import Asked, Held
from ksbcheck.domain.finding import InputError
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.inputs.settings import (
    ConfigurationFile,
    find_configuration,
    from_environment,
    portfolios_of,
    settings,
    setup_for,
    standards_of,
    thresholds,
)


def found(folder: Path, text: str = "") -> ConfigurationFile | None:
    (folder / "ksbcheck.toml").write_text(f"#\n{text}", encoding="utf-8")
    return find_configuration(folder / "a" / "b")


def test_a_file_is_found_above_folders_that_are_not_there(tmp_path: Path) -> None:
    file = found(tmp_path, 'rung = "verified"')
    assert file is not None
    assert (file.path, file.values.rung) == (tmp_path / "ksbcheck.toml", Rung.VERIFIED)
    assert file.layer.source == str(file.path)


def test_a_file_below_the_current_folder_is_named_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(tmp_path)
    monkeypatch.chdir(tmp_path)
    file = find_configuration(Path())
    assert file is not None
    assert str(file.path) == "ksbcheck.toml"


def test_a_link_to_nothing_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "ksbcheck.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(InputError, match="No such file"):
        find_configuration(tmp_path)


def test_variables_become_settings() -> None:
    layer = from_environment(
        {
            "KSBCHECK_FAIL_UNDER": "claimed=90, verified=12.5",
            "KSBCHECK_SELECT": "KSB1 , KSB2",
            "KSBCHECK_DEBUG": "1",
            "PATH": "x",
        }
    )
    assert layer.source == "the environment"
    assert [str(each) for each in layer.values.fail_under or ()] == ["claimed=90", "verified=12.5"]
    assert dict(layer.set())["select"] == ("KSB1", "KSB2")
    assert layer.values.model_fields_set == {"fail_under", "select"}


def test_a_threshold_is_a_rung_and_a_percentage() -> None:
    assert thresholds([" claimed = 90 "], "x") == {"claimed": "90"}
    for parts in (["claimed"], ["claimed=1", "claimed=2"], [""]):
        with pytest.raises(InputError) as error:
            thresholds(parts, "--fail-under")
        assert error.value.findings[0].path == "--fail-under"


def test_a_setting_that_will_not_do_is_called_as_it_was_given() -> None:
    with pytest.raises(InputError) as error:
        settings({"rung": "bad", "min_pieces": "none"}, lambda key: f"--{key}")
    assert [finding.path for finding in error.value.findings] == ["--min_pieces", "--rung"]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("", set()),
        ('ignore = ["KSB306"]', {"KSB306"}),
        ('ignore = ["KSB10"]', {"KSB105"}),
        ('select = ["KSB30"]\nignore = ["KSB306"]', None),
    ],
)
def test_which_rules_count(tmp_path: Path, text: str, left_out: set[str] | None) -> None:
    found(tmp_path, text)
    choice = setup_for(tmp_path, Asked()).choice
    if left_out is None:
        assert {"KSB306", "KSB310", "KSB201"} <= choice.left_out
        assert not {"KSB305", "KSB101", "KSB106", "KSB801", "KSB901"} & choice.left_out
    else:
        assert choice.left_out == left_out
    assert choice.chosen_by == (str(tmp_path / "ksbcheck.toml") if text else "")


def test_severities_are_by_rule(tmp_path: Path) -> None:
    found(tmp_path, 'severity = {KSB306 = "error"}')
    assert setup_for(tmp_path, Asked()).choice.severities == {"KSB306": Severity.ERROR}
    assert setup_for(tmp_path, Asked(isolated=True)).choice.severities == {}


def test_paths_are_meant_from_where_they_are_set(tmp_path: Path) -> None:
    found(tmp_path, 'standards = "ours"')
    setup = setup_for(tmp_path, Asked())
    assert setup.folder_of(setup.held["standards"]) == tmp_path
    assert setup.folder_of(Held("ours", "the command line")) == Path()
    assert setup.standards == standards_of(tmp_path) == tmp_path / "ours"
    assert setup_for(tmp_path, Asked(isolated=True)).standards is None


def test_patterns_find_folders_and_manifests(tmp_path: Path) -> None:
    for name in ("ann", "bob"):
        (tmp_path / name).mkdir()
    (tmp_path / "cyd.json").touch()
    (tmp_path / "notes.txt").touch()
    found(tmp_path, f'paths = ["*", "ann", "{tmp_path}/bob"]')
    names = [str(tmp_path / name) for name in ("ann", "bob", "cyd.json")]
    assert portfolios_of(setup_for(tmp_path, Asked())) == names
    assert portfolios_of(setup_for(tmp_path, Asked(isolated=True))) == []

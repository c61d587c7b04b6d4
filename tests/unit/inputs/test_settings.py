from pathlib import Path

import pytest

from ksbcheck.domain.finding import InputError
from ksbcheck.domain.ladder import Rung, Severity
from ksbcheck.inputs.settings import (
    Layer,
    Overrides,
    find_configuration,
    from_command_line,
    from_environment,
    portfolios_of,
    setup_for,
    standards_of,
)


def found(folder: Path, text: str = "") -> Layer | None:
    (folder / "ksbcheck.toml").write_text(f"#\n{text}", encoding="utf-8")
    return find_configuration(folder / "a" / "b")


def test_find_configuration_looks_above_missing_folders(tmp_path: Path) -> None:
    file = found(tmp_path, 'rung = "verified"')
    assert file is not None
    assert file.values == {"rung": Rung.VERIFIED}
    assert (file.source, file.folder) == (str(tmp_path / "ksbcheck.toml"), tmp_path)


def test_find_configuration_names_file_from_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found(tmp_path)
    monkeypatch.chdir(tmp_path)
    file = find_configuration(Path())
    assert file is not None
    assert file.source == "ksbcheck.toml"


def test_find_configuration_rejects_broken_link(tmp_path: Path) -> None:
    (tmp_path / "ksbcheck.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(InputError, match="No such file"):
        find_configuration(tmp_path)


def test_from_environment_types_variables() -> None:
    layer = from_environment(
        {
            "KSBCHECK_FAIL_UNDER": "claimed=90, verified=12.5",
            "KSBCHECK_SELECT": "KSB1 , KSB2",
            "KSBCHECK_DEBUG": "1",
            "PATH": "x",
        }
    )
    assert layer.source == "the environment"
    assert [str(each) for each in layer.values["fail_under"]] == ["claimed=90", "verified=12.5"]
    assert layer.values["select"] == ("KSB1", "KSB2")
    assert layer.values.keys() == {"fail_under", "select"}


def test_from_command_line_splits_thresholds() -> None:
    (threshold,) = from_command_line({"fail_under": " claimed = 90 "}).values["fail_under"]
    assert str(threshold) == "claimed=90"
    for text in ("claimed", "claimed=1,claimed=2", ""):
        with pytest.raises(InputError) as error:
            from_command_line({"fail_under": text})
        assert error.value.findings[0].path == "--fail-under"


def test_from_command_line_names_options_in_errors() -> None:
    with pytest.raises(InputError) as error:
        from_command_line({"rung": "bad", "min_pieces": "none", "max_file_mib": "x", "duty_context": "perhaps"})
    paths = [finding.path for finding in error.value.findings]
    assert paths == ["--duty-context", "--max-file-size", "--min-pieces", "--rung"]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("", set()),
        ('ignore = ["KSB306"]', {"KSB306"}),
        ('ignore = ["KSB10"]', {"KSB105"}),
        ('select = ["KSB30"]\nignore = ["KSB306"]', None),
    ],
)
def test_setup_rules_follow_select_and_ignore(tmp_path: Path, text: str, left_out: set[str] | None) -> None:
    found(tmp_path, text)
    choice = setup_for(tmp_path, Overrides()).rules
    if left_out is None:
        assert {"KSB306", "KSB310", "KSB201"} <= choice.left_out
        assert not {"KSB305", "KSB101", "KSB106", "KSB801", "KSB901"} & choice.left_out
    else:
        assert choice.left_out == left_out
    assert choice.chosen_by == (str(tmp_path / "ksbcheck.toml") if text else "")


def test_setup_rules_have_severities(tmp_path: Path) -> None:
    found(tmp_path, 'severity = {KSB306 = "error"}')
    assert setup_for(tmp_path, Overrides()).rules.severities == {"KSB306": Severity.ERROR}
    assert setup_for(tmp_path, Overrides(isolated=True)).rules.severities == {}


def test_paths_start_from_the_file_that_sets_them(tmp_path: Path) -> None:
    found(tmp_path, 'standards = "ours"')
    setup = setup_for(tmp_path, Overrides())
    set_by = setup.effective["standards"].set_by
    assert set_by.document is not None
    assert (set_by.document.path, set_by.folder) == (tmp_path / "ksbcheck.toml", tmp_path)
    assert from_command_line({"policy": "ours"}).folder == Path()
    assert setup.standards == standards_of(tmp_path) == (tmp_path / "ours",)
    assert setup_for(tmp_path, Overrides(isolated=True)).standards == ()


def test_portfolios_of_finds_folders_and_manifests(tmp_path: Path) -> None:
    for name in ("ann", "bob"):
        (tmp_path / name).mkdir()
    (tmp_path / "cyd.json").touch()
    (tmp_path / "notes.txt").touch()
    found(tmp_path, f'paths = ["*", "ann", "{tmp_path}/bob"]')
    names = [str(tmp_path / name) for name in ("ann", "bob", "cyd.json")]
    assert portfolios_of(setup_for(tmp_path, Overrides())) == names
    assert portfolios_of(setup_for(tmp_path, Overrides(isolated=True))) == []

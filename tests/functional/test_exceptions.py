"""Exceptions of manifests and configurations."""

from pathlib import Path

import pytest

from tests.conftest import Run, one_line
from tests.small_portfolio import REQUIRED, CheckResult, exception, run_check, write_portfolio

FRAMEWORK = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\njob_title: teaching assistant\n"


def exceptions_yaml(*entries: str) -> str:
    return "exceptions:\n" + "".join(f"  - {entry}\n" for entry in entries)


def granted(*of: str, until: str = "2026-12-31", by: str = "T. Tutor") -> str:
    """Return exceptions for a configuration; each is like `ksb: K1`."""
    return "".join(
        "[[exceptions]]\n"
        + "".join(f'{key} = "{value}"\n' for key, value in (part.split(": ") for part in each.split(", ")))
        + f'reason = "In March"\nby = "{by}"\nuntil = {until}\n'
        for each in of
    )


def check_with_two_gaps(ksbcheck: Run, folder: Path, *requested: str, **files: str) -> CheckResult:
    """Check a portfolio that lacks K1 and B1."""
    more = exceptions_yaml(*requested) if requested else ""
    return run_check(ksbcheck, write_portfolio(folder, REQUIRED[1:-1], more, **files) / "portfolio.yaml")


def test_exception_of_provider_justifies_gap(ksbcheck: Run, tmp_path: Path) -> None:
    one = check_with_two_gaps(ksbcheck, tmp_path, ksbcheck_toml=granted("ksb: K1"))
    assert (one.status, one.gaps) == (1, {"K1": "exception", "B1": None})
    both = check_with_two_gaps(ksbcheck, tmp_path, ksbcheck_toml=granted("ksb: K1", "ksb: B1"))
    assert (both.status, both.report["outcome"], both.failing) == (0, "gaps", set())
    assert both.report["coverage"] == one.report["coverage"]
    assert both.report["coverage"]["counts"] == {"required": 6, "claimed": 4, "assessed": 0, "verified": 0}
    assert both.findings_of("KSB101")[0]["justification"] == {
        "ground": "exception",
        "reason": "In March",
        "by": "T. Tutor",
        "until": "2026-12-31",
        "source": str(tmp_path / "ksbcheck.toml"),
    }


@pytest.mark.parametrize("beside", [False, True])
def test_exception_of_portfolio_is_a_request(ksbcheck: Run, tmp_path: Path, beside: bool) -> None:
    plain = check_with_two_gaps(ksbcheck, tmp_path)
    if beside:
        (tmp_path / "ksbcheck.toml").write_text(granted("ksb: K1", "ksb: B1"))
        found = run_check(ksbcheck, tmp_path / "portfolio.yaml")
    else:
        found = check_with_two_gaps(ksbcheck, tmp_path, exception("ksb: K1"), exception("ksb: B1"))
    assert (found.status, found.gaps, found.failing) == (plain.status, plain.gaps, plain.failing)
    requests = found.findings_of("KSB806")
    assert [each["severity"] for each in requests] == ["note", "note"]
    assert "K1" in requests[0]["message"]
    assert "by T. Tutor until 2026-12-31" in requests[0]["message"]
    assert "doesn't grant it" in requests[0]["message"]


def test_request_says_whether_it_is_granted(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_two_gaps(
        ksbcheck, tmp_path, exception("ksb: K1"), exception("ksb: B1"), ksbcheck_toml=granted("rule: KSB101, ksb: K1")
    )
    assert [each["message"].rpartition("; ")[2] for each in found.findings_of("KSB806")] == [
        "the provider's configuration grants it",
        "the provider's configuration doesn't grant it",
    ]


@pytest.mark.parametrize(
    ("of", "until", "code"),
    [
        ("rule: KSB101", "2026-12-31", "KSB807"),
        ("ksb: K1", "9999-12-31", "KSB808"),
        ("ksb: K1", "2027-02-02", "KSB808"),
    ],
)
def test_exception_too_broad_or_long_excuses_nothing(
    ksbcheck: Run, tmp_path: Path, of: str, until: str, code: str
) -> None:
    asked = check_with_two_gaps(ksbcheck, tmp_path / "asked", exception(of, until=until))
    given = check_with_two_gaps(ksbcheck, tmp_path / "given", ksbcheck_toml=granted(of, until=until))
    for found in (asked, given):
        assert (found.status, found.gaps) == (1, {"K1": None, "B1": None})
        assert code in found.failing


def test_exception_is_shown_in_table(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(
        tmp_path, REQUIRED[1:], exceptions_yaml(exception("ksb: K1")), ksbcheck_toml=granted("ksb: K1")
    )
    printed = one_line(ksbcheck("check", folder / "portfolio.yaml", "--full", "--as-of", "2026-01-31").stdout)
    for words in ("K1", "The placement is in March", "Justified: In March", "T. Tutor", "2026-12-31"):
        assert words in printed


@pytest.mark.parametrize("until", ["2026-01-30", "2020-02-29"])
def test_expired_exception_is_an_error(ksbcheck: Run, tmp_path: Path, until: str) -> None:
    found = check_with_two_gaps(ksbcheck, tmp_path, ksbcheck_toml=granted("ksb: K1", until=until))
    assert found.status == 1
    assert found.gaps == {"K1": None, "B1": None}
    assert found.failing == {"KSB101", "KSB801"}
    assert not found.findings_of("KSB803")


@pytest.mark.parametrize("by", ["Sam Invented", "invented, SAM", "Mr Sam Invented", "?", "TBC", "0012345"])
def test_exception_by_the_learner_is_an_error(ksbcheck: Run, tmp_path: Path, by: str) -> None:
    found = check_with_two_gaps(ksbcheck, tmp_path, ksbcheck_toml=granted("ksb: K1", by=by))
    assert (found.status, found.gaps["K1"]) == (1, None)
    assert "KSB804" in found.failing


@pytest.mark.parametrize("key", ["reason", "by", "until"])
def test_exception_requires_key(ksbcheck: Run, tmp_path: Path, key: str) -> None:
    entry = {"ksb": "K1", "reason": "r", "by": "T. Tutor", "until": "2026-12-31"}
    del entry[key]
    found = check_with_two_gaps(ksbcheck, tmp_path, str(entry).replace("'", ""))
    assert found.status == 2
    assert [each["message"] for each in found.findings_of("KSB906")] == [f"`{key}` is missing"]


def test_exception_requires_rule_or_ksb(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_two_gaps(ksbcheck, tmp_path, exception("piece: E1"))
    assert found.status == 2
    assert "needs a `rule`, a `ksb`, or both" in found.findings_of("KSB906")[0]["message"]


def test_exception_with_unknown_key_stops_the_check(ksbcheck: Run, tmp_path: Path) -> None:
    # Without the key, it would excuse every gap.
    found = check_with_two_gaps(
        ksbcheck, tmp_path, exception("rule: KSB101, kbs: K1"), ksbcheck_toml='ignore = ["KSB301"]\n'
    )
    assert (found.status, found.report["outcome"]) == (2, "error")
    assert [each["line"] for each in found.findings_of("KSB301")] == [8]


def test_exception_must_match_rule_ksb_and_piece(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_two_gaps(
        ksbcheck,
        tmp_path,
        exception("rule: KSB102, ksb: K1"),
        exception("ksb: B1, piece: E1"),
        exception("rule: KSB101, ksb: K9"),
        ksbcheck_toml=granted("rule: KSB102, ksb: K1", "ksb: B1, piece: E1", "rule: KSB101, ksb: K9"),
    )
    assert found.gaps == {"K1": None, "B1": None}
    assert [len(found.findings_of(code)) for code in ("KSB802", "KSB803")] == [3, 3]


def test_unused_exception_of_configuration_is_a_note(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_two_gaps(ksbcheck, tmp_path, ksbcheck_toml=granted("ksb: K1", "ksb: S1"))
    assert [(each["severity"], each["line"], each["path"]) for each in found.findings_of("KSB803")] == [
        ("note", 6, str(tmp_path / "ksbcheck.toml"))
    ]


def test_exception_justifies_file_findings(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml=granted("rule: KSB601, piece: E1"))
    manifest = folder / "portfolio.yaml"
    manifest.write_text(manifest.read_text().replace("type: product", "type: product, files: [gone.pdf]"))
    found = run_check(ksbcheck, folder)
    assert [each["justification"]["ground"] for each in found.findings_of("KSB601")] == ["exception"]


def test_exception_cannot_excuse_changed_standard(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_two_gaps(ksbcheck, tmp_path, exception("rule: KSB912"))
    assert (found.status, len(found.findings_of("KSB914"))) == (2, 1)


def test_exceptions_never_hide_failures_beyond_the_cap(ksbcheck: Run, tmp_path: Path) -> None:
    codes = [f"K{number}" for number in range(100, 400)]
    excused = granted("rule: KSB201, piece: E1")
    manifest = write_portfolio(tmp_path, [*REQUIRED, *codes], ksbcheck_toml=excused) / "portfolio.yaml"
    with manifest.open("a") as file:
        file.write(
            "  - {id: E2, title: Vase, type: product, date: 2025-03-04, url: https://a.example/2, ksbs: [K999]}\n"
        )
    found = run_check(ksbcheck, manifest)
    assert (found.status, found.failing) == (1, {"KSB201"})
    (fails,) = [each for each in found.findings_of("KSB201") if not each["justification"]]
    assert "K999" in fails["message"]
    assert [each["message"] for each in found.findings_of("KSB201") if "more" in each["message"]] == [
        "and 50 more findings of KSB201"
    ]


def test_exception_works_under_framework(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "ksbcheck.toml").write_text(granted("rule: KSB317, piece: E1", "ksb: K1"))
    (tmp_path / "sam").mkdir()
    (tmp_path / "sam" / "portfolio.yaml").write_text(
        FRAMEWORK + "evidence: [{id: E1, title: Talk, date: 2015-03-04}]\n"
    )
    found = run_check(ksbcheck, tmp_path / "sam" / "portfolio.yaml")
    assert (found.status, found.failing) == (0, set())
    assert len(found.findings_of("KSB803")) == 1


def test_exception_holds_in_what_if(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml=granted("ksb: K4"))
    found = run_check(ksbcheck, folder / "portfolio.yaml", "--option", "outdoor")
    assert (found.status, found.gaps) == (1, {"K4": "exception", "S3": None})


def test_pseudonymous_hides_names_in_exceptions(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(
        tmp_path,
        REQUIRED[1:-1],
        exceptions_yaml(exception("ksb: K1"), exception("ksb: B1", by="Sam Invented")),
        ksbcheck_toml=granted("ksb: S1", by="Crispin Config") + granted("ksb: B1", by="Conny Config"),
    )
    (folder / "ksbcheck.toml").write_text(granted("ksb: K1", by="Oona Own"))
    for report_format in ("json", "table", "markdown", "junit"):
        done = ksbcheck("check", folder, "--pseudonymous", "--format", report_format, "--as-of", "2026-01-31")
        assert done.stdout
        for name in ("Tutor", "Invented", "Crispin", "Conny", "Oona"):
            assert name not in done.stdout

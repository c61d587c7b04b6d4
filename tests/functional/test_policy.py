"""Policies and what they ask of a portfolio."""

from pathlib import Path

import pytest

from tests.conftest import Run, one_line
from tests.small_portfolio import REQUIRED, CheckResult, policy, run_check, write_portfolio

NAMED = "policy: ./policy.yaml\n"
FRAMEWORK = "format: ksbcheck-portfolio/1\nframework: FR04171\nlevel: advanced\njob_title: teaching assistant\n"


def check_with_policy(
    ksbcheck: Run, folder: Path, met: tuple[str, ...], text: str, *args: str, more: str = NAMED
) -> CheckResult:
    """Check a portfolio whose manifest names a policy."""
    return run_check(ksbcheck, write_portfolio(folder, met, more, policy_yaml=policy(text)) / "portfolio.yaml", *args)


def check_with_providers_policy(ksbcheck: Run, folder: Path, met: tuple[str, ...], text: str) -> CheckResult:
    """Check a portfolio with a policy of the command line."""
    return check_with_policy(ksbcheck, folder, met, text, "--policy", str(folder / "policy.yaml"), more="")


def test_policy_of_manifest_applies(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_policy(ksbcheck, tmp_path, REQUIRED, "min_pieces: 2\n")
    assert set(found.gaps) == set(REQUIRED)
    assert found.report["policy"]["name"] == "the-college"
    assert found.report["policy"]["file"] == str(tmp_path / "policy.yaml")
    assert check_with_policy(ksbcheck, tmp_path, REQUIRED, "min_pieces: 2\n", "--min-pieces", "1").status == 0


def test_policy_example_is_bundled(ksbcheck: Run, tmp_path: Path) -> None:
    found = check_with_policy(ksbcheck, tmp_path, REQUIRED, "", more="policy: example\n")
    assert {"KSB701", "KSB705", "KSB708"} <= found.failing
    assert found.report["policy"]["file"] == "policy_example.yaml, bundled with ksbcheck"
    assert found.report["policy"]["demands"]["longest_recording"] == "01:00:00"


def test_policy_method_outside_portfolio_justifies_gaps(ksbcheck: Run, tmp_path: Path) -> None:
    text = "methods:\n  - {title: Test, in_portfolio: no, ksbs: [K1, S]}\n"
    found = check_with_providers_policy(ksbcheck, tmp_path, ("K2", "K3"), text)
    assert found.gaps == {"K1": "policy", "S1": "policy", "S2": "policy", "B1": None}
    assert found.report["coverage"]["counts"]["claimed"] == 2
    assert found.findings_of("KSB101")[0]["justification"] == {
        "ground": "policy",
        "reason": "assessed by Test, which doesn't draw on the portfolio",
        "by": None,
        "until": None,
        "source": str(tmp_path / "policy.yaml"),
    }


def test_policy_method_in_portfolio_requires_its_ksbs(ksbcheck: Run, tmp_path: Path) -> None:
    text = (
        "methods:\n  - {title: Test, in_portfolio: no, ksbs: [K]}\n"
        "  - {title: Discussion, in_portfolio: yes, ksbs: [K1, B]}\n"
        "  - {title: Essay, in_portfolio: no, ksbs: [K2]}\n"
    )
    found = check_with_providers_policy(ksbcheck, tmp_path, (), text)
    assert found.gaps == {"K1": None, "K2": "policy", "K3": "policy", "S1": None, "S2": None, "B1": None}
    reasons = {each["justification"]["reason"] for each in found.findings_of("KSB101") if each["justification"]}
    assert reasons == {
        "assessed by Test, which doesn't draw on the portfolio",
        "assessed by Test and Essay, which don't draw on the portfolio",
    }


@pytest.mark.parametrize(
    ("met", "at_least", "gaps", "failing"),
    [
        (("K1", "K2"), 2, {"K3": "policy"}, set()),
        (("K1",), 2, {"K2": None, "K3": None}, {"KSB101", "KSB709"}),
        ((), 1, {"K1": None, "K2": None, "K3": None}, {"KSB101", "KSB709"}),
        (("K1", "K2"), 99, {"K3": None}, {"KSB101", "KSB709"}),
        (("K1", "K2", "K3"), 99, {}, set()),
    ],
)
def test_policy_sample_requires_some_ksbs(
    ksbcheck: Run, tmp_path: Path, met: tuple[str, ...], at_least: int, gaps: dict[str, str], failing: set[str]
) -> None:
    text = f"sampled:\n  - {{ksbs: [K], at_least: {at_least}}}\n"
    found = check_with_providers_policy(ksbcheck, tmp_path, (*met, "S1", "S2", "B1"), text)
    assert (found.gaps, found.failing) == (gaps, failing)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sampled:\n  - {ksbs: [K], at_least: 0}\n", "`at_least`: '0' is not a whole number"),
        ("sampled:\n  - {ksbs: [], at_least: 1}\n", "`ksbs`"),
        ("sampled:\n  - {ksbs: [K1, K2], at_least: 3}\n", "it asks for more KSBs than it names"),
        ("pieces: {at_least: 20, at_most: 6}\n", "`at_least` is more than `at_most`"),
        ("methods:\n  - {title: Test, in_portfolio: no, ksbs: []}\n", "`ksbs`"),
        ("methods:\n  - {title: Test, ksbs: [K1]}\n", "`in_portfolio` is missing"),
        ("longest_recording: 12:30\n", "`longest_recording`: '12:30' is not a length (hours:minutes:seconds)"),
        ("rung: planned\n", "planned claims never count as evidence"),
        ("fail_under: {claimed: 100.5}\n", "'100.5' is not a percentage"),
        ("fail_under: {claimed: 0}\n", "'0' is not a percentage"),
        ("fail_under: 90\n", "`fail_under` should be keys with values, not text"),
        ("version: '1.0'\n", "a `version` needs a `standard`"),
        ('file_names: ["{peice}-*"]\n', "'{peice}-*' has the unknown placeholder {peice}"),
        ('folders: ["{piece"]\n', "'{piece' has the unknown placeholder {piece"),
        ("pices: {at_least: 1}\n", "the key 'pices' is not known"),
        ("refused_types: [essay]\n", "'essay' is not a type of evidence"),
    ],
)
def test_policy_rejects_bad_value(ksbcheck: Run, tmp_path: Path, text: str, message: str) -> None:
    found = check_with_policy(ksbcheck, tmp_path, REQUIRED, text)
    assert found.status == 2
    (finding,) = found.report["findings"]
    assert message in finding["message"]
    assert finding["path"] == str(tmp_path / "policy.yaml")
    assert finding["line"] > 2 or "version" in message


def test_missing_policy_is_reported_where_it_is_named(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, "policy: exmple\n")
    (finding,) = run_check(ksbcheck, folder / "portfolio.yaml").report["findings"]
    assert (finding["path"], finding["line"]) == (str(folder / "portfolio.yaml"), 7)
    assert finding["help"] == "Did you mean example?"
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml='\npolicy = "nobodys"\n')
    (finding,) = run_check(ksbcheck, folder / "portfolio.yaml").report["findings"]
    assert (finding["path"], finding["line"]) == (str(tmp_path / "ksbcheck.toml"), 2)
    (finding,) = run_check(
        ksbcheck, write_portfolio(tmp_path, REQUIRED) / "portfolio.yaml", "--policy", "./no.yaml"
    ).report["findings"]
    assert finding["path"] == "no.yaml"
    (finding,) = run_check(ksbcheck, folder / "portfolio.yaml", "--policy", "exmple").report["findings"]
    assert (finding["message"], finding["help"]) == ("there is no policy 'exmple'", "Did you mean example?")


def test_policy_option_overrides_manifest(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path / "p", REQUIRED, NAMED, policy_yaml=policy("min_pieces: 3\n"))
    other = tmp_path / "other.yaml"
    other.write_text(policy("rung: verified\n", "other"))
    found = run_check(ksbcheck, folder / "portfolio.yaml", "--policy", str(other))
    assert found.report["policy"]["rung"] == "verified"
    assert found.report["policy"]["min_pieces"] == 3  # more than the other policy asks for
    assert [each["message"] for each in found.findings_of("KSB711")] == [
        "the manifest names the policy './policy.yaml', but 'other' is in use; it counts only where it asks for more"
    ]
    assert not run_check(ksbcheck, folder / "portfolio.yaml", "--policy", str(folder / "policy.yaml")).findings_of(
        "KSB711"
    )


def test_policy_file_is_not_evidence(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, NAMED, policy_yaml=policy(), ksbcheck_toml='rung = "claimed"\n')
    assert run_check(ksbcheck, folder).report["files"]["unclaimed"] == []


def test_exception_justifies_policy_finding(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(
        tmp_path,
        REQUIRED,
        NAMED,
        policy_yaml=policy("refused_types: [product]\n"),
        ksbcheck_toml='exceptions = [{rule = "KSB702", piece = "E1", reason = "r", by = "T. Tutor", until = 2026-12-31}]',
    )
    found = run_check(ksbcheck, folder / "portfolio.yaml")
    assert found.findings_of("KSB702")[0]["justification"]["ground"] == "exception"
    assert found.status == 0


def test_policy_under_framework_skips_ksb_demands(ksbcheck: Run, tmp_path: Path) -> None:
    text = (
        "locator_required: yes\nfail_under: {claimed: 90}\npieces: {at_least: 2}\n"
        "sampled: [{ksbs: [K], at_least: 1}]\nconfirmed: [{ksbs: [B], types: [feedback]}]\n"
    )
    (tmp_path / "policy.yaml").write_text(policy(text))
    (tmp_path / "portfolio.yaml").write_text(
        FRAMEWORK + NAMED + "evidence: [{id: E1, date: 2015-03-04, title: Talk}]\n"
    )
    found = run_check(ksbcheck, tmp_path / "portfolio.yaml", "--policy", str(tmp_path / "policy.yaml"))
    assert "KSB701" in found.failing
    left = {each["rule"] for each in found.report["not_checked"]}
    assert {"KSB106", "KSB705", "KSB708", "KSB709"} <= left


def test_check_never_overwrites_policy_settings_or_baseline(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, NAMED, policy_yaml=policy(), ksbcheck_toml='rung = "claimed"\n')
    ksbcheck("baseline", folder)
    for name in ("policy.yaml", "../ksbcheck.toml", "portfolio.baseline.json"):
        before = (folder / name).read_bytes()
        done = ksbcheck("check", folder, "--output", folder / name)
        assert (done.returncode, (folder / name).read_bytes()) == (2, before)


def test_policy_skips_names_of_addresses(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(
        tmp_path, REQUIRED, NAMED, policy_yaml=policy('folders: [evidence]\nfile_names: ["{piece}-*"]\n')
    )
    manifest = folder / "portfolio.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("{id: E1,", '{id: E1, files: ["https://example.org/a.pdf"],'), encoding="utf-8")
    found = run_check(ksbcheck, manifest)
    assert not found.findings_of("KSB706", "KSB707")
    reasons = {each["rule"]: each["reason"] for each in found.report["not_checked"]}
    assert reasons["KSB706"] == reasons["KSB707"] == "1 name is an address, not a file"


def test_outcome_is_not_clean_within_duties(ksbcheck: Run, tmp_path: Path) -> None:
    folder = write_portfolio(tmp_path, REQUIRED, ksbcheck_toml='ignore = ["KSB105"]\nduty_context = true\n')
    manifest = folder / "portfolio.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("duties: [1, 2, 4]", "duties: [1]"), encoding="utf-8")
    found = run_check(ksbcheck, manifest)
    assert (found.status, found.report["outcome"], found.gaps) == (0, "gaps", {})
    assert "none missing but within duties" in one_line(ksbcheck("check", manifest).stdout)


def test_policy_beside_the_manifest_excuses_nothing(ksbcheck: Run, tmp_path: Path) -> None:
    text = "methods: [{title: Test, in_portfolio: no, ksbs: [K, S, B]}]\nfail_under: {assessed: 1}\nrung: assessed\n"
    found = check_with_policy(ksbcheck, tmp_path, REQUIRED[1:], text)
    assert (found.status, set(found.gaps.values()), found.report["policy"]["rung"]) == (1, {None}, "assessed")
    assert [(each["path"], each["line"]) for each in found.findings_of("KSB712")] == [
        (str(tmp_path / "policy.yaml"), 3),
        (str(tmp_path / "policy.yaml"), 4),
    ]


def test_policy_from_elsewhere_is_refused_where_it_is_named(ksbcheck: Run, tmp_path: Path) -> None:
    (tmp_path / "lenient.yaml").write_text(policy("sampled: [{ksbs: [K], at_least: 1}]\n"))
    folder = write_portfolio(tmp_path / "sam", REQUIRED[1:], "policy: ../lenient.yaml\n")
    found = run_check(ksbcheck, folder / "portfolio.yaml")
    assert (found.status, found.gaps) == (1, {"K1": None})
    (finding,) = found.findings_of("KSB712")
    assert (finding["path"], finding["line"]) == (str(folder / "portfolio.yaml"), 7)
    assert "policy the-college" in finding["message"]

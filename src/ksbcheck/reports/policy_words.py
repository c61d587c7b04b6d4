"""By whose settings a portfolio was judged, as names and values; nothing where all are the defaults."""

from collections.abc import Iterator

from ksbcheck.domain.report import Report


def policy_facts(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the policy, the thresholds and the configuration file, each if there is one."""
    policy = report.policy
    if policy.name:
        yield "Policy", f"{policy.name} ({policy.file})"
    if policy.fail_under:
        yield (
            "Thresholds",
            ", ".join(
                f"{each.percent} % {each.rung}{' in place of all' if each is policy.threshold else ''}"
                for each in policy.fail_under
            ),
        )
    if report.configuration_file:
        yield "Settings", report.configuration_file

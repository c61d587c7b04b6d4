"""The gateway as JSON, format `ksbcheck-gateway/1`."""

from collections.abc import Sequence
from typing import Any

from ksbcheck.domain.component import Component
from ksbcheck.domain.report import GatewayReport
from ksbcheck.reports.json import as_json, finding_keys, not_checked_keys, portfolio_keys

FORMAT = "ksbcheck-gateway/1"


def render(gateways: Sequence[GatewayReport]) -> str:
    """Return the gateways as one JSON object. Beyond ASCII everything is escaped, so that no terminal obeys it."""
    return as_json({"format": FORMAT, "gateways": [_gateway(each) for each in gateways]})


def _gateway(gateway: GatewayReport) -> dict[str, Any]:
    report = gateway.report
    return {
        "portfolio": portfolio_keys(report),
        "as_of": report.judgement and report.judgement.today,
        "outcome": gateway.outcome.name.lower(),
        "policy": report.policy,
        "components": [_component(each) for each in gateway.components],
        "findings": [finding_keys(each) for each in report.findings],
        "not_checked": not_checked_keys(report),
    }


def _component(component: Component) -> dict[str, Any]:
    return {
        "component": component.name,
        "state": component.state,
        "reason": component.reason,
        "sentence": component.sentence,
    }

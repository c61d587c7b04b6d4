"""JSON Schemas of input and output files, of draft 07, which VS Code's YAML extension supports."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from ksbcheck.domain.assessment import AssessmentPlan
from ksbcheck.domain.baseline import Baseline
from ksbcheck.domain.framework import Framework
from ksbcheck.domain.policy import Configuration, PolicyFile
from ksbcheck.domain.seal import Seal
from ksbcheck.domain.standard import Standard
from ksbcheck.formats import ReportFormat
from ksbcheck.reports.cohort_models import CohortShape
from ksbcheck.reports.json_models import ReportsShape
from ksbcheck.schemas.generator import JsonSchema, schema_as_printed, schema_as_written
from ksbcheck.schemas.manifest import manifest_schema

_DRAFT = "http://json-schema.org/draft-07/schema#"


class Schema(NamedTuple):
    """The subject of a schema in words, and how to make it."""

    of: str
    make: Callable[[], JsonSchema]


def _configuration() -> JsonSchema:
    schema = schema_as_written(Configuration)
    schema["properties"]["format"] |= {"enum": [member.value for member in ReportFormat]}
    return schema


SCHEMAS: Mapping[str, Schema] = {
    "portfolio": Schema("the manifest of a portfolio", manifest_schema),
    "standard": Schema("an occupational standard, as in data/standard.yaml", partial(schema_as_written, Standard)),
    "assessment-plan": Schema(
        "the assessment plan beside a standard's file", partial(schema_as_written, AssessmentPlan)
    ),
    "framework": Schema("an older framework, as in data/framework_fr04171.yaml", partial(schema_as_written, Framework)),
    "policy": Schema("a policy, as in data/policy_example.yaml", partial(schema_as_written, PolicyFile)),
    "config": Schema("the configuration, ksbcheck.toml", _configuration),
    "baseline": Schema("the baseline of a portfolio, portfolio.baseline.json", partial(schema_as_printed, Baseline)),
    "report": Schema("what `check --format json` prints", partial(schema_as_printed, ReportsShape)),
    "cohort": Schema("what `cohort --format json` prints", partial(schema_as_printed, CohortShape)),
    "seal": Schema("the seal of a folder, portfolio.seal.json", partial(schema_as_printed, Seal)),
}
"""The schemas by name. One of another model is a line: `schema_as_written` for YAML, `schema_as_printed` for JSON."""


def schema_text(name: str) -> str:
    schema: dict[str, Any] = {"$schema": _DRAFT, **SCHEMAS[name].make()}
    return json.dumps(schema, indent=2) + "\n"

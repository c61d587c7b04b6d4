"""Policies, named or from a file, merged with the other settings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.model import Model
from ksbcheck.domain.names import look, nearest
from ksbcheck.domain.policy import Configuration, Demands, Policy, PolicyFile, Settings
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import Document, TomlDocument, read_document
from ksbcheck.inputs.library import POLICIES, data_folder, named, names_a_path
from ksbcheck.inputs.manifest import Manifest, has_manifest, read_manifest
from ksbcheck.inputs.settings import Effective, Layer, Overrides, Setup, effective, folder_of, setup_for, values_set
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import policy as policy_rules
from ksbcheck.rules.rule import did_you_mean

_WORD = re.compile(r"\{[^}]*\}?")
_PATTERN_WORDS = ("{piece}", "{learner_id}", "{type}")
"""The placeholders that a pattern may have."""


class ShownSetting(NamedTuple):
    """A setting with its plain value and its source; None for a default."""

    key: str
    value: Any
    source: str | None


def policy_for(
    setup: Setup, manifest: Manifest | None = None, judged_by: tuple[str, str] | None = None
) -> tuple[Policy, tuple[Finding, ...]]:
    """Return the policy of a portfolio, and a finding if its manifest names another.

    `judged_by` are the reference and version of its standard, or the id and issue of its framework.

    Raises:
        InputError: the policy can't be read, or is for another standard.
    """
    layers, read = _with_policy(setup, manifest)
    values = {key: each.value for key, each in effective(layers).items()}
    settings = _only(Settings, values)
    if read is None:
        return Policy(**settings), ()
    policy, document = read
    if judged_by is not None:
        _refuse_another_standard(policy, document, *judged_by)
    demands = Demands.model_construct(**_only(Demands, values))
    made = Policy(**settings, name=policy.name, file=named(document.path), demands=demands)
    return made, tuple(_about_another(manifest, policy, document)) if manifest else ()


def settings_of(path: Path, overrides: Overrides) -> tuple[ShownSetting, ...]:
    """Return every setting of a portfolio, or of a folder without one.

    Raises:
        InputError: the configuration, the manifest or the policy can't be read.
    """
    folder = folder_of(path)
    manifest = read_manifest(path) if path.is_file() or has_manifest(folder) else None
    layers, _ = _with_policy(setup_for(folder, overrides), manifest)
    held = effective(layers)
    values = {key: each.value for key, each in held.items()}
    plain = {
        key: value
        for model in (Configuration, Demands)
        for key, value in model.model_construct(**_only(model, values)).model_dump(mode="json").items()
    }
    return tuple(ShownSetting(key, value, _source(key, held.get(key))) for key, value in plain.items())


def _only(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in model.model_fields if key in values}


def _source(key: str, held: Effective | None) -> str | None:
    """Return the source of a setting, with the line in a configuration file."""
    if held is None:
        return None
    source, _, document = held.set_by
    return f"{source}:{document.key_place((key,)).line}" if isinstance(document, TomlDocument) else source


def _with_policy(
    setup: Setup, manifest: Manifest | None
) -> tuple[tuple[Layer, ...], tuple[PolicyFile, Document] | None]:
    """Return all layers, and the policy. The manifest's policy counts only if no other layer sets one."""
    layers = setup.layers
    if manifest is not None and manifest.portfolio.policy is not None:
        document = manifest.document
        layers = (*layers, Layer(str(document.path), {"policy": manifest.portfolio.policy}, document))
    name = effective(layers).get("policy")
    if name is None:
        return layers, None
    policy, document = _read_policy(name)
    asked = _only(Settings, values_set(policy)) | _only(Demands, values_set(policy))
    return (*layers, Layer(f"the policy {policy.name}", asked, document)), (policy, document)


def _read_policy(name: Effective) -> tuple[PolicyFile, Document]:
    """Read the policy of a name or of a path.

    Raises:
        InputError: the policy is unknown, or its file can't be read.
    """
    if not names_a_path(name.value) and name.value not in POLICIES:
        known = f"Name the path of a file, or one of these: {listed(POLICIES)}."
        remedy = did_you_mean(nearest(name.value, POLICIES), known)
        problem = f"there is no policy {name.value!r}"
        if name.set_by.document is None:
            raise InputError("KSB906", problem, remedy)
        raise name.set_by.document.error("KSB906", problem, remedy, ("policy",))
    is_path = names_a_path(name.value)
    document = read_document(name.set_by.folder / name.value if is_path else data_folder() / POLICIES[name.value])
    policy = typed(document, PolicyFile)
    _refuse_unknown_words(document, "folders", policy.folders)
    _refuse_unknown_words(document, "file_names", policy.file_names)
    return policy, document


def _refuse_unknown_words(document: Document, key: str, patterns: Iterable[str]) -> None:
    for index, pattern in enumerate(patterns):
        unknown = [word for word in _WORD.findall(pattern) if word not in _PATTERN_WORDS]
        if unknown:
            message = f"{pattern!r} has the unknown placeholder {listed(unknown)}"
            remedy = f"Use {listed(_PATTERN_WORDS)}."
            raise document.error("KSB906", message, remedy, (key, index))


def _refuse_another_standard(policy: PolicyFile, document: Document, reference: str, version: str) -> None:
    if policy.standard is None:
        return
    if look(policy.standard) != look(reference) or policy.version not in (None, version):
        meant = " version ".join(filter(None, (policy.standard, policy.version)))
        message = f"the policy {policy.name} is for {meant}, but the portfolio is for {reference} version {version}"
        raise document.error("KSB915", message, "Use another policy.", ("standard",))


def _about_another(manifest: Manifest, policy: PolicyFile, document: Document) -> Iterator[Finding]:
    """Yield a finding if a manifest names a policy other than the one in use."""
    written = manifest.portfolio.policy
    if written is None:
        return
    its_path = (manifest.document.path.parent / written).resolve()
    if its_path != document.path.resolve() if names_a_path(written) else written != policy.name:
        message = f"the manifest names the policy {written!r}, but {policy.name!r} is in use"
        remedy = "Delete one of the two, or name the same policy."
        yield manifest.document.finding(policy_rules.another_policy, message, remedy, ("policy",))

"""Policies, named or from a file, merged with the other settings."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ksbcheck.domain.finding import Finding, InputError, Location
from ksbcheck.domain.model import Model
from ksbcheck.domain.names import look, nearest
from ksbcheck.domain.policy import Configuration, Demands, Policy, PolicyFile, Settings
from ksbcheck.domain.text import listed
from ksbcheck.inputs.document import Document, TomlDocument, read_document
from ksbcheck.inputs.library import POLICIES, data_folder, named, names_a_path
from ksbcheck.inputs.manifest import Manifest, has_manifest, read_manifest
from ksbcheck.inputs.settings import Layer, Overrides, Refused, Setup, folder_of, setup_for, values_set, weigh
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import policy as policy_rules
from ksbcheck.rules.rule import did_you_mean

_WORD = re.compile(r"\{[^}]*\}?")
_PATTERN_WORDS = ("{piece}", "{learner_id}", "{type}")
"""The placeholders that a pattern may have."""


class ShownSetting(NamedTuple):
    """A setting with its plain value and its source, None for a default; `refused` has asked for less."""

    key: str
    value: Any
    source: str | None
    refused: str | None = None


class _Named(NamedTuple):
    policy: PolicyFile
    document: Document
    by: Layer

    @property
    def is_in_folder(self) -> bool:
        """Whether the file is in the folder of the one that names it."""
        return self.document.path.resolve().is_relative_to(self.by.folder.resolve())

    @property
    def layer(self) -> Layer:
        asked = _only(Settings, values_set(self.policy)) | _only(Demands, values_set(self.policy))
        return Layer(f"the policy {self.policy.name}", asked, self.document, self.by.own)


def policy_for(
    setup: Setup, manifest: Manifest | None = None, judged_by: tuple[str, str] | None = None
) -> tuple[Policy, tuple[Finding, ...]]:
    """Return the policy of a portfolio; findings if its manifest names another, or its own settings ask for less.

    `judged_by` are the reference and version of its standard, or the id and issue number of its framework.

    Raises:
        InputError: a policy can't be read, or is for another standard.
    """
    layers, policies = _with_policies(setup, manifest)
    held, refused = weigh(layers)
    values = {key: each.value for key, each in held.items()}
    settings = _only(Settings, values)
    findings = tuple(_about_refused(refused, policies))
    if not policies:
        return Policy(**settings), findings
    if judged_by is not None:
        for each in policies:
            _refuse_another_standard(each.policy, each.document, *judged_by)
    demands = Demands.model_construct(**_only(Demands, values))
    names, files = listed(each.policy.name for each in policies), [named(each.document.path) for each in policies]
    made = Policy(**settings, name=names, file=files[0], more_files=tuple(files[1:]), demands=demands)
    return made, (*findings, *(_about_another(manifest, *policies) if manifest else ()))


def settings_of(path: Path, overrides: Overrides) -> tuple[ShownSetting, ...]:
    """Return every setting of a portfolio, or of a folder without one.

    Raises:
        InputError: the configuration, the manifest or the policy can't be read.
    """
    folder = folder_of(path)
    manifest = read_manifest(path) if path.is_file() or has_manifest(folder) else None
    layers, _ = _with_policies(setup_for(path, overrides), manifest)
    held, refused = weigh(layers)
    values = {key: each.value for key, each in held.items()}
    plain: dict[str, Any] = {}
    for model in (Configuration, Demands):
        made = model.model_construct(**_only(model, values))
        left_out = {key: getattr(made, key) for key, field in model.model_fields.items() if field.exclude}
        plain |= made.model_dump(mode="json") | left_out
    refused_of = {str(each.at[0]): _source(each.layer, each.at) for each in refused}
    return tuple(
        ShownSetting(key, value, _source(held[key].set_by, (key,)) if key in held else None, refused_of.get(key))
        for key, value in plain.items()
    )


def _only(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in model.model_fields if key in values}


def _source(layer: Layer, at: Location) -> str:
    """Return the source of a setting, with the line in a configuration file."""
    document = layer.document
    return f"{layer.source}:{document.key_place(at).line}" if isinstance(document, TomlDocument) else layer.source


def _with_policies(setup: Setup, manifest: Manifest | None) -> tuple[tuple[Layer, ...], tuple[_Named, ...]]:
    """Return all layers, the strongest first, and the policies: the provider's and the portfolio's own."""
    own = [setup.own] if setup.own else []
    if manifest is not None and manifest.portfolio.policy is not None:
        document = manifest.document
        own.append(Layer(str(document.path), {"policy": manifest.portfolio.policy}, document, own=True))
    providers, owns = _named_by(filter(None, (*setup.overrides, setup.above))), _named_by(own)
    if providers and owns and providers.document.path.resolve() == owns.document.path.resolve():
        owns = None
    of_provider = (setup.above, providers and providers.layer, setup.fallback)
    layers = (*setup.overrides, *own, owns and owns.layer, *of_provider)
    return tuple(filter(None, layers)), tuple(filter(None, (providers, owns)))


def _named_by(layers: Iterable[Layer]) -> _Named | None:
    layer = next((layer for layer in layers if "policy" in layer.values), None)
    return layer and _read_policy(layer)


def _about_refused(refused: Iterable[Refused], policies: Iterable[_Named]) -> Iterator[Finding]:
    """Yield findings about settings of the portfolio's own that ask for less, or that only the provider may set.

    Those of a policy from elsewhere are about the line that names the policy.
    """
    elsewhere = {id(each.document): each for each in policies if not each.is_in_folder}
    for layer, at in refused:
        policy = elsewhere.get(id(layer.document))
        of = f"policy {policy.policy.name}" if policy else "settings"
        document, place = (policy.by.document, ("policy",)) if policy else (layer.document, at)
        if document:
            yield document.about(policy_rules.asks_for_less, place, at[0], of)


def _read_policy(layer: Layer) -> _Named:
    """Read the policy that a layer names, or whose path it has."""
    name = layer.values["policy"]
    is_path = names_a_path(name)
    if not is_path and name not in POLICIES:
        known = f"Name the path of a file, or one of these: {listed(POLICIES)}."
        problem, remedy = f"there is no policy {name!r}", did_you_mean(nearest(name, POLICIES), known)
        if layer.document is None:
            raise InputError("KSB906", problem, remedy)
        raise layer.document.error("KSB906", problem, remedy, ("policy",))
    document = read_document(layer.folder / name if is_path else data_folder() / POLICIES[name])
    policy = typed(document, PolicyFile)
    _refuse_unknown_words(document, "folders", policy.folders)
    _refuse_unknown_words(document, "file_names", policy.file_names)
    return _Named(policy, document, layer)


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


def _about_another(manifest: Manifest, used: _Named, *added: _Named) -> Iterator[Finding]:
    """Yield a finding if a manifest names a policy other than the one in use."""
    written = manifest.portfolio.policy
    if written is None:
        return
    its_path = (manifest.document.path.parent / written).resolve()
    if its_path != used.document.path.resolve() if names_a_path(written) else written != used.policy.name:
        only = (
            "; it counts only where it asks for more"
            if any(each.by.document is manifest.document for each in added)
            else ""
        )
        message = f"the manifest names the policy {written!r}, but {used.policy.name!r} is in use{only}"
        remedy = "Delete one of the two, or name the same policy."
        yield manifest.document.finding(policy_rules.another_policy, message, remedy, ("policy",))

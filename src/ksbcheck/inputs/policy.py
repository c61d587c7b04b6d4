"""Policies: profiles that are named or read from a file, put together with what else is set."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ksbcheck.domain.configuration import Asked, Configuration, Held, Layer, Setting, holding
from ksbcheck.domain.finding import Finding, InputError
from ksbcheck.domain.model import Model
from ksbcheck.domain.names import look, nearest
from ksbcheck.domain.policy import Demands, Policy, Profile, Settings
from ksbcheck.domain.text import listed
from ksbcheck.inputs.bundled import POLICIES, data_folder, named
from ksbcheck.inputs.document import Document, read_document
from ksbcheck.inputs.library import names_a_path
from ksbcheck.inputs.manifest import Manifest, has_manifest, read_manifest
from ksbcheck.inputs.settings import Setup, folder_of, setup_for
from ksbcheck.inputs.typed import typed
from ksbcheck.rules import policy as policy_rules
from ksbcheck.rules.rule import did_you_mean

_WORD = re.compile(r"\{[^}]*\}?")
PATTERN_WORDS = ("{piece}", "{learner_id}", "{type}")
"""The words that a pattern of a policy may hold."""
_SHOWN = Configuration.model_fields.keys() | Demands.model_fields.keys()


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A profile that was read."""

    document: Document
    profile: Profile

    @property
    def path(self) -> Path:
        """Where it stands."""
        return self.document.path

    @property
    def layer(self) -> Layer:
        """What it sets."""
        return Layer(f"the policy {self.profile.name}", self.profile)


def read_profile(name: str, folder: Path, named_in: Document | None = None) -> PolicyFile:
    """Read the profile of a name, or of a path from a folder; `named_in` is the file that names it, if one does.

    Raises:
        InputError: there is none of that name, or its file can't be read.
    """
    if not names_a_path(name) and name not in POLICIES:
        remedy = did_you_mean(nearest(name, POLICIES), f"Name the path of a file, or one of these: {listed(POLICIES)}.")
        problem = f"there is no policy {name!r}"
        if named_in is None:
            raise InputError("KSB906", problem, remedy)
        raise named_in.error("KSB906", problem, remedy, ("policy",))
    path = folder / name if names_a_path(name) else data_folder() / POLICIES[name]
    document = read_document(path)
    profile = typed(document, Profile)
    for key in ("folders", "file_names"):
        for index, pattern in enumerate(getattr(profile, key)):
            unknown = [word for word in _WORD.findall(pattern) if word not in PATTERN_WORDS]
            if unknown:
                message = f"{pattern!r} has {listed(unknown)}, which stands for nothing"
                remedy = f"A pattern may hold {listed(PATTERN_WORDS)}."
                raise document.error("KSB906", message, remedy, (key, index))
    return PolicyFile(document, profile)


def policy_for(
    setup: Setup, manifest: Manifest | None = None, judged_by: tuple[str, str] | None = None
) -> tuple[Policy, tuple[Finding, ...]]:
    """Return the policy that a portfolio is judged by, and what is to be said about the one that its manifest names.

    `judged_by` are the reference and version of its standard, or the id and issue of its framework.

    Raises:
        InputError: the policy can't be read, or is for another standard.
    """
    file, findings = _profile(setup, manifest)
    layers = (*setup.layers, *([file.layer] if file else []))
    held = {key: each.value for key, each in holding(layers).items() if key in Settings.model_fields}
    if file is None:
        return Policy(**held), findings
    if judged_by is not None:
        _refuse_another_standard(file, *judged_by)
    demands = Demands.model_construct(**{key: getattr(file.profile, key) for key in Demands.model_fields})
    return Policy(**held, name=file.profile.name, file=named(file.path), demands=demands), findings


def _profile(setup: Setup, manifest: Manifest | None) -> tuple[PolicyFile | None, tuple[Finding, ...]]:
    """Return the profile that holds; one that the manifest names holds only where nobody else names one."""
    written = manifest.portfolio.policy if manifest else None
    held = setup.held.get("policy")
    if held is None:
        own = manifest.document if manifest else None
        return (read_profile(written, own.path.parent, own) if own and written else None), ()
    configured = setup.file_of(held)
    file = read_profile(held.value, setup.folder_of(held), configured.document if configured else None)
    if manifest is None or written is None or _same(written, manifest.document.path.parent, file):
        return file, ()
    message = f"the manifest names the policy {written!r}, and {file.profile.name!r} is what it is judged by"
    remedy = "Take one of the two out, or name the same."
    return file, (manifest.document.finding(policy_rules.another_policy, message, remedy, ("policy",)),)


def _same(written: str, folder: Path, file: PolicyFile) -> bool:
    """Whether a manifest names the profile that it is judged by."""
    if not names_a_path(written):
        return written == file.profile.name
    return (folder / written).resolve() == file.path.resolve()


def _refuse_another_standard(file: PolicyFile, reference: str, version: str) -> None:
    profile = file.profile
    if profile.standard is None:
        return
    if look(profile.standard) != look(reference) or profile.version not in (None, version):
        meant = " version ".join(filter(None, (profile.standard, profile.version)))
        message = f"the policy {profile.name} is for {meant}, and the portfolio for {reference} version {version}"
        raise file.document.error("KSB915", message, "Use another policy.", ("standard",))


def settings_of(path: Path, asked: Asked) -> tuple[Setting, ...]:
    """Return what holds for a portfolio, or for a folder without one: every key, with its value and who has set it.

    Raises:
        InputError: the configuration, the manifest or the policy can't be read.
    """
    folder = folder_of(path)
    setup = setup_for(folder, asked)
    manifest = read_manifest(path) if path.is_file() or has_manifest(folder) else None
    file, _ = _profile(setup, manifest)
    held = {**(holding([file.layer]) if file else {}), **setup.held}
    held = {key: each for key, each in held.items() if key in _SHOWN}
    if file and manifest and "policy" not in held:
        held["policy"] = Held(manifest.portfolio.policy, str(manifest.document.path))
    plain = {
        **_plain(Configuration, held, Configuration.model_fields),
        **_plain(Policy, held, Settings.model_fields),
        **_plain(Demands, held, Demands.model_fields),
    }
    return tuple(Setting(key, value, _source(key, held, setup)) for key, value in plain.items())


def _plain(model: type[Model], held: Mapping[str, Held], keys: Iterable[str]) -> dict[str, Any]:
    """Return what holds of some keys of a model in plain words and numbers, and the model's defaults of the others."""
    values = {key: held[key].value for key in keys if key in held}
    return model.model_construct(**values).model_dump(mode="json", include=set(keys))


def _source(key: str, held: Mapping[str, Held], setup: Setup) -> str | None:
    """Return who has set a key, with the line if it is the configuration file."""
    if key not in held:
        return None
    source = held[key].source
    if setup.file and source == setup.file.layer.source:
        return f"{source}:{setup.file.document.key_place((key,)).line}"
    return source

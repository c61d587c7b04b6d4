"""The docstrings below attributes of models and enums."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import getsource
from itertools import pairwise
from textwrap import dedent


@cache
def docs_below(cls: type) -> Mapping[str, str]:
    """Return the docstrings below the attributes of a class and its bases, from the source: Python drops them."""
    package = cls.__module__.partition(".")[0]
    ours = [base for base in reversed(cls.__mro__) if base.__module__.partition(".")[0] == package]
    return {name: text for base in ours for name, text in _docs_in(base)}


def _docs_in(cls: type) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(dedent(getsource(cls))).body
    for attribute, below in pairwise(definition.body if isinstance(definition, ast.ClassDef) else ()):
        match attribute, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())

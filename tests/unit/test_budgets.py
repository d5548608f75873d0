"""The sizes that no part may outgrow. When one is hit, split by concern."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import briefing

PACKAGE = Path(briefing.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
MODULE, FUNCTION, METHODS, APP, SCREEN = 400, 40, 20, 200, 350


def span(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from `def` or `class` to the end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def too_large(text: str, name: str) -> Iterator[str]:
    """A sentence for everything in a module that is over its budget."""
    if (lines := len(text.splitlines())) > MODULE:
        yield f"{name}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and span(node) > FUNCTION:
            yield f"{name}: {node.name} has {span(node)} lines"
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) for each in node.body)
            if methods > METHODS:
                yield f"{name}: {node.name} has {methods} methods"
            bases = " ".join(map(ast.unparse, node.bases))
            for kind, most in (("App", APP), ("Screen", SCREEN)):
                if kind in bases and span(node) > most:
                    yield f"{name}: {node.name} has {span(node)} lines"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_keeps_to_its_budget(path: Path) -> None:
    assert list(too_large(path.read_text(encoding="utf-8"), path.name)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n" * 401, "m: 401 lines"),
        ("async def f():\n" + "    x = 1\n" * 40, "m: f has 41 lines"),
        ("class C:\n" + "".join(f"    def f{n}(self): ...\n" for n in range(21)), "m: C has 21 methods"),
        ("class C(App[int]):\n" + "    x = 1\n" * 200, "m: C has 201 lines"),
        ("class C(ModalScreen[None]):\n" + "    x = 1\n" * 350, "m: C has 351 lines"),
    ],
)
def test_the_budgets_are_seen_to_be_broken(text: str, said: str) -> None:
    assert said in list(too_large(text, "m"))

"""Make mutants: copies of a module that differ from it in one line."""

from __future__ import annotations

import ast
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Each of two operators takes the place of the other.
_PAIRS: list[tuple[type[ast.AST], type[ast.AST]]] = [
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div),
    (ast.LShift, ast.RShift),
    (ast.BitAnd, ast.BitOr),
    (ast.UAdd, ast.USub),
    (ast.And, ast.Or),
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.Is, ast.IsNot),
    (ast.In, ast.NotIn),
]
_OTHER: dict[type[ast.AST], type[Any]] = {
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
    ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.MatMult: ast.Mult,
    ast.BitXor: ast.BitAnd,
}
_NONE = ast.Constant(None)


class Mutant(NamedTuple):
    """A module with one line changed."""

    module: str
    where: str  # "neuron.Neuron.shape", or "neuron.Neuron.shape (2)" for the second such change
    before: str
    after: str
    line: int
    text: str

    @property
    def name(self) -> tuple[str, str, str]:
        """The name of the mutant in the list of equivalent mutants."""
        return self.where, self.before, self.after


def normal_form(source: str) -> str:
    """Return source without comments, and with every expression on one line."""
    return ast.unparse(ast.parse(source)) + "\n"


def mutants(module: str, text: str) -> Iterator[Mutant]:
    """Yield all mutants of a module, whose text is in normal form."""
    lines = text.splitlines()
    seen: Counter[tuple[str, str, str]] = Counter()
    for statement in ast.parse(text).body:
        # Only this part of the module is written out again for each mutant.
        part = ast.Module([statement], [])
        original = ast.unparse(part).splitlines()
        places: list[ast.stmt | ast.expr] = [statement]
        places += getattr(statement, "decorator_list", [])
        start = min(place.lineno for place in places) - 1
        for node, replace, names in _walk(part, ()):
            for fault in (*_faulty_expressions(node), *_faulty_statements(node)):
                replace(ast.copy_location(fault, node))
                changed = ast.unparse(part).splitlines()
                replace(node)
                if changed == original:
                    continue
                k = next(k for k, line in enumerate(original) if line != changed[k])
                name = (
                    ".".join([module, *names]),
                    original[k].strip(),
                    changed[k].strip(),
                )
                seen[name] += 1
                where = f"{name[0]} ({seen[name]})" if seen[name] > 1 else name[0]
                mutated = [*lines[: start + k], changed[k], *lines[start + k + 1 :], ""]
                yield Mutant(
                    module, where, *name[1:], start + k + 1, "\n".join(mutated)
                )


def _walk(
    node: ast.AST, names: tuple[str, ...]
) -> Iterator[tuple[ast.AST, Callable[[ast.AST], None], tuple[str, ...]]]:
    """Yield each node below another, how to replace it, and the names of what it is in."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns"}:
            continue
        items: list[Any] = value if isinstance(value, list) else [value]
        for k, child in enumerate(items):
            if not isinstance(child, ast.AST) or _is_left_out(child, node):
                continue
            inside = names
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inside = (*names, child.name)
            one_of_many = partial(items.__setitem__, k)
            yield (
                child,
                one_of_many if items is value else partial(setattr, node, field),
                inside,
            )
            yield from _walk(child, inside)


def _is_left_out(node: ast.AST, parent: ast.AST) -> bool:
    """Tell whether a change in a node would say nothing about the tests."""
    match node:
        case ast.Expr(ast.Constant(str())):  # a docstring
            return True
        case ast.If(ast.Name("TYPE_CHECKING")):  # never executed
            return True
        case ast.Assign([ast.Name("__all__")]):  # a test proves it complete
            return True
        case ast.Constant():  # the words of a message
            return isinstance(parent, ast.JoinedStr)
    return False


def _faulty_expressions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may take the place of an expression or an operator."""
    match node:
        case ast.Constant(bool() | int() | float() | str() as value):
            yield ast.Constant(_other_value(value))
        case ast.operator() | ast.UAdd() | ast.USub() | ast.cmpop():
            yield _OTHER[type(node)]()
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield operand
        case ast.BoolOp(ast.And() | ast.Or() as op, values):
            # Of a and b and c: (a or b) and c, a and b or c.
            for k in range(1, len(values)):
                pair = [_joined(op, values[:k]), values[k]]
                yield _joined(op, [_joined(_OTHER[type(op)](), pair), *values[k + 1 :]])
        case ast.IfExp(_, body, otherwise):
            yield from (body, otherwise)
        case ast.Lambda(arguments):
            yield ast.Lambda(arguments, _NONE)
        case ast.Call(function, arguments, keywords):
            yield from _faulty_calls(function, [*arguments, *keywords])


def _faulty_statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may take the place of a statement."""
    match node:
        case ast.AugAssign(target, _, value):
            yield ast.Assign([target], value)
        case ast.Assign(targets, value):
            yield ast.Assign(targets, _nothing(value))
        case ast.AnnAssign(target, annotation, ast.expr() as value, simple):
            yield ast.AnnAssign(target, annotation, _nothing(value), simple)
        case ast.Expr(ast.Call()):
            yield ast.Pass()
        case ast.Break():
            yield ast.Return()
        case ast.Continue():
            yield ast.Break()


def _other_value(value: bool | float | str) -> bool | float | str:  # noqa: FBT001 - a value
    """Return a value that is close to a given one."""
    if isinstance(value, bool):
        return not value
    return f"XX{value}XX" if isinstance(value, str) else value + 1


def _joined(op: ast.boolop, values: list[ast.expr]) -> ast.expr:
    """Return values joined by `and` or `or`, or the only value."""
    return ast.BoolOp(op, values) if len(values) > 1 else values[0]


def _nothing(value: ast.expr) -> ast.Constant:
    """Return None, or an empty string in the place of None."""
    is_none = isinstance(value, ast.Constant) and value.value is None
    return ast.Constant("") if is_none else _NONE


def _faulty_calls(
    function: ast.expr, arguments: list[ast.expr | ast.keyword]
) -> Iterator[ast.Call]:
    """Yield calls in which one argument is None, or is missing."""
    for k, argument in enumerate(arguments):
        faults: list[list[ast.expr | ast.keyword]] = [[]] if len(arguments) > 1 else []
        match argument:
            case ast.keyword(str(name)):
                faults.insert(0, [ast.keyword(name, _NONE)])
            case ast.expr() if not isinstance(argument, ast.Starred):
                faults.insert(0, [_NONE])
        for fault in faults:
            given = [*arguments[:k], *fault, *arguments[k + 1 :]]
            positional = [x for x in given if isinstance(x, ast.expr)]
            keywords = [x for x in given if isinstance(x, ast.keyword)]
            yield ast.Call(function, positional, keywords)

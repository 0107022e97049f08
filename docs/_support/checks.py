"""What the checks of the exercises say, so that it can be said in another language.

A check is a cell of Python. Its sentences are its strings: a message is such a string, and the
holes of an f-string are its expressions in braces.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The first word of a verdict on a right answer, and of no other.
RIGHT = "Right"
_WORDS = re.compile(r"[A-Za-z]{2,} ?[^\w]* [A-Za-z]")
_HOLE = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}")


class Sentence(NamedTuple):
    """A string of a program, and where it stands there, in bytes."""

    start: int
    end: int
    message: str
    is_f_string: bool


def _docstrings(tree: ast.AST) -> set[ast.expr]:
    kinds = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, kinds)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    }


def _message(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value
            if isinstance(part, ast.Constant)
            else ast.unparse(ast.JoinedStr([part]))[2:-1]
            for part in node.values
        )
    return None


def sentences(source: str) -> Iterator[Sentence]:
    """Yield the strings of a program that a person reads.

    These are the strings of two words at least, and the word with which a verdict begins.
    """
    tree = ast.parse(source)
    left_out: set[ast.AST] = set(_docstrings(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):  # it is looked for, and not said
            left_out.update(ast.walk(node))
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in ast.walk(tree):
        if node in left_out or not isinstance(node, ast.expr):
            continue
        message = _message(node)
        if message is None:
            continue
        left_out.update(ast.walk(node))  # the pieces of an f-string
        if message.rstrip(".") == RIGHT or _WORDS.search(_HOLE.sub("", message)):
            first = starts[node.lineno - 1] + node.col_offset
            last = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            yield Sentence(first, last, message, isinstance(node, ast.JoinedStr))


def localized(source: str, translate: Callable[[str], str]) -> str:
    """Return a program with its sentences in another language, and all else as it is."""
    text = source.encode()
    for one in sorted(sentences(source), reverse=True):
        if (words := translate(one.message)) != one.message:
            quoted = (
                words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            )
            literal = f'{"f" * one.is_f_string}"{quoted}"'
            text = text[: one.start] + literal.encode() + text[one.end :]
    return text.decode()


def said(text: str, source: str, translate: Callable[[str], str]) -> str:
    """Return what a program has printed in another language: all of it, or line by line."""
    known = sorted(
        {one.message for one in sentences(source)}, key=_letters, reverse=True
    )
    end = text[len(text.rstrip()) :]
    whole = _said(text.rstrip(), known, translate)
    if whole != text.rstrip():
        return whole + end
    return "\n".join(_said(line, known, translate) for line in text.split("\n"))


def _letters(message: str) -> int:
    return len(_HOLE.sub("", message))


def _said(line: str, known: list[str], translate: Callable[[str], str]) -> str:
    for message in known:
        pieces = (re.escape(piece) for piece in _HOLE.split(message))
        if match := re.fullmatch("(.+)".join(pieces), line):
            said = translate(message)
            for hole, value in zip(_HOLE.findall(message), match.groups(), strict=True):
                said = said.replace(hole, _said(value, known, translate), 1)
            return said
    return line

"""Where a file can be changed by a little, and how it reads then."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the bytes from `start` to `end` of a file become `after`."""

    line: int
    start: int
    end: int
    before: str
    after: str

    def applied(self, source: str) -> str:
        """The file with this change."""
        raw = source.encode()
        return (raw[: self.start] + f"({self.after})".encode() + raw[self.end :]).decode()


def mutants(source: str) -> list[Mutant]:
    """Every change that can be made to a file, in the order of its lines."""
    lines = [0]
    for line in source.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found = []
    for node, after in _changes(ast.parse(source)):
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        before = source.encode()[start:end].decode()
        found.append(Mutant(node.lineno, start, end, " ".join(before.split()), ast.unparse(after)))
    return sorted(found, key=lambda one: (one.start, one.end, one.after))


def _changes(tree: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each expression that can be another, and that other. Annotations and decorators are left alone, and so
    are f-strings, inside which Python 3.11 does not know the columns."""
    for node in _code(tree):
        match node:
            case ast.Compare(left, [operator], [right]):
                for other in _COMPARED[type(operator)]:
                    yield node, ast.Compare(left, [other()], [right])
                if isinstance(right, ast.Constant) and type(right.value) is int:
                    yield right, ast.Constant(right.value + 1)
            case ast.BoolOp(operator, operands):
                yield node, ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), operands)
                for n in range(len(operands)):
                    left_over = operands[:n] + operands[n + 1 :]
                    yield node, ast.BoolOp(operator, left_over) if len(left_over) > 1 else left_over[0]
            case ast.UnaryOp(ast.Not(), operand):
                yield node, operand
            case ast.BinOp(left, operator, right) if type(operator) in _COUNTED:
                yield node, ast.BinOp(left, _COUNTED[type(operator)](), right)
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.NamedExpr):
                    yield test, ast.UnaryOp(ast.Not(), test)
            case ast.Return(ast.expr() as value):
                if not isinstance(value, ast.Constant | ast.Compare | ast.BoolOp | ast.UnaryOp):
                    yield value, ast.Constant(None)
                elif isinstance(value, ast.Constant) and isinstance(value.value, bool):
                    yield value, ast.Constant(not value.value)


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run."""
    if isinstance(node, ast.JoinedStr | ast.arg) or (
        isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    ):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _code(child)

"""The expression language: compiled once to closures, with the names it depends on.

Grammar, loosest first: `or` · `and` · `not` · comparison and `in` · `+ -` · `* /` · unary `-` · names, numbers,
'texts', words, functions, `( … )`. No Python is ever evaluated. What each operator does with an empty value
stands in checklists/README.md.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shared.checklist.expression_functions import FUNCTIONS
from shared.checklist.expression_tokens import ExpressionFaulty, Token, closest, tokenise
from shared.checklist.expression_values import (
    CONTEXT,
    PlainScope,
    Scope,
    Value,
    arithmetic,
    equal,
    member,
    ordered,
)

__all__ = ["Expression", "ExpressionFaulty", "compile_expression"]

WORDS: Mapping[str, Value] = {
    "pass": "pass",
    "partial": "partial",
    "fail": "fail",
    "na": "na",
    "not_checked": "not_checked",
    "true": True,
    "false": False,
}
DEEPEST = 40
Run = Callable[[Scope], Value]
_ARITHMETIC = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}
_ORDER: Mapping[str, Callable[[Value, Value], bool]] = {
    "<": lambda a, b: ordered(a, b) and a < b,  # type: ignore[operator]
    "<=": lambda a, b: ordered(a, b) and a <= b,  # type: ignore[operator]
    ">": lambda a, b: ordered(a, b) and a > b,  # type: ignore[operator]
    ">=": lambda a, b: ordered(a, b) and a >= b,  # type: ignore[operator]
    "==": equal,
    "!=": lambda a, b: not equal(a, b),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: its text, the names it needs, and how to run it."""

    source: str
    depends: frozenset[str]
    run: Run = field(repr=False, compare=False)
    kind: str = "either"

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """Compute the value from plain values; `Answers` calls `run` with its own scope."""
        return self.run(PlainScope(values))

    def holds(self, scope: Scope) -> bool:
        """Say whether the expression is true; empty and everything but true is not."""
        return self.run(scope) is True


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name: items, the ones that stand in a repeat section, and groups of items."""

    known: frozenset[str]
    spread_only: frozenset[str] = frozenset()
    calculated: frozenset[str] = frozenset()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def compile_expression(source: str, *, known: Collection[str] | Names) -> Expression:
    """Compile an expression. Raises ExpressionFaulty that says what is wrong at which character."""
    names = (
        known if isinstance(known, Names) else Names(frozenset(known), calculated=frozenset(known))
    )
    parser = _Parser(source, names)
    return Expression(source, *parser.whole())


@dataclass(frozen=True, slots=True)
class _Node:
    """A compiled part: a truth, a value, or either of them (a calculated item may be both)."""

    run: Run
    kind: str
    at: int


class _Parser:
    def __init__(self, source: str, names: Names) -> None:
        self._tokens = tokenise(source)
        self._position = 0
        self._names = names
        self._depends: set[str] = set()
        self._depth = 0

    def whole(self) -> tuple[frozenset[str], Run, str]:
        node = self._either()
        token = self._peek()
        if token.kind != "end":
            raise ExpressionFaulty(
                token.at,
                f"'{token.text}' is not expected here",
                "Join two conditions with and / or.",
            )
        return frozenset(self._depends), node.run, node.kind

    def _peek(self) -> Token:
        return self._tokens[self._position]

    def _take(self, *texts: str) -> Token | None:
        token = self._peek()
        if token.kind in ("sign", "name") and token.text in texts:
            self._position += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if self._take(text) is None:
            token = self._peek()
            raise ExpressionFaulty(token.at, f"'{text}' is missing", f"Write '{text}' here.")

    def _either(self) -> _Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionFaulty(
                self._peek().at, "too deeply nested", "Split it into calculated items."
            )
        node = self._both()
        while self._take("or"):
            node = _truth(_or(_need_truth(node), _need_truth(self._both())), node.at)
        self._depth -= 1
        return node

    def _both(self) -> _Node:
        node = self._negated()
        while self._take("and"):
            node = _truth(_and(_need_truth(node), _need_truth(self._negated())), node.at)
        return node

    def _negated(self) -> _Node:
        negations = 0
        while self._take("not"):
            negations += 1
        node = self._compared()
        for _ in range(min(negations, 2 + negations % 2)):
            node = _truth(_not(_need_truth(node)), node.at)
        return node

    def _compared(self) -> _Node:
        left = self._added()
        if token := self._take(*_ORDER):
            right = self._added()
            return _truth(_compare(_ORDER[token.text], left.run, right.run), left.at)
        if self._take("in"):
            return _truth(_compare(member, left.run, self._members()), left.at)
        return left

    def _members(self) -> Run:
        if not self._take("("):
            return self._added().run
        runs = [node.run for node in self._arguments()]
        return lambda scope: tuple(run(scope) for run in runs)  # type: ignore[misc]

    def _added(self) -> _Node:
        node = self._multiplied()
        while token := self._take("+", "-"):
            node = _computed(token, node, self._multiplied())
        return node

    def _multiplied(self) -> _Node:
        node = self._signed()
        while token := self._take("*", "/"):
            node = _computed(token, node, self._signed())
        return node

    def _signed(self) -> _Node:
        if token := self._take("-"):
            return _computed(token, _Node(_constant(Decimal(0)), "value", token.at), self._atom())
        return self._atom()

    def _atom(self) -> _Node:
        token = self._peek()
        if self._take("("):
            node = self._either()
            self._need(")")
            return node
        self._position += token.kind != "end"
        if token.kind in ("number", "text"):
            value = Decimal(token.text) if token.kind == "number" else token.text
            return _Node(_constant(value), "value", token.at)
        if token.kind == "name" and token.text in WORDS:
            word = WORDS[token.text]
            return _Node(_constant(word), "truth" if isinstance(word, bool) else "value", token.at)
        if token.kind == "name" and self._take("("):
            return self._call(token)
        if token.kind in ("name", "item"):
            return self._named(token)
        raise ExpressionFaulty(
            token.at, "a value is missing", "Write an item, a number or a 'text' here."
        )

    def _named(self, token: Token) -> _Node:
        name = self._known(token)
        if name in self._names.spread_only:
            raise ExpressionFaulty(
                token.at,
                f"item '{name}' has one answer for each instance of its section",
                "Use it in a function that goes over all instances, such as count_failed().",
            )
        kind = "either" if name in self._names.calculated else "value"
        return _Node(lambda scope: scope.get(name), kind, token.at)

    def _known(self, token: Token) -> str:
        if token.text not in self._names.known:
            raise ExpressionFaulty(
                token.at, f"'{token.text}' is not known", closest(token.text, self._names.known)
            )
        self._depends.add(token.text)
        return token.text

    def _arguments(self) -> list[_Node]:
        nodes = [self._either()]
        while self._take(","):
            nodes.append(self._either())
        self._need(")")
        return nodes

    def _call(self, token: Token) -> _Node:
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise ExpressionFaulty(
                token.at, f"function '{token.text}' is not known", closest(token.text, FUNCTIONS)
            )
        if function.build_items is not None:
            run = function.build_items(self._item_names(function.whole))
            return _Node(run, function.kind, token.at)
        nodes = self._arguments()
        if not function.least <= len(nodes) <= function.most:
            raise ExpressionFaulty(
                token.at, f"{token.text}() got {len(nodes)} values", f"Write {function.usage}."
            )
        if function.tests:
            _need_truth(nodes[0])
        return _Node(function.build([node.run for node in nodes]), function.kind, token.at)

    def _item_names(self, whole: bool) -> tuple[str, ...]:
        names: list[str] = []
        if whole and self._take(")"):
            names.extend(self._names.groups.get("", ()))
            self._depends.update(names)
            return tuple(names)
        while True:
            names.extend(self._item_or_group())
            if not self._take(","):
                break
        self._need(")")
        return tuple(dict.fromkeys(names))

    def _item_or_group(self) -> tuple[str, ...]:
        token = self._peek()
        self._position += token.kind != "end"
        if token.kind in ("name", "item"):
            return (self._known(token),)
        if token.kind == "text" and token.text in self._names.groups:
            group = self._names.groups[token.text]
            self._depends.update(group)
            return group
        near = closest(token.text, [*self._names.known, *self._names.groups])
        raise ExpressionFaulty(
            token.at,
            f"'{token.text}' is neither an item nor a section",
            f"This function goes over items, G8, and over 'sections'. {near}",
        )


def _constant(value: Value) -> Run:
    return lambda scope: value


def _truth(run: Run, at: int) -> _Node:
    return _Node(run, "truth", at)


def _need_truth(node: _Node) -> Run:
    if node.kind == "value":
        raise ExpressionFaulty(
            node.at, "this is a value, not a condition", "Compare it: G8 == fail, or answered(G8)."
        )
    return node.run


def _computed(token: Token, left: _Node, right: _Node) -> _Node:
    if "truth" in (left.kind, right.kind):
        raise ExpressionFaulty(
            token.at, f"'{token.text}' computes with numbers, not conditions", "Use if(test, 1, 0)."
        )
    return _Node(_compute(_ARITHMETIC[token.text], left.run, right.run), "value", left.at)


def _or(left: Run, right: Run) -> Run:
    return lambda scope: left(scope) is True or right(scope) is True


def _and(left: Run, right: Run) -> Run:
    return lambda scope: left(scope) is True and right(scope) is True


def _not(run: Run) -> Run:
    return lambda scope: run(scope) is not True


def _compare(operation: Callable[[Value, Value], bool], left: Run, right: Run) -> Run:
    return lambda scope: operation(left(scope), right(scope))


def _compute(operation: Callable[[Decimal, Decimal], Decimal], left: Run, right: Run) -> Run:
    return lambda scope: arithmetic(operation, left(scope), right(scope))

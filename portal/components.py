"""How a component tag works: it fills the variables of a partial in `templates/components/`, and refuses unknown ones.

A *leaf* prints its partial. A *block* has content besides, and slots: ``{% slot actions %}...{% endslot %}``.
Which components there are stands in `portal/templatetags/ui.py`.
"""

from collections.abc import Callable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

SLOTS = "_component_slots"
SHARED = ("csrf_token", "request")


class ComponentNode(template.Node):
    """Renders the content, then the partial with the variables, the content and the filled slots, and nothing else."""

    def __init__(self, name: str, variables: dict[str, FilterExpression | str], nodelist: NodeList | None) -> None:
        self.name, self.variables, self.nodelist = name, variables, nodelist

    def render(self, context: Context) -> SafeString:
        values: dict[str, Any] = {
            name: given if isinstance(given, str) else given.resolve(context) for name, given in self.variables.items()
        }
        values |= {name: context.get(name) for name in SHARED}
        if self.nodelist is not None:
            values |= self._filling(context, self.nodelist)
        engine = context.template.engine  # type: ignore[union-attr]
        return engine.get_template(f"components/{self.name}.html").render(context.new(values))

    def _filling(self, context: Context, nodelist: NodeList) -> dict[str, str]:
        slots: dict[str, str] = {}
        with context.push(**{SLOTS: slots}):
            content = nodelist.render(context)
        return slots | {"content": content if content.strip() else ""}


class SlotNode(template.Node):
    """A named part of the surrounding block; prints nothing where it stands."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> str:
        context[SLOTS][self.name] = self.nodelist.render(context)
        return ""


def compiler(name: str, variables: tuple[str, ...], *, block: bool) -> Callable[[Parser, Token], ComponentNode]:
    """Make the compile function of one component; arguments may be given in the order of `variables` or by name."""

    def compile_component(parser: Parser, token: Token) -> ComponentNode:
        given = _arguments(parser, token, name, variables)
        nodelist = None
        if block:
            nodelist = parser.parse((f"end{name}",))
            parser.delete_first_token()
        return ComponentNode(name, dict.fromkeys(variables, "") | given, nodelist)

    return compile_component


def compile_slot(parser: Parser, token: Token) -> SlotNode:
    """Compile ``{% slot name %}...{% endslot %}``."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name, nodelist)


def _arguments(parser: Parser, token: Token, name: str, variables: tuple[str, ...]) -> dict[str, FilterExpression]:
    given: dict[str, FilterExpression] = {}
    for position, bit in enumerate(token.split_contents()[1:]):
        key, separator, expression = bit.partition("=")
        by_name = bool(separator) and key.isidentifier()
        if not by_name:
            key, expression = (variables[position] if position < len(variables) else bit), bit
        if key not in variables or key in given:
            raise template.TemplateSyntaxError(f"{{% {name} %}} takes {', '.join(variables)}; it cannot take {bit}.")
        given[key] = parser.compile_filter(expression)
    return given

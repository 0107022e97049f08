"""The list of the properties, made from `lif.properties`."""

from __future__ import annotations

from lif.properties._property import PROPERTIES, Property


def listing(kind: str) -> str:
    """Return the names and sentences of the properties of one kind of function."""
    return "\n".join(_item(x) for x in PROPERTIES.values() if x.kind.startswith(kind))


def _item(prop: Property) -> str:
    """Write a property, with a link to the guarantee that it belongs to, if there is one."""
    number = prop.guarantee
    link = f" ([{number}](guarantees.md#guarantee-{number}))" if number else ""
    sentence = prop.sentence.replace("*", r"\*")  # a product, and no emphasis
    return f"- `{prop.name}`: {sentence}{link}"

"""Pictures keep their place while they load, and have colours for the dark page.

Each ``img`` gets its width and height, so that nothing moves when the file arrives, and is
fetched only when it comes near the window. A figure in SVG gets a twin for the dark page, in
which greys have changed places and dark colours are lighter; only the one in use is fetched.
"""

from __future__ import annotations

import html
import re
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_IMG = re.compile(r"<img\b[^>]*>")
_CLASS = re.compile(r'\bclass *= *"')
_SRC = re.compile(r'\bsrc="([^"]*/)?_images/([^"]+)"')
_COLOUR = re.compile(r"#([0-9a-fA-F]{6})\b")
_EMBEDDED = re.compile(r"(data:image/png;base64,)\s*([A-Za-z0-9+/=\s]+)")
_POINTS = re.compile(r'<svg[^>]*? width="([\d.]+)pt"[^>]*? height="([\d.]+)pt"')
_PIXELS_PER_POINT = 4 / 3
# The theme's ground and text in the dark.
_GROUND, _TEXT = (0x14, 0x18, 0x1E), (0xCE, 0xD6, 0xDD)
# Channels that differ by no more make a grey.
_GREY = 16
# What WCAG 2.2 asks of graphics is 3.
_CONTRAST = 4.5


def _luminance(colour: tuple[float, ...]) -> float:
    """Return the relative luminance, as WCAG defines it."""
    threshold, weights = 0.04045, (0.2126, 0.7152, 0.0722)
    linear = [
        x / 12.92 if x <= threshold else ((x + 0.055) / 1.055) ** 2.4
        for x in (channel / 255 for channel in colour)
    ]
    return sum(w * x for w, x in zip(weights, linear, strict=True))


def _contrast(colour: tuple[float, ...]) -> float:
    """Return the contrast of a colour with the dark ground."""
    return (_luminance(colour) + 0.05) / (_luminance(_GROUND) + 0.05)


def dark_colour(colour: tuple[int, int, int]) -> tuple[int, ...]:
    """Return the colour that takes the place of another on the dark page."""
    if max(colour) - min(colour) <= _GREY:
        share = sum(colour) / 3 / 255  # white becomes the ground, and black the text
        mixed = (t + share * (g - t) for g, t in zip(_GROUND, _TEXT, strict=True))
        return tuple(round(x) for x in mixed)
    lighter: tuple[float, ...] = colour
    while _contrast(lighter) < _CONTRAST:
        lighter = tuple(x + 0.05 * (255 - x) for x in lighter)
    return tuple(round(x) for x in lighter)


def _dark_dots(match: re.Match[str]) -> str:
    """Recolour an image in a figure if it holds grey or black marks on a transparent ground."""
    with Image.open(BytesIO(b64decode(match[2]))) as image:
        *channels, alpha = image.convert("RGBA").split()
    red, green, blue = channels
    differences = [ImageChops.difference(red, x).getextrema()[1] for x in (green, blue)]
    if alpha.getextrema()[0] == 255 or max(differences) > _GREY:  # noqa: PLR2004 - opaque
        return match[0]
    shades = [dark_colour((x, x, x)) for x in range(256)]
    recoloured = [
        channel.point([shade[k] for shade in shades])
        for k, channel in enumerate(channels)
    ]
    file = BytesIO()
    Image.merge("RGBA", [*recoloured, alpha]).save(file, "png")
    return match[1] + b64encode(file.getvalue()).decode()


def dark(svg: str) -> str:
    """Return a figure of matplotlib with its colours for the dark page."""

    def replaced(match: re.Match[str]) -> str:
        red, green, blue = bytes.fromhex(match[1])
        return "#" + bytes(dark_colour((red, green, blue))).hex()

    text = "#" + bytes(_TEXT).hex()  # letters without a colour of their own are black
    svg = _EMBEDDED.sub(_dark_dots, svg)
    return _COLOUR.sub(replaced, svg).replace("<svg ", f'<svg fill="{text}" ', 1)


def size(file: Path) -> tuple[int, int]:
    """Return width and height of a picture in pixels."""
    if file.suffix != ".svg":
        with Image.open(file) as image:
            return image.size
    match = _POINTS.search(file.read_text(encoding="utf-8"))
    if match is None:
        msg = f"{file.name} does not say its width and height in points"
        raise ValueError(msg)
    width, height = (round(float(x) * _PIXELS_PER_POINT) for x in match.groups())
    return width, height


def _settle(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    if "body" not in context or app.builder.format != "html":
        return
    files = {name: Path(app.srcdir, path) for path, name in app.builder.images.items()}
    lazy = ""  # the first picture may be the first thing that a reader sees

    def settled(match: re.Match[str]) -> str:
        nonlocal lazy
        tag = match[0]
        source = _SRC.search(tag)
        name = html.unescape(source[2]) if source else ""
        # The gallery copies its figures by itself.
        file = files.get(name, Path(app.outdir, "_images", name))
        if not name or not file.exists():
            return tag
        width, height = size(file)
        more = (
            f' width="{width}" height="{height}"{lazy}'
            if " width=" not in tag
            else lazy
        )
        tag = tag.replace("<img", f"<img{more}", 1)
        lazy = ' loading="lazy" decoding="async"'
        if not name.endswith(".svg"):
            return tag
        twin = name.replace(".svg", ".dark.svg")
        images = Path(app.outdir) / "_images"
        images.mkdir(exist_ok=True)
        svg = file.read_text(encoding="utf-8")
        (images / twin).write_text(dark(svg), encoding="utf-8")
        in_the_dark = (
            tag if "loading=" in tag else tag.replace("<img", f"<img{lazy}", 1)
        )
        return _with_class(tag, "only-light") + _with_class(
            in_the_dark.replace(source[2] if source else "", twin), "only-dark"
        )

    context["body"] = _IMG.sub(settled, context["body"])


def _with_class(tag: str, name: str) -> str:
    # sphinx-gallery writes spaces around the sign.
    tag, number = _CLASS.subn(f'class="{name} ', tag, count=1)
    return tag if number else tag.replace("<img", f'<img class="{name}"', 1)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Settle the pictures of every page."""
    app.connect("html-page-context", _settle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

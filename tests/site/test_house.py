"""The drawing of the library's modules: nothing is missing, and no arrow misleads."""

from __future__ import annotations

import re
from pathlib import Path

from _support import house

ARROWS = {"top": {"middle", "ground"}, "middle": {"ground"}, "ground": set()}


def test_only_arrows_that_others_replace_are_left_out() -> None:
    """From each room the arrows that are left lead to the same rooms as all of them."""
    assert house.direct(ARROWS) == {
        "top": {"middle"},
        "middle": {"ground"},
        "ground": set(),
    }
    every = house.rooms()
    left = house.direct(every)
    assert left != every
    for room in every:
        assert house._far(room, left) == house._far(room, every)


def test_every_module_has_its_room() -> None:
    """A new module is in the drawing."""
    drawn = set(re.findall(r">(\w+)</text>", house.house()))
    modules = {path.stem for path in Path(house.__file__).parents[2].glob("lif/*.py")}
    folders = {
        path.parent.name for path in Path(house.__file__).parents[2].glob("lif/*/*.py")
    }
    assert drawn == (modules | folders) - {"__init__"}


def test_no_arrow_meets_a_room_on_its_way() -> None:
    """One would seem to lead there."""
    arrows = house.direct(house.rooms())
    met, _ = house._disorder(house.layout(arrows), arrows)
    assert met == 0

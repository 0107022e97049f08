"""The player of animations: what is taken out of it and what is put in."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest
from _ext.player import mended
from matplotlib.animation import FuncAnimation


def jshtml() -> str:
    """Return the player of three frames, as matplotlib writes it."""
    figure, axes = plt.subplots(figsize=(1, 1))
    movie = FuncAnimation(figure, lambda frame: [axes.set_title(str(frame))], frames=3)
    player = movie.to_jshtml(default_mode="once")
    plt.close(figure)
    return player


def test_the_player_needs_nothing_from_elsewhere() -> None:
    """It fetches no font; each of its buttons has an icon of its own."""
    player = mended(jshtml())
    assert re.findall(r'(?:src|href)="(?!data:)', player) == []
    assert player.count("<button ") == player.count("<svg ") == 9
    assert "<i " not in player


def test_the_player_has_words() -> None:
    """Its picture, its slider and its buttons have names."""
    player = mended(jshtml(), 'dots & "waves"')
    (image,) = re.findall("<img [^>]+>", player)
    assert 'alt="dots &amp; &quot;waves&quot;"' in image
    for control in re.findall("<(?:button|input id=._anim_slider)[^>]+>", player):
        assert "aria-label=" in control


def test_the_first_frame_shows_without_scripts() -> None:
    """It stands in the page, and the script takes it from there."""
    original = jshtml()
    (first,) = re.findall(r'frames\[0\] = "(data:[^"]+)"', original)
    player = mended(original)
    source = first.replace("\\\n", "")
    assert f'src="{source}"' in player
    assert player.count("data:image/png") == 3


def test_the_same_animation_is_the_same_player() -> None:
    """Its name is made from what it shows, not drawn at random."""
    one, other = jshtml(), jshtml()
    assert one != other
    assert mended(one) == mended(other)


@pytest.mark.parametrize(
    "lost", ['<div class="animation"', 'class="anim-slider"', "<form ", "frames[0]"]
)
def test_what_cannot_be_mended_fails(lost: str) -> None:
    """If matplotlib writes its player in another way, the build says so."""
    with pytest.raises(ValueError, match="player"):
        mended(jshtml().replace(lost, ""))


def test_a_new_icon_fails() -> None:
    """There would be a button with nothing on it."""
    with pytest.raises(KeyError, match="fa-new"):
        mended(jshtml().replace("fa-pause", "fa-new"))

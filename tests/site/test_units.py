"""Numbers and their units."""

from __future__ import annotations

import pytest
from _ext.units import together

CASES = {
    "<p>from 2.5 ms to 8 % of it</p>": "<p>from 2.5_ms to 8_% of it</p>",
    "<p><span>37</span> mV, 3 msec</p>": "<p><span>37</span>_mV, 3 msec</p>",
    '<img alt="5 mV"/> <p>5 mV</p>': '<img alt="5 mV"/> <p>5_mV</p>',
    "<pre>5 mV<br/></pre><p>100 pA</p>": "<pre>5 mV<br/></pre><p>100_pA</p>",
    "<p>at 5</p> <p>s is</p>": "<p>at 5</p> <p>s is</p>",
}


@pytest.mark.parametrize("html", CASES)
def test_a_number_and_its_unit_stay_together(html: str) -> None:
    """They do in text, but code and descriptions stay as they are."""
    assert together(html).replace("\N{NO-BREAK SPACE}", "_") == CASES[html]

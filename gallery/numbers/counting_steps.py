r"""
Counting steps
==============

**Claim: of the grids of 1 to 1000 steps of 0.1 ms, int(t_max / dt) makes 305 one step short, a
clock that adds dt makes 287 one step long, and lif.time_grid makes none wrong.**

A float is rounded, and so is each quotient and each sum of floats.
``int`` cuts off what stands behind the point, and ``while`` asks for the last digit.
Both make an error of a last digit one of a whole step.
The idea comes from the course: `Steps in time <../../learn/steps-in-time.html>`_.
"""

# %%
# Three ways to count
# -------------------
# The lengths are 0.1 ms, 0.2 ms and so on to 100 ms, each as Python reads it when it is typed.
# The step is 0.1 ms.

import matplotlib.pyplot as plt
import numpy as np

import lif

dt = 1e-4
n = np.arange(1, 1001)
lengths = n / 10_000


def count_by_clock(t_max):
    """Add dt to a clock until it says t_max; return the number of steps."""
    t, steps = 0.0, 0
    while t < t_max:
        t += dt
        steps += 1
    return steps


by_int = np.array([int(t_max / dt) for t_max in lengths])
by_clock = np.array([count_by_clock(t_max) for t_max in lengths])
by_grid = np.array([len(lif.time_grid(t_max, dt)) for t_max in lengths])

# %%
# Where they go wrong
# -------------------
# Above: the quotient less :math:`n`.
# Below: the clock after :math:`n` steps less the length, in steps.
# Both should be zero; where they are below it, the count goes wrong.

quotient_error = lengths / dt - n
clock = np.cumsum(np.full(len(n), dt))
clock_error = (clock - lengths) / dt

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(5.6, 4.4))
for panel, error in ((top, quotient_error), (bottom, clock_error)):
    wrong = error < 0
    panel.plot(n[~wrong], error[~wrong] * 1e12, "o", markersize=3)
    panel.plot(n[wrong], error[wrong] * 1e12, "o", markersize=3)
top.set(ylabel=r"$10^{12}\,(t_\text{max}/\Delta t - n)$")
bottom.set(xlabel="$n$", ylabel=r"$10^{12}\,(t_n - t_\text{max})/\Delta t$")
plt.show()

# %%
# The proof
# ---------
# Each operation rounds by a share of :math:`\epsilon/2` at most.
# A quotient has three, those of the length, of the step and its own: it is off by
# :math:`\tfrac{3}{2}\epsilon n` at most, so ``round`` is right for all :math:`n` up to
# :math:`10^{15}`.
# A clock rounds at each of its :math:`n` sums by a share of what it shows, together
# :math:`\epsilon n(n + 1)/4` steps, and :math:`\epsilon n` for the step and the length.

eps = np.finfo(float).eps
short, long = np.sum(by_int == n - 1), np.sum(by_clock == n + 1)
print(f"int: {short} short; clock: {long} long; grid: {np.sum(by_grid != n)} wrong")
assert np.array_equal(by_grid, n)
assert np.all(np.abs(quotient_error) <= 1.5 * eps * n)
assert np.all(np.abs(clock_error) <= eps * (n * (n + 1) / 4 + n))
assert np.array_equal(by_int, n - (quotient_error < 0))
assert np.array_equal(by_clock, n + (clock_error < 0))
assert (short, long) == (305, 287), (short, long)

# %%
# Try this
# --------
# - Take steps of 1 ms: ``dt = 1e-3`` and ``lengths = n / 1000``. How many counts go wrong, and
#   why does the clock get all of them right?
# - Take a step that a float holds exactly: ``dt = 1 / 8192`` and ``lengths = n / 8192``. What is
#   left of the errors?
# - Count by ``len(np.arange(0, t_max, dt))`` in place of the grid: all right. Then take steps of
#   0.3 ms, ``dt = 3e-4`` and ``lengths = 3 * n / 10_000``. How many are right now?

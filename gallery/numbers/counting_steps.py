r"""
Rounding errors when counting time steps
========================================

The number of time steps in a simulation is easily wrong by one, because floats are rounded.

**Claim: of the time grids with 1 to 1000 steps of 0.1 ms, int(t_max / dt) counts one step too few
for 305, a clock that adds up dt counts one step too many for 287, and lif.time_grid is right for
all.**

A float is rounded, and so is each quotient and each sum of floats.
``int`` drops the digits after the decimal point, so 42.99999999999999 becomes 42.
The loop ``while t < t_max`` takes one more step if the clock is too low in its last digit.
In both cases an error in the last digit becomes an error of a whole step.
The idea comes from the course: `Steps in time <../../learn/steps-in-time.html>`_.
"""

# %%
# Three ways to count
# -------------------
# The time step is 0.1 ms.
# The lengths are 0.1 ms, 0.2 ms and so on up to 100 ms.
# Each length is the same float that Python would make from the typed number.

import matplotlib.pyplot as plt
import numpy as np

import lif

dt = 1e-4
n = np.arange(1, 1001)
lengths = n / 10_000


def count_by_clock(t_max):
    """Add dt to a clock until it reaches t_max; return the number of steps."""
    t, steps = 0.0, 0
    while t < t_max:
        t += dt
        steps += 1
    return steps


by_int = np.array([int(t_max / dt) for t_max in lengths])
by_clock = np.array([count_by_clock(t_max) for t_max in lengths])
by_grid = np.array([len(lif.time_grid(t_max, dt)) for t_max in lengths])

# %%
# Where the counts are wrong
# --------------------------
# The upper panel shows the quotient minus :math:`n`.
# The lower panel shows the clock after :math:`n` steps minus the length, in units of a step.
# Both should be zero. Where they are negative, the count is wrong.

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
# Each operation has a relative rounding error of at most :math:`\epsilon/2`.
# A quotient contains three of them: the error of the length, that of the step, and its own.
# So the quotient is wrong by at most :math:`\tfrac{3}{2}\epsilon n`, and ``round`` gives the right
# number for all :math:`n` up to :math:`10^{15}`.
# The clock is rounded at each of its :math:`n` sums, in proportion to the time that it shows.
# Together this makes at most :math:`\epsilon n(n + 1)/4` steps, and the step and the length add
# :math:`\epsilon n`.

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
# - Use steps of 1 ms: ``dt = 1e-3`` and ``lengths = n / 1000``. How many counts are wrong, and
#   why are all counts of the clock right?
# - Use a step that a float can store exactly: ``dt = 1 / 8192`` and ``lengths = n / 8192``. Which
#   errors remain?
# - Count with ``len(np.arange(0, t_max, dt))`` instead of the grid: all counts are right. Then
#   use steps of 0.3 ms, ``dt = 3e-4`` and ``lengths = 3 * n / 10_000``. How many are right now?

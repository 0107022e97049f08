r"""
Random refractory periods
=========================

If each neuron of a population has its own refractory period, each neuron has its own rate.

**Claim: in a population with random refractory periods, each neuron fires at the rate that the
formula gives for its own period, to within two time steps in an interval.**

Real neurons differ from each other.
In the simulation, any parameter may be an array with one value for each neuron, and one run
simulates them all.
Here 200 neurons receive the same current, and each has a refractory period of its own.
The idea comes from the course: `Random refractory periods <../../learn/random-refractory.html>`_.
"""

# %%
# Two hundred refractory periods
# ------------------------------
# The refractory periods are drawn from a normal distribution.
# A refractory period cannot be negative, so negative numbers are replaced with 0.

import matplotlib.pyplot as plt
import numpy as np

import lif

dt = 1e-4
i_mean = 3e-10
n = 200

rng = np.random.default_rng(2020)
t_ref = np.maximum(rng.normal(10e-3, 7e-3, n), 0)
neuron = lif.Neuron(t_ref=t_ref)

t = lif.time_grid(t_max=0.5, dt=dt)
trace = lif.run(lif.constant_current(t, i_mean), neuron, dt=dt)
intervals = lif.spikes.interspike_intervals(trace)
rates = np.array([1 / x.mean() for x in intervals])

# %%
# The theory
# ----------
# An interval between two spikes is the refractory period plus the time of the climb from the reset
# potential to the threshold.
# The climb takes the same time in all these neurons.

x = np.linspace(0, 35e-3, 351)
formula = lif.exact.firing_rate(i_mean, lif.Neuron(t_ref=x))

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(t_ref * 1e3, rates, "o", color="C6", markersize=8, label="simulation")
axes.plot(x * 1e3, formula, color="C0", label="theory")
axes.plot(x[60:] * 1e3, 1 / x[60:], "--", color="C1", label=r"$1/t_\text{ref}$")
axes.set(xlabel=r"$t_\text{ref}$ (ms)", ylabel="$f$ (Hz)", ylim=(0, 105))
axes.legend()
plt.show()

# %%
# The proof
# ---------
# How far may an interval be from theory?
# A spike comes at a point of the time grid, and the refractory period is rounded up to whole
# steps. Each of the two makes the interval longer by at most one step.
#
# On the other hand, the climb is too fast with the Euler method.
# Each step multiplies the distance to the target by :math:`1 - a`, with
# :math:`a = \Delta t/\tau_\text{m}`.
# The exact solution with the time constant :math:`-\Delta t/\ln(1-a)` has the same factor.
# This time constant is shorter than :math:`\tau_\text{m}`, and the climb is shorter in the same
# proportion.

expected = lif.exact.interspike_interval(i_mean, neuron)
too_fast = 1 + dt / neuron.tau / np.log1p(-dt / neuron.tau)
least = expected - too_fast * (expected - t_ref)
most = expected + 2 * dt
shortest = np.array([x.min() for x in intervals])
longest = np.array([x.max() for x in intervals])
error = rates / lif.exact.firing_rate(i_mean, neuron) - 1
print(f"{trace.spiked.sum()} spikes, {rates.min():.1f} to {rates.max():.1f} Hz")
print(f"intervals: {np.min(shortest - expected) / dt:.3f} to ", end="")
print(f"{np.max(longest - expected) / dt:.3f} steps longer than in theory")
print(f"allowed: {np.max(least - expected) / dt:.3f} to 2 steps")
print(f"rates: {np.min(error):.2%} to {np.max(error):.2%} from theory")
assert np.all(shortest >= least), shortest - least
assert np.all(longest <= most), most - longest

# %%
# Try this
# --------
# - Use longer time steps, ``dt = 1e-3``. The dots now form a staircase. How wide is each stair,
#   and why?
# - Print ``rates.mean()``, and the rate of one neuron with the mean refractory period,
#   ``lif.exact.firing_rate(i_mean, lif.Neuron(t_ref=t_ref.mean()))``. Which is larger,
#   and why?
# - Raise the current to ``i_mean = 3e-9``. How close are the dots to the dashed line?

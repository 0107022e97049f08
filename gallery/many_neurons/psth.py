r"""
PSTH: firing rate over repeated trials
======================================

A peristimulus time histogram (PSTH) shows how the firing rate follows a stimulus that is repeated.

**Claim: in every bin of 10 ms, the firing rate in two thousand trials agrees with the flow of
probability across the threshold, computed from the rate of the input and without random
numbers.**

A neuron receives random spikes whose rate rises and falls with the stimulus.
In a single trial its few spikes show little of this.
We repeat the trial many times, count the spikes in bins of time, and divide by the number of
trials and the width of a bin.
In the simulation, all trials run side by side, one neuron for each trial.
The idea comes from the course: `Raster plots <../../learn/rasters.html>`_.
"""

# %%
# Two thousand trials
# -------------------
# The rate of the input oscillates around 700 Hz, with a period of 250 ms.
# Each input spike raises the potential by :math:`w` = 1 mV, since it brings its charge within one
# time step.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, w, n = 0.5e-3, 1e-3, 2000

t = lif.time_grid(t_max=0.5, dt=dt)
rate = 700 * (1 + 0.5 * np.sin(2 * np.pi * t / 250e-3))
spikes = lif.poisson_spikes(t, rate, n, dt=dt, rng=2020)
trace = lif.run(spikes * (w * neuron.tau / (neuron.r * dt)), neuron, dt=dt)

width = 20 * dt
counts = trace.spiked.reshape(-1, 20, n).sum(axis=1)  # bins, trials
psth = counts.mean(axis=1) / width
error = counts.std(axis=1) / np.sqrt(n) / width

# %%
# The theory
# ----------
# In each step the distance of the potential from rest shrinks by the factor
# :math:`b = 1 - \Delta t/\tau_\text{m}`, and :math:`w` is added with the probability
# :math:`p = \lambda\,\Delta t`.
# Let :math:`F(x)` be the probability that the potential is at most :math:`x`.
# A step makes a new :math:`F` from the old one:
#
# .. math:: F_\text{new}(x) = (1 - p)\,F(E_\text{L} + (x - E_\text{L})/b)
#    + p\,F(E_\text{L} + (x - E_\text{L} - w)/b)
#
# At the threshold, :math:`F_\text{new}` is less than 1.
# The difference is the probability of a spike in this step.
# A spike moves the potential to the reset potential, so the difference is added to
# :math:`F_\text{new}` from there on.


def spike_probabilities(points):
    """Return the probability of a spike in each step, from a grid of potentials."""
    x = np.linspace(neuron.vr, neuron.vth, points)
    silent = neuron.el + (x - neuron.el) / (1 - dt / neuron.tau)
    driven = silent - w / (1 - dt / neuron.tau)
    f, probabilities = np.where(x >= neuron.el, 1.0, 0.0), [0.0]
    for p in rate[:-1] * dt:
        without, after = (np.interp(old, x, f, left=0) for old in (silent, driven))
        f = (1 - p) * without + p * after
        probabilities.append(1 - f[-1])
        f = f + probabilities[-1]
    return np.array(probabilities)


theory = spike_probabilities(801).reshape(-1, 20).sum(axis=1) / width
centre = (np.arange(len(psth)) + 0.5) * width * 1e3

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(5.6, 4.8))
times = lif.spikes.spike_times(trace)[:50]
top.eventplot([x * 1e3 for x in times], colors="C0", linelengths=0.9)
top.set(ylabel="trial", ylim=(-1, 50))
bottom.bar(centre, psth, width=width * 1e3, color="C6", label="simulation")
bottom.plot(centre, theory, color="C1", label="theory")
bottom.set(xlabel="$t$ (ms)", ylabel="$f$ (Hz)")
bottom.legend(loc="upper right")
plt.show()

# %%
# The proof
# ---------
# The trials are independent, so the standard error of a bin follows from the spread of its counts.
# We allow four standard errors for each of fifty bins.
# By chance, the proof fails for one seed in three hundred.
#
# The theory has an error of its own, because :math:`F` is known on a grid of potentials only.
# This error is of second order.
# So a grid with half as many intervals has four times the error, and the difference of the two is
# three times the error of the finer grid. We allow this difference.

coarse = spike_probabilities(401).reshape(-1, 20).sum(axis=1) / width
allowed = 4 * error + np.abs(coarse - theory)
print("PSTH (Hz):", psth[::5].round(1))
print("theory   :", theory[::5].round(1))
print("+-       :", error[::5].round(1))
print(f"error of the grid: {np.max(np.abs(coarse - theory)) / 3:.2f} Hz")
assert np.all(np.abs(psth - theory) <= allowed), (psth, theory, allowed)

# %%
# Try this
# --------
# - Use twenty trials, ``n = 20``. Can you still see the stimulus in the histogram?
# - Replace the sine by a step, ``rate = 500 + lif.step_current(t, 500.0, 0.2, 0.4)``. How long
#   does the firing rate take to rise after the step, and how long to fall after its end?
# - In the first bins the rate goes up and down, because all trials start in the same state. Start
#   them at random: with ``rng = np.random.default_rng(1)`` and
#   ``v0 = rng.uniform(-60e-3, -50e-3, n)``, pass ``state=lif.State(v0)``. What do the first bins
#   look like now, and why does the proof fail there?

r"""
Feed-forward layer: spikes times weights
========================================

The spikes of one layer of neurons, multiplied by a matrix of weights, drive the next layer.

**Claim: one matrix product passes on the spikes of a whole layer, with the same result as a loop
over all synapses. The mean current into each neuron is the weighted sum of the rates of the f–I
curve, times the time constant of the synapses.**

A hundred neurons in a row receive a current that is stronger in the middle, like
light-sensitive cells that look at a bright bar.
Each neuron of the second layer is excited by the nearest neurons of the first layer, and inhibited
by those around them.
So the second layer responds to the edges of the bar: its rate is highest just inside an edge, and
lowest just outside.
The idea comes from the course: `Arrays with two axes <../../learn/two-dimensional-arrays.html>`_.
"""

# %%
# Two layers
# ----------
# Row ``j`` of the matrix has the weights of neuron ``j`` of the first layer, and column ``k``
# those of neuron ``k`` of the second layer.
# ``trace.spiked @ weights`` is therefore the sum of all weighted spikes for each neuron of the
# second layer, in each time step.
# The sum of each column is zero, so uniform light has no effect.
# The second layer also receives a constant current, ``background``, so that inhibition can lower
# its rate.
# The first layer starts at random potentials, because its neurons would otherwise fire together.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, t_max, tau_s = 2e-4, 1.0, 5e-3
n, background = 100, 150e-12

position = np.arange(n)
distance = np.abs(position[:, np.newaxis] - position)
distance = np.minimum(distance, n - distance)  # the row is closed to a ring
centre, surround = np.exp(-(distance**2) / 8), np.exp(-(distance**2) / 128)
weights = 1e-9 * (centre / centre.sum(axis=0) - surround / surround.sum(axis=0))

light = np.where((position >= 30) & (position < 70), 300e-12, 150e-12)
t = lif.time_grid(t_max, dt)
start = np.random.default_rng(2020).uniform(neuron.vr, neuron.vth, n)
first = lif.run(np.tile(light, (len(t), 1)), neuron, dt=dt, state=lif.State(start))
i = lif.synaptic_current(first.spiked @ weights, 1.0, tau_s, dt=dt)
second = lif.run(background + i, neuron, dt=dt)

# %%
# Rates and currents
# ------------------
# A neuron that fires at the rate :math:`f_j` through a synapse of the weight :math:`w_{jk}` causes
# the mean current :math:`w_{jk}\,\tau_\text{s}\,f_j`, since this is the area under the response to
# one spike times the number of spikes in a second.

rates = lif.exact.firing_rate(light, neuron)
mean = tau_s * rates @ weights

plt.style.use("lif.figure")
figure, (top, middle, bottom) = plt.subplots(3, 1, sharex=True, figsize=(5.6, 5.6))
top.plot(rates, label="theory")
top.plot(lif.spikes.firing_rate(first), ".", label="simulation")
top.set(ylabel="$f$ (Hz)", ylim=(0, None))
top.legend(loc="upper right")
middle.plot((background + mean) * 1e12)
middle.plot((background + i.mean(axis=0)) * 1e12, ".")
middle.set(ylabel="$I$ (pA)")
bottom.plot(lif.spikes.firing_rate(second), ".", color="C1")
bottom.set(xlabel="$k$", ylabel="$f$ (Hz)")
plt.show()

# %%
# The proof
# ---------
# The loop adds the response to each spike, one after the other, for every tenth neuron of the
# second layer.
# A current is a sum of several thousand terms, so rounding changes it by less than
# :math:`10^{-12}` of the largest current.
#
# The rates of the first layer differ from the f–I curve as in any simulation of constant currents:
# the Euler method changes an interval by :math:`L = -T\,(1 + a/\ln(1 - a))`, with
# :math:`a = \Delta t/\tau_\text{m}`, the grid makes it longer by less than one step, and a count
# may be wrong by one.
# The time constant is replaced by :math:`\Delta t/(1 - e^{-\Delta t/\tau_\text{s}})`, since the
# current jumps at the beginning of a step.
# The responses to the last spikes are cut off, which leaves out at most the last current times
# :math:`\tau_\text{s}`.

naive = np.zeros((len(t), 10))
for k, j in np.argwhere(first.spiked):
    naive[k:] += np.outer(np.exp(-t[: len(t) - k] / tau_s), weights[j, ::10])
difference = np.max(np.abs(i[:, ::10] - naive)) / np.max(np.abs(naive))
print(f"{np.count_nonzero(first.spiked)} spikes, relative difference {difference:.0e}")
assert difference < 1e-12, difference

a = dt / neuron.tau
shortest = 1 / rates * (-a / np.log1p(-a))
low, high = 1 / (shortest + dt) - 1 / t_max, 1 / shortest + 1 / t_max
per_spike = dt / -np.expm1(-dt / tau_s)
error = per_spike * np.maximum(high - rates, rates - low) @ np.abs(weights)
cut_off = np.abs(i[-1]) * tau_s / t_max
allowed = error + (per_spike / tau_s - 1) * np.abs(mean) + cut_off
deviation = np.abs(i.mean(axis=0) - mean)
print(f"mean currents: {mean.min() * 1e12:.0f} to {mean.max() * 1e12:.0f} pA", end=", ")
print(f"deviation up to {deviation.max() * 1e12:.1f} pA")
assert np.all(deviation < allowed), (deviation, allowed)

# %%
# Try this
# --------
# - Leave out the inhibition: multiply ``surround / surround.sum(axis=0)`` by 0. What does the
#   second layer show of the bar now?
# - Make the bar narrow, from 48 to 52. Can you still tell its two edges apart in the second layer?
# - Start all neurons of the first layer at rest, without ``state``. Which changes more, the
#   mean current ``i.mean(axis=0)`` or its standard deviation ``i.std(axis=0)``?

r"""
Two neurons that inhibit each other
===================================

If two neurons inhibit each other strongly enough, the one that fires first silences the other.

**Claim: if one of two equal neurons begins earlier, it silences the other exactly when the weight
of the inhibition is above the limit that theory gives. It then fires as if it were alone.**

Both neurons receive the same constant current, but the first neuron receives it 200 ms earlier.
Each spike of one neuron causes a synaptic current that inhibits the other.
With weak inhibition both neurons fire, more slowly than a neuron alone.
With strong inhibition the pair remembers which of the two fired first, although their currents
are equal after 200 ms.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# A loop for both neurons
# -----------------------
# The current of each neuron depends on the spikes of the other, so it is not known in advance, and
# the loop over time is our own.
# We try sixteen weights at once, so there are sixteen pairs.
# In all arrays, the first neurons of the pairs stand in the first half, and the second neurons in
# the second half.
# ``np.roll`` exchanges the two halves, so the spikes of each neuron reach its partner.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, amplitude, tau_s = 2e-4, 200e-12, 10e-3
weights = np.arange(0, 480e-12, 30e-12)
n = len(weights)
d = np.exp(-dt / tau_s)

t = lif.time_grid(t_max=1.2, dt=dt)
first = lif.constant_current(t, amplitude)
second = lif.step_current(t, amplitude, start=0.2, stop=t[-1] + dt)
i = np.repeat(np.stack([first, second], axis=1), n, axis=1)
inhibition = np.zeros(2 * n)
state, states = lif.State(np.full(2 * n, neuron.el), np.zeros(2 * n, dtype=bool)), []
for i_k in i:
    states.append(state)
    state = lif.step(state, i_k - inhibition, neuron, dt=dt)
    inhibition = inhibition * d + np.tile(weights, 2) * np.roll(state.spiked, n)
v = np.array([state.v for state in states]).reshape(-1, 2, n)
spiked = np.array([state.spiked for state in states]).reshape(-1, 2, n)
rates = spiked[t >= 0.4 - dt / 2].sum(axis=0) / 0.8

# %%
# The smallest weight that silences
# ---------------------------------
# Suppose that only the first neuron fires, once in every :math:`m` steps.
# The inhibitory current into the second neuron is then :math:`J d^{\,j}/(1 - d^{\,m})`, where
# :math:`J` is the weight, :math:`j` counts the steps since the last spike, and
# :math:`d = e^{-\Delta t/\tau_\text{s}}` is the decay of the synaptic current in one step.
# With :math:`a = \Delta t/\tau_\text{m}` and :math:`b = 1 - a`, the steps lower the potential of
# the second neuron by
#
# .. math:: R J\,x_j, \quad
#    x_j = \frac{a}{d - b}\left(\frac{d^{\,j}}{1 - d^{\,m}} - \frac{b^{\,j}}{1 - b^{\,m}}\right).
#
# The second neuron stays silent if this is always enough to keep its potential below the
# threshold, even where :math:`x_j` is smallest.
#
# The upper panel shows the pair with the largest weight, 450 pA, and the threshold as a dashed
# line.

a = dt / neuron.tau
b = 1 - a
excess = neuron.el + neuron.r * amplitude - neuron.vth
m = int(1 + np.log(excess / (excess + neuron.vth - neuron.vr)) / np.log(b))
j = np.arange(m)
x = a / (d - b) * (d**j / (1 - d**m) - b**j / (1 - b**m))
limit = excess / (neuron.r * x.min())

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, figsize=(5.6, 5.2))
shown = t < 0.45
for k in range(2):
    top.plot(t[shown] * 1e3, v[shown, k, -1] * 1e3)
    bottom.plot(weights * 1e12, rates[k], "os"[k], label=f"neuron {k + 1}")
top.axhline(neuron.vth * 1e3, color="0.5", linestyle="--", linewidth=1)
top.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", yticks=[-75, -65, -55])
bottom.axvline(limit * 1e12, color="C2", linestyle="--", label="theory")
bottom.set(xlabel="$J$ (pA)", ylabel="$f$ (Hz)")
bottom.legend()
plt.show()

# %%
# The proof
# ---------
# Before its own current begins, the second neuron is below the potential that we have computed,
# and the distance between the two shrinks by the factor :math:`b` in each step without changing
# its sign.
# So above the limit the second neuron can never fire.
# Below the limit it must fire, because the distance shrinks to zero.
# Since all weights are at least 1 % away from the limit, 200 ms are enough for that: the factor
# for this time is :math:`4\cdot10^{-5}`.
#
# Where the second neuron is silent, the intervals of the first must be :math:`m` steps.

silent = rates[1] == 0
print(f"limit by theory: {limit * 1e12:.1f} pA")
print("weights that silence (pA):", (weights[silent] * 1e12).round())
assert np.all(np.abs(weights / limit - 1) > 0.01), limit
assert np.array_equal(silent, weights > limit), (weights[silent], limit)
for k in np.flatnonzero(silent):
    intervals = np.diff(np.flatnonzero(spiked[:, 0, k]))
    assert np.all(intervals[1:] == m), (intervals, m)

# %%
# Try this
# --------
# - Let both neurons begin at the same time, ``start=0.0``. Does one of them silence the other?
# - Make the synapse slower, ``tau_s = 50e-3``. Is more weight or less weight needed now?
# - Switch the current of the first neuron off after 0.6 s:
#   ``first = lif.step_current(t, amplitude, 0.0, 0.6)``. What does the second neuron do then?

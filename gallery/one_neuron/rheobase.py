r"""
No spike up to the rheobase
===========================

**Claim: the neuron is silent up to a current of 100 pA, its rheobase, and above it fires at
the rate of the f-I curve, 1/T(I).**

Currents from 10 to 390 pA each drive a neuron for two seconds, and we count the spikes.
Seven more are close to the rheobase, where the curve is steepest.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# One current for each neuron
# ---------------------------
# A current :math:`I` leads the potential towards :math:`E_\text{L} + R\,I`.
# The rheobase :math:`I_\text{rh} = (V_\text{th} - E_\text{L})/R` leads it to the threshold and
# no further.
# The second axis of a current counts neurons: here each column is a constant current.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, t_max = 1e-4, 2.0
i_rh = lif.exact.rheobase(neuron)

near = i_rh * np.array([0.95, 0.99, 0.999, 1, 1.001, 1.01, 1.05])
currents = np.union1d(np.arange(10e-12, 400e-12, 20e-12), near)
t = lif.time_grid(t_max, dt)
i = np.tile(currents, (len(t), 1))
trace = lif.run(i, neuron, dt=dt)
rates = lif.spikes.firing_rate(trace)

# %%
# The f-I curve
# -------------

i_fine = np.linspace(0, 400e-12, 1001)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(i_fine * 1e12, lif.exact.firing_rate(i_fine, neuron), label="theory")
axes.plot(currents * 1e12, rates, "o", label="simulation")
axes.axvline(i_rh * 1e12, color="C2", linestyle="--", label=r"$I_\text{rh}$")
axes.set(xlabel="$I$ (pA)", ylabel="$f$ (Hz)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# Up to the rheobase there must be no spike at all.
# Above it, a climb of length :math:`T` takes the Euler method :math:`T + L`, rounded up to a
# whole step, where :math:`L = -T\,(1 + a/\ln(1 - a))` and :math:`a = \Delta t/\tau_\text{m}`.
# A count is right to within one spike, since the last interval is cut off: in two seconds
# this is half a spike per second.

firing = currents > i_rh
interval = lif.exact.interspike_interval(currents[firing], neuron)
a = dt / neuron.tau
shortest = interval - (interval - neuron.t_ref) * (1 + a / np.log1p(-a))
lowest = 1 / (shortest + dt) - 1 / t_max
highest = 1 / shortest + 1 / t_max

theory = lif.exact.firing_rate(currents, neuron)
for pa, rate, f in zip(currents * 1e12, rates, theory, strict=True):
    print(f"{pa:5.1f} pA: {rate:6.2f} Hz, theory {f:6.2f} Hz")
assert np.all(rates[~firing] == 0), rates[~firing]
assert np.all((lowest <= rates[firing]) & (rates[firing] <= highest)), rates

# %%
# Try this
# --------
# - Add a refractory period: ``neuron = lif.Neuron(t_ref=5e-3)``. Which end of the curve
#   changes, and does the rheobase?
# - Count for a shorter time, ``t_max = 0.1``. Which currents seem silent that are not?
# - Replace ``currents`` by ``i_rh * np.linspace(1, 1.01, 21)``, and the axis of the theory by
#   ``np.linspace(i_rh, 1.01 * i_rh, 1001)``. How does the curve leave the axis?

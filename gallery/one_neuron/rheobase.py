r"""
f–I curve and rheobase
======================

The f–I curve shows how the firing rate of a neuron depends on a constant input current.

**Claim: at currents up to 100 pA, its rheobase, the neuron does not fire. Above the rheobase it
fires at the rate 1/T of the f–I curve, where T is the interval between spikes in theory.**

Currents from 10 to 390 pA drive one neuron each for two seconds, and we count the spikes.
Seven more currents lie close to the rheobase, where the curve is steepest.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# One current for each neuron
# ---------------------------
# Under a constant current :math:`I` the potential approaches the target
# :math:`E_\text{L} + R\,I`.
# The rheobase :math:`I_\text{rh} = (V_\text{th} - E_\text{L})/R` is the current for which the
# target is exactly the threshold.
# The second axis of a current has one column for each neuron: the current into this neuron.

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
# The f–I curve
# -------------
# The dashed line is the rheobase.
# To its left the rate is zero, and just to its right the rate rises steeply.

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
# Above it, a climb that takes the time :math:`T` in theory takes :math:`T + L` with the Euler
# method, rounded up to whole steps, where :math:`L = -T\,(1 + a/\ln(1 - a))` and
# :math:`a = \Delta t/\tau_\text{m}`.
# The number of spikes may be wrong by one, because the run ends within an interval.
# One spike in two seconds is half a spike per second.

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
#   changes? Does the rheobase change?
# - Count for a shorter time, ``t_max = 0.1``. For which currents do you see no spike, although
#   they are above the rheobase?
# - Look closely at the start of the curve: replace ``currents`` by
#   ``i_rh * np.linspace(1, 1.01, 21)``, and ``i_fine`` by
#   ``np.linspace(i_rh, 1.01 * i_rh, 1001)``. How does the curve rise from zero?

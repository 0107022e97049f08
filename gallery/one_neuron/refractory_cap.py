r"""
f–I curves with a refractory period
===================================

A refractory period limits the firing rate, however strong the current is.

**Claim: whatever the current, the firing rate stays below 1/t_ref, and the refractory period makes
each interval longer by exactly t_ref.**

We combine four refractory periods with twenty-five currents, up to a hundred times the rheobase.
Each of these hundred pairs is a neuron, and we measure one of its intervals between spikes.
The idea comes from the course: `Refractory periods <../../learn/refractory.html>`_.
"""

# %%
# A hundred neurons
# -----------------
# A parameter may be an array with one value for each neuron.
# ``np.meshgrid`` makes all the pairs, and ``ravel`` puts them in one row.

import matplotlib.pyplot as plt
import numpy as np

import lif

dt = 2e-5
t_refs = np.array([0, 2e-3, 5e-3, 10e-3])  # second
currents = 100e-12 * np.geomspace(1.2, 100, 25)  # ampere

i_pairs, t_ref_pairs = np.meshgrid(currents, t_refs)
neurons = lif.Neuron(t_ref=t_ref_pairs.ravel())
t = lif.time_grid(t_max=150e-3, dt=dt)
trace = lif.run(np.tile(i_pairs.ravel(), (len(t), 1)), neurons, dt=dt)

intervals = [intervals[0] for intervals in lif.spikes.interspike_intervals(trace)]
intervals = np.reshape(intervals, i_pairs.shape)

# %%
# The f–I curves
# --------------
# Without a refractory period, the rate grows with the current and has no limit.
# With a refractory period, the rate approaches the dashed line at :math:`1/t_\text{ref}`.

plt.style.use("lif.figure")
figure, axes = plt.subplots()
for k, t_ref in enumerate(t_refs):
    theory = lif.exact.firing_rate(currents, lif.Neuron(t_ref=t_ref))
    axes.loglog(currents * 1e9, theory, color=f"C{k}")
    label = f"$t_{{ref}}$ = {t_ref * 1e3:.0f} ms"
    axes.loglog(currents * 1e9, 1 / intervals[k], "o", color=f"C{k}", label=label)
    if t_ref > 0:
        axes.axhline(1 / t_ref, color=f"C{k}", linestyle="--", linewidth=1)
axes.set(xlabel="$I$ (nA)", ylabel="$f$ (Hz)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The climb from the reset potential to the threshold takes the same time with and without a
# refractory period.
# So the intervals must differ by exactly :math:`t_\text{ref}/\Delta t` steps, and the rate must
# be below :math:`1/t_\text{ref}`.
#
# In theory the climb lasts
# :math:`T_0 = \tau_\text{m} \ln(1 + (V_\text{th} - V_\text{reset})/(R\,(I - I_\text{rh})))`.
# With the Euler method it lasts :math:`T_0 + L`, rounded up to whole steps, with
# :math:`L = -T_0\,(1 + a/\ln(1 - a))` and :math:`a = \Delta t/\tau_\text{m}`.

steps = np.round(intervals / dt).astype(int)
longer = steps - steps[0]
climb = lif.exact.interspike_interval(currents, lif.Neuron())
a = dt / neurons.tau
shift = -climb * (1 + a / np.log1p(-a))

for t_ref, interval in zip(t_refs[1:], intervals[1:], strict=True):
    print(f"highest rate: {1 / interval[-1]:.1f} Hz, cap {1 / t_ref:.1f} Hz")
assert np.all(longer == np.round(t_refs / dt)[:, np.newaxis]), longer
assert np.all(intervals > t_refs[:, np.newaxis]), intervals
error = intervals[0] - climb
assert np.all((shift < error) & (error <= shift + dt)), (error, shift)

# %%
# Try this
# --------
# - Make the currents a hundred times stronger: ``np.geomspace(1.2, 1e4, 25)``. What keeps the
#   neuron without a refractory period from firing faster and faster?
# - Set ``t_refs = np.array([0, 2e-3, 5e-3, 5.01e-3])``. How long is the last refractory
#   period in steps? The proof fails. How would you have to change it?
# - Add a second figure, ``plt.figure()``, and ``plt.loglog(currents, (currents * intervals).T)``.
#   It shows the charge that one spike needs. For which current is it smallest?

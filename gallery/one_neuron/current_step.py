r"""
Current steps: I and V (current clamp)
======================================

A current is switched on and off again, and the membrane potential is plotted below it.

**Claim: below the rheobase, V approaches E_L + R I during the step and returns to E_L after it, as
in the exact solution. Above the rheobase, the first spike comes after the latency that theory
gives, and the next ones at the intervals of theory.**

In a **current clamp** experiment, a known current is injected into a neuron and the potential is
recorded.
We inject four steps of current, one of them negative.
The potentials at the end of the weak steps show the resistance of the membrane, because they
differ from :math:`E_\text{L}` by :math:`R\,I`.
The idea comes from the course: `The membrane of a neuron <../../learn/the-membrane.html>`_.
"""

# %%
# Four steps of current
# ---------------------
# The second axis of a current has one column for each neuron: the current into this neuron.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt = 1e-4
start, stop, t_max = 50e-3, 200e-3, 300e-3
amplitudes = np.array([-50e-12, 50e-12, 90e-12, 200e-12])

t = lif.time_grid(t_max, dt)
i = np.stack([lif.step_current(t, x, start, stop) for x in amplitudes], axis=1)
trace = lif.run(i, neuron, dt=dt)

# %%
# The current above the potential
# -------------------------------
# Both panels have the same time axis.
# The dashed line is the threshold.
# Under the strongest current the neuron fires, and the potential is reset each time.

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(
    2, 1, sharex=True, figsize=(5.6, 4.4), height_ratios=[1, 2]
)
for k, amplitude in enumerate(amplitudes):
    top.plot(t * 1e3, i[:, k] * 1e12, label=f"{amplitude * 1e12:.0f} pA")
    bottom.plot(t * 1e3, trace.v[:, k] * 1e3)
bottom.axhline(neuron.vth * 1e3, color="0.5", linestyle="--", linewidth=1)
top.set(ylabel="$I$ (pA)")
top.legend(loc="upper right")
bottom.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
plt.show()

# %%
# The proof
# ---------
# The exact solution climbs during the step, and decays from where it is when the step ends.
# A sum of two responses describes both: one to a current :math:`I` that begins at the start of the
# step, and one to :math:`-I` that begins at its end.
# In each of the two, the Euler method is ahead by at most
# :math:`B = (-N\ln(1 - 1/N) - 1)/e`, as a fraction of :math:`R\,I`, where :math:`N` is the number
# of steps in a time constant.
# The two errors have opposite signs, so their sum is not larger either.
# Rounding adds less than :math:`10^{-15}` V for each of the last :math:`N` steps.
#
# Above the rheobase, an Euler climb that takes the time :math:`T` in theory takes :math:`T + L`,
# rounded up to whole steps, with :math:`L = -T\,(1 + a/\ln(1 - a))` and
# :math:`a = \Delta t/\tau_\text{m}`.
# The first climb begins at :math:`E_\text{L}`, like that of a neuron whose reset potential is
# :math:`E_\text{L}`.

a = dt / neuron.tau
weak = amplitudes < lif.exact.rheobase(neuron)
since = np.maximum(0, t[:, np.newaxis, np.newaxis] - [[start], [stop]])
change = lif.exact.constant_current_voltage(since, amplitudes[weak], neuron) - neuron.el
error = trace.v[:, weak] - (neuron.el + change[:, 0] - change[:, 1])
bound = (-np.log1p(-a) / a - 1) / np.e * neuron.r * np.abs(amplitudes[weak])
end = trace.v[np.argmin(np.abs(t - stop)), weak]
print("resistance:", (end - neuron.el) / amplitudes[weak] / 1e6, "megaohm")
assert np.all(np.abs(error) < bound + 1e-15 / a), (error, bound)

times = lif.spikes.spike_times(trace)[-1]
from_rest = lif.Neuron(vr=neuron.el)
theory = np.full(len(times), lif.exact.interspike_interval(amplitudes[-1], neuron))
theory[0] = lif.exact.interspike_interval(amplitudes[-1], from_rest)
climbs = np.diff(times, prepend=start)
print(f"latency {climbs[0] * 1e3:.1f} ms, theory {theory[0] * 1e3:.2f} ms")
print(f"intervals {climbs[1:] * 1e3} ms, theory {theory[1] * 1e3:.2f} ms")
shift = -theory * (1 + a / np.log1p(-a))
assert np.all((shift < climbs - theory) & (climbs - theory <= shift + dt))
assert not np.any(trace.spiked[:, weak])

# %%
# Try this
# --------
# - Replace one of the amplitudes by 105 pA, slightly above the rheobase. How long does the neuron
#   wait before its first spike?
# - Set ``neuron = lif.Neuron(r=50e6)``. Does any of the
#   currents still make the neuron fire? Why does the proof fail?
# - Give the neuron a refractory period, ``lif.Neuron(t_ref=10e-3)``. Does the latency of the first
#   spike change? Why does the proof fail at the intervals?

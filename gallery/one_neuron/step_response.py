r"""
Step response and membrane time constant
========================================

The membrane time constant can be read from the response to a current that is switched on.

**Claim: after a step of current, V climbs along 1 - exp(-t/tau), and so it has covered 63 % of the
distance to its target one time constant after the step.**

We switch on a weak current and watch the membrane potential climb.
The time constant is the time after which the climb has reached 63 %.
The exact solution is drawn beside the simulation, and the difference between the two has a known
bound.
The idea comes from the course: `The membrane of a neuron <../../learn/the-membrane.html>`_.
"""

# %%
# A current that is switched on
# -----------------------------
# A current of 80 pA is too weak to make the neuron fire, so no spike interrupts the climb.
# The climb begins at :math:`t_\text{on}` = 20 ms.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt = 1e-4
amplitude, t_on, t_max = 80e-12, 20e-3, 140e-3

t = lif.time_grid(t_max, dt)
i = lif.step_current(t, amplitude, start=t_on, stop=t_max)
trace = lif.run(i, neuron, dt=dt)

# %%
# The time constant, read off
# ---------------------------
# The potential climbs from :math:`E_\text{L}` towards :math:`V_\infty = E_\text{L} + R\,I`.
# We look for the first point at which it has covered :math:`1 - 1/e` of this distance, which is
# 63 %.
# The exact solution is drawn for the time after the step.

after = t > t_on - dt / 2
elapsed = t[after] - t_on
v = trace.v[after]
v_63 = neuron.el + (1 - np.exp(-1)) * neuron.r * amplitude
tau_read = elapsed[np.argmax(v >= v_63)]
v_exact = lif.exact.constant_current_voltage(elapsed, amplitude, neuron)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.axvspan(t_on * 1e3, (t_on + tau_read) * 1e3, color="C2", alpha=0.25)
axes.plot(t[after] * 1e3, v_exact * 1e3, linewidth=6, alpha=0.4, label="theory")
axes.plot(t * 1e3, trace.v * 1e3, label="simulation")
axes.plot((t_on + tau_read) * 1e3, v_63 * 1e3, "o", color="C2", markersize=9)
axes.text((t_on + tau_read / 2) * 1e3, -52.6, r"$\tau_\text{m}$", ha="center")
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
axes.legend(loc="lower right")
plt.show()

# %%
# The proof
# ---------
# Each Euler step multiplies the distance to :math:`V_\infty` by
# :math:`1 - \Delta t/\tau_\text{m}`, and :math:`\tau_\text{m}` is :math:`N` = 200 steps.
# Since :math:`(1 - 1/N)^N < 1/e < (1 - 1/N)^{N - 1}`, the potential passes 63 % exactly at step
# :math:`N`.
# After :math:`k` steps it is ahead of the exact solution by :math:`e^{-k/N} - (1 - 1/N)^k`, as a
# fraction of :math:`R\,I`.
# This is between zero and :math:`(-N\ln(1 - 1/N) - 1)/e`.
# Rounding adds at most 200 times :math:`\epsilon |E_\text{L}|`, which is less than
# :math:`10^{-12}` of :math:`R\,I`.

bound = (-np.log1p(-dt / neuron.tau) * neuron.tau / dt - 1) / np.e
ahead = (v - v_exact) / (neuron.r * amplitude)
print(f"time constant: {tau_read * 1e3:.3f} ms, theory {neuron.tau * 1e3:.3f} ms")
print(f"largest lead: {ahead.max():.3e} of R I, bound {bound:.3e}")
assert abs(tau_read - neuron.tau) < dt / 2, tau_read
assert ahead.min() > -1e-12, ahead.min()
assert ahead.max() < bound + 1e-12, (ahead.max(), bound)

# %%
# Try this
# --------
# - Switch the current off again: ``stop=60e-3``. How long does the potential take to fall by
#   63 % of its distance from rest? Why does the proof fail?
# - Double the current, to 160 pA. What happens to the climb, and why does the proof fail?
# - Set ``neuron = lif.Neuron(r=50e6)``. What changes: the height of the climb, its time
#   constant, or both?

r"""
Coincidence detection of two input spikes
=========================================

Two input spikes make the neuron fire only if one follows the other closely enough.

**Claim: two spikes that raise the potential by w each make the neuron fire if, and only if, the
time between them is shorter than tau ln(w / (V_th - E_L - w)), apart from the known error of the
Euler method.**

One input spike alone is too weak to make the neuron fire.
The rise that it causes decays with the membrane time constant, so a second spike finds less and
less of it.
The neuron therefore detects spikes that **coincide** within a window of time, whose width depends
on the weight.
The idea comes from the course: `The membrane of a neuron <../../learn/the-membrane.html>`_.
"""

# %%
# All delays and eleven weights
# -----------------------------
# Each neuron receives two spikes.
# The delay of the second spike is between 0.1 and 60 ms, and the weights are more than half of the
# distance to the threshold, but less than the whole distance.
# A spike brings its charge within one time step.
# A current of :math:`w\,\tau_\text{m}/(R\,\Delta t)` raises the potential by :math:`w` in one
# step.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt = 1e-4
gap = neuron.vth - neuron.el
weights = gap * np.arange(0.52, 0.94, 0.04)
delays = np.arange(1, 601)

w, delay = (x.ravel() for x in np.meshgrid(weights, delays))
t = lif.time_grid(t_max=65e-3, dt=dt)
k = np.arange(len(t))[:, np.newaxis] - round(2e-3 / dt)
i = ((k == 0) | (k == delay)) * (w * neuron.tau / (neuron.r * dt))
trace = lif.run(i, neuron, dt=dt)
fired = trace.spiked.any(axis=0).reshape(len(delays), len(weights))
measured = fired.sum(axis=0) * dt

# %%
# The window
# ----------
# The second spike makes the neuron fire if what is left of the first rise and the rise from the
# second spike together exceed the distance to the threshold:
#
# .. math:: w\,(1 + e^{-\Delta/\tau_\text{m}}) > V_\text{th} - E_\text{L}
#    \quad\Leftrightarrow\quad
#    \Delta < \tau_\text{m}\ln\frac{w}{V_\text{th} - E_\text{L} - w}.
#
# The upper panel shows two delays for :math:`w` = 6 mV, and the lower panel the longest delay
# after which the neuron fires.
# The dashed line is the threshold.

x = np.linspace(0.505, 0.94, 200) * gap

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, figsize=(5.6, 5.0))
top.axhline(neuron.vth * 1e3, color="0.5", linestyle="--", linewidth=1)
for color, late in [("C1", 20e-3), ("C2", 5e-3)]:
    pair = (w == weights[2]) & (delay == round(late / dt))
    label = f"$\\Delta$ = {late * 1e3:.0f} ms"
    top.plot(t * 1e3, trace.v[:, pair] * 1e3, color, label=label)
top.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
top.legend(loc="lower right")
bottom.plot(x * 1e3, neuron.tau * np.log(x / (gap - x)) * 1e3, label="theory")
bottom.plot(weights * 1e3, measured * 1e3, "o", label="simulation")
bottom.set(xlabel="$w$ (mV)", ylabel=r"$\Delta$ (ms)", xlim=(5, 10))
bottom.legend(loc="upper left")
plt.show()

# %%
# The proof
# ---------
# An Euler step multiplies the rise by :math:`1 - a`, with :math:`a = \Delta t/\tau_\text{m}`, and
# not by :math:`e^{-a}`.
# So the Euler method simulates a membrane whose time constant is shorter by the factor
# :math:`c = -\ln(1 - a)/a`, and the window is shorter by the same factor.
# Every pair of spikes with a shorter delay must make the neuron fire, and no other pair.
# The longest delay is then shorter than the window by at most one time step.

c = -np.log1p(-dt / neuron.tau) / (dt / neuron.tau)
window = neuron.tau * np.log(weights / (gap - weights))
for volt, seconds, theory in zip(weights, measured, window, strict=True):
    print(f"{volt * 1e3:.1f} mV: {seconds * 1e3:4.1f} ms", end=", ")
    print(f"theory {theory * 1e3:5.2f} ms")
assert np.array_equal(fired, delays[:, np.newaxis] * dt < window / c)
assert np.all((window / c - dt <= measured) & (measured < window / c)), measured

# %%
# Try this
# --------
# - Make the membrane faster, ``neuron = lif.Neuron(tau=5e-3)``. How much shorter is the window?
# - Add a constant current, ``i = i + 20e-12``, before the run. Does the window become longer or
#   shorter, and why?
# - Spread the charge of a spike over some time: write
#   ``i = lif.synaptic_current(i, 0.05, 2e-3, dt=dt)`` before the run. Which windows change most?

r"""
Phase locking to a sine current
===============================

Under some sine currents, a neuron fires once in each cycle, and always at the same phase.

**Claim: a sine current of 100 Hz locks the spikes, with one spike in each cycle and all spikes at
the same phase, if its mean is between 378 and 443 pA, the limits that theory gives. The vector
strength is 1 in this range and smaller on either side.**

We drive 25 neurons with sine currents that have the same period and different means.
The **phase** of a spike is the part of the cycle that has passed when the neuron fires.
The **vector strength** :math:`\rho` measures how similar the phases are: it is 1 if all spikes
have the same phase, and 0 if the phases cancel.
It is the length of the mean of :math:`e^{j\varphi}` over all spikes.
The idea comes from the course: `The input current <../../learn/input-current.html>`_.
"""

# %%
# Phases and vector strengths
# ---------------------------
# The first run lets the neurons settle for one second, which is 100 whole cycles.
# The second run continues from there with the same current.
# A cycle has 500 steps, so a phase is one of 500 numbers.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, period, steps = 2e-5, 10e-3, 500
means = np.arange(300e-12, 545e-12, 10e-12)

t = lif.time_grid(t_max=1, dt=dt)
i = np.stack([lif.sine_current(t, i_mean, period) for i_mean in means], axis=1)
settled = lif.run(i, neuron, dt=dt)
trace = lif.run(i, neuron, dt=dt, state=settled.state)

phases = [np.flatnonzero(spiked) % steps for spiked in trace.spiked.T]
strength = [np.abs(np.mean(np.exp(2j * np.pi * k / steps))) for k in phases]
strength = np.array(strength)

# %%
# Where theory predicts locking
# -----------------------------
# Without a threshold, the sine current makes the potential oscillate around
# :math:`E_\text{L} + R\,I_\text{mean}`.
# This oscillation :math:`u(t)` has the amplitude :math:`g\,R\,I_\text{mean}`, where
# :math:`g = 1/\sqrt{1 + \omega^2\tau_\text{m}^2}`.
# A neuron that is reset at :math:`t_0` reaches the threshold one period :math:`T` later if
#
# .. math::
#
#    u(t_0) = V_\text{reset} + \frac{V_\text{th} - V_\text{reset}}{1 - e^{-T/\tau_\text{m}}}
#           = E_\text{L} + R\,D.
#
# This equation also defines the current :math:`D`.
# The oscillation passes through this value for means between :math:`D/(1 + g)` and
# :math:`D/(1 - g)`.
# It does so twice in each cycle, and the neuron settles where :math:`u` is rising.

tau, omega = neuron.tau, 2 * np.pi / period
g = 1 / np.sqrt(1 + (omega * tau) ** 2)
u_lock = neuron.vr + (neuron.vth - neuron.vr) / (1 - np.exp(-period / tau))
d = (u_lock - neuron.el) / neuron.r
low, high = d / (1 + g), d / (1 - g)
band = np.linspace(low, high, 201)
flank = np.arcsin(np.clip((d / band - 1) / g, -1, 1))

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(5.6, 4.4))
for i_mean, k in zip(means, phases, strict=True):
    top.plot(np.full(len(k), i_mean * 1e12), k * 360 / steps, "o", color="C1", ms=3)
top.plot(band * 1e12, np.degrees(np.arctan(omega * tau) + flank))
top.set(ylabel=r"$\varphi$ (°)", yticks=[0, 90, 180, 270, 360])
bottom.axvspan(low * 1e12, high * 1e12, alpha=0.3, label="theory")
bottom.plot(means * 1e12, strength, "o", color="C1", label="simulation")
bottom.set(xlabel=r"$I_\text{mean}$ (pA)", ylabel=r"$\rho$", ylim=(0, 1.1))
bottom.legend(loc="lower right")
plt.show()

# %%
# The proof
# ---------
# With Euler steps, the potential :math:`m` steps after a reset at phase :math:`k` is
# :math:`u_{k+m} + (V_\text{reset} - u_k)\,b^m`, where :math:`b = 1 - \Delta t/\tau_\text{m}`.
# We say that a phase returns if this potential is above the threshold after a whole cycle, but
# not one step earlier.
# A neuron must lock if some phase returns, and it must lock to such a phase.
# If no phase returns, the neuron must not lock.
#
# The means with locking must also be those between the two limits of theory.
# The time step moves these limits by about :math:`\Delta t/(2\tau_\text{m})`, as a fraction, so
# means that are nearer to a limit than :math:`\Delta t/\tau_\text{m}` are left out here.
#
# Rounding makes a vector strength of 1 smaller by less than :math:`10^{-12}`.
# If one spike in 100 came a step late, the vector strength would be smaller by
# more than :math:`7 \cdot 10^{-7}`.

b, turn, k = 1 - dt / tau, np.exp(1j * omega * dt), np.arange(steps)
returns = []
for i_mean in means:
    swing = (1 - b) * neuron.r * i_mean / (turn - b) * turn**k
    u = neuron.el + neuron.r * i_mean + swing.imag
    after = u + (neuron.vr - u) * b**steps
    before = np.roll(u, 1) + (neuron.vr - u) * b ** (steps - 1)
    returns.append(k[(before <= neuron.vth) & (after > neuron.vth)])
locked = (strength > 1 - 1e-12) & (trace.spiked.sum(axis=0) == len(t) // steps)
print(f"limits of theory (pA): {low * 1e12:.0f} and {high * 1e12:.0f}")
print("locked means (pA):", np.round(means[locked] * 1e12))
print("largest vector strength of the others:", max(strength[~locked]))
for lock, some, possible in zip(locked, phases, returns, strict=True):
    assert lock == (len(possible) > 0), (lock, possible)
    assert not lock or some[0] in possible, (some[0], possible)
distance = np.abs(means[:, np.newaxis] / [low, high] - 1).min(axis=1)
in_band = (low < means) & (means < high)
assert np.all((locked == in_band)[distance > dt / tau]), means[locked]

# %%
# Try this
# --------
# - Let the means go from 180 to 260 pA: ``np.arange(180e-12, 261e-12, 5e-12)``. Where is the
#   vector strength 1, although there is not one spike in each cycle?
# - Set ``neuron = lif.Neuron(vr=-68e-3)``. The potential now has less far to climb. In which
#   direction does the band move?
# - Make the oscillation of the current twice as large, with the same means: write
#   ``i = 2 * i - means`` before the runs. The proof fails. How much wider is the band now?

r"""
Spikes that lock to a sine
==========================

**Claim: a sine current of 100 Hz locks the spikes, one for each cycle and all at one phase,
if its mean is between 378 and 443 pA, where theory has its edges; the vector strength is 1
there, and less on either side.**

We drive neurons with sine currents of one period and 25 means.
The phase of a spike is the part of the cycle that has passed when it falls.
The vector strength :math:`\rho` is the length of the mean of :math:`e^{j\varphi}` over the
spikes: 1 if all share a phase, 0 if the phases cancel.
The idea comes from the course: `The input current <../../learn/input-current.html>`_.
"""

# %%
# Phases and vector strengths
# ---------------------------
# The first run lets the neurons settle for a second, which is 100 whole cycles.
# The second goes on from there, with the same current.
# A cycle is 500 steps, so a phase is one of 500 numbers.

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
# Where theory expects a lock
# ---------------------------
# Without a threshold the sine leaves a swing :math:`u(t)` about
# :math:`E_\text{L} + R\,I_\text{mean}`
# with the amplitude :math:`g\,R\,I_\text{mean}`, where
# :math:`g = 1/\sqrt{1 + \omega^2\tau_\text{m}^2}`.
# A neuron that is reset at :math:`t_0` reaches the threshold one period :math:`T` later if
#
# .. math::
#
#    u(t_0) = V_\text{reset} + \frac{V_\text{th} - V_\text{reset}}{1 - e^{-T/\tau_\text{m}}}
#           = E_\text{L} + R\,D.
#
# The swing goes as far as this for means between :math:`D/(1 + g)` and :math:`D/(1 - g)`.
# The neuron settles on the rising flank.

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
# With Euler steps, the potential is :math:`u_{k+m} + (V_\text{reset} - u_k)\,b^m` at :math:`m`
# steps
# after a reset at phase :math:`k`, where :math:`b = 1 - \Delta t/\tau_\text{m}`.
# A phase returns if this is above the threshold after a whole cycle, and was not one step
# before: neurons must lock where a phase returns, to such a phase, and nowhere else.
# These must be the means in theory's band, whose edges the steps move by about half a share of
# :math:`\Delta t/\tau_\text{m}`; of means nearer to an edge than a whole share we do not ask it.
# Rounding takes less than :math:`10^{-12}` from a vector strength of 1, and one spike of 100
# that came a step late would take :math:`7 \cdot 10^{-7}`.

b, turn, k = 1 - dt / tau, np.exp(1j * omega * dt), np.arange(steps)
returns = []
for i_mean in means:
    swing = (1 - b) * neuron.r * i_mean / (turn - b) * turn**k
    u = neuron.el + neuron.r * i_mean + swing.imag
    after = u + (neuron.vr - u) * b**steps
    before = np.roll(u, 1) + (neuron.vr - u) * b ** (steps - 1)
    returns.append(k[(before <= neuron.vth) & (after > neuron.vth)])
locked = (strength > 1 - 1e-12) & (trace.spiked.sum(axis=0) == len(t) // steps)
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
#   vector strength 1 without a lock of one spike for each cycle?
# - Set ``neuron = lif.Neuron(vr=-68e-3)``. The climb is shorter: which way does the band move?
# - Double the swing and keep the means: put ``i = 2 * i - means`` before the runs. The proof
#   fails: by how much is the band wider now?

r"""
Impulse response of the membrane
================================

A very short pulse of current makes the membrane potential jump, and the jump then decays.

**Claim: a short pulse of charge Q raises V by Q R / tau, and the rise decays with the time
constant tau. The response to any current is the convolution of the current with this impulse
response.**

The response of a linear system to a very short pulse is called its **impulse response**.
It contains all that there is to know about the system, because any input is a sequence of short
pulses, and the responses to them add up.
We measure the impulse response of the membrane, and use it to predict the response to a random
current.
The idea comes from the course: `The membrane of a neuron <../../learn/the-membrane.html>`_.
"""

# %%
# A pulse and a random current
# ----------------------------
# The pulse lasts for one time step and has the charge :math:`Q` = 1 pC, so its current is
# :math:`Q/\Delta t`.
# The threshold is infinite, because a membrane that is reset is not linear.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
dt = 1e-4
charge = 1e-12

t = lif.time_grid(t_max=200e-3, dt=dt)
pulse = lif.step_current(t, charge / dt, start=0.0, stop=dt)
h = lif.run(pulse, neuron, dt=dt).v - neuron.el
h_theory = charge * neuron.r / neuron.tau * np.exp(-t / neuron.tau)

i = lif.ou_current(t, 0.0, 100e-12, 5e-3, dt=dt, rng=2020)
v = lif.run(i, neuron, dt=dt).v

# %%
# The prediction
# --------------
# In one time step the current :math:`I_j` brings the charge :math:`I_j\,\Delta t`.
# The responses to the charges of all steps add up:
#
# .. math:: V_k = E_\text{L} + \sum_{j=0}^{k} h_{k-j}\,\frac{I_j\,\Delta t}{Q}
#
# This sum is the **convolution** of the current and the impulse response.

predicted = neuron.el + np.convolve(i, h)[: len(t)] * dt / charge

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, figsize=(5.6, 4.8))
top.plot(t * 1e3, h_theory * 1e3, linewidth=6, alpha=0.4, label="theory")
top.plot(t * 1e3, h * 1e3, label="simulation")
top.set(xlabel="$t$ after the pulse (ms)", ylabel="$h$ (mV)", xlim=(-5, 100))
top.legend()
bottom.plot(t * 1e3, predicted * 1e3, linewidth=6, alpha=0.4, label="$h * I$")
bottom.plot(t * 1e3, v * 1e3, label="simulation")
bottom.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", yticks=[-65, -60, -55])
bottom.legend(loc="upper center")
plt.show()

# %%
# The proof
# ---------
# Let :math:`a = \Delta t/\tau_\text{m}` and :math:`b = 1 - a`.
# After the pulse, :math:`h_m = b^{m-1}\,Q R/\tau_\text{m}`, since each step multiplies the
# rise by :math:`b`.
# The theory has :math:`e^{-ma}` in the place of :math:`b^{m-1}`.
# The two differ by at most :math:`a/b`, because
# :math:`b^{m-1} - e^{-ma} = (b^m - e^{-ma})/b + e^{-ma}\,a/b`, where :math:`b^m - e^{-ma}` is
# between :math:`-a` and 0.
# At the time of the pulse itself, :math:`h_0` is still zero, since a current acts on the next
# point of the grid.
#
# The convolution is exact, apart from rounding.
# A step of the simulation adds at most :math:`\epsilon` of the largest potential, and a term of
# the sum at most :math:`\epsilon` of the largest :math:`R\,I`.

a = dt / neuron.tau
height = charge * neuron.r / neuron.tau
deviation = np.max(np.abs(h - h_theory)[1:]) / height
bound = a / (1 - a)
print(f"height {h[1] * 1e3:.3f} mV, theory {height * 1e3:.3f} mV")
print(f"largest deviation {deviation:.1e}, bound {bound:.1e}")
assert h[0] == 0, h[0]
assert deviation < bound, (deviation, bound)

rounding = len(t) * np.finfo(float).eps * (np.abs(v).max() + neuron.r * np.abs(i).max())
difference = np.max(np.abs(v - predicted))
print(f"prediction and simulation differ by {difference:.0e} V")
assert difference < rounding, (difference, rounding)

# %%
# Try this
# --------
# - Let the pulse last for 10 ms with the same charge: ``charge / 10e-3`` and ``stop=10e-3``. How
#   does the response change, and why does the prediction fail?
# - Halve the time constant, ``lif.Neuron(tau=10e-3, vth=np.inf)``. What happens to the height of
#   the impulse response, and to the area under it?
# - Give the neuron a threshold, ``lif.Neuron()``, and make the random current three times as
#   strong, ``300e-12``. From which time on is the prediction wrong?

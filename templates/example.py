r"""
Your title: what is plotted
===========================

One plain sentence says what the example shows.

**Claim: what holds exactly, for example that V rises by R I in the end.**

Say in a few sentences what the reader sees, and how the claim is checked.
The idea comes from the course: `The membrane of a neuron <../../learn/the-membrane.html>`_.
"""

# %%
# A heading
# ---------
# The text before a cell says what the cell does. A formula is written as :math:`V = R\,I`.

import matplotlib.pyplot as plt

import lif

neuron = lif.Neuron()
dt = 1e-4
amplitude = 80e-12

t = lif.time_grid(t_max=0.4, dt=dt)
trace = lif.run(lif.constant_current(t, amplitude), neuron, dt=dt)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.plot(t * 1e3, trace.v * 1e3)
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
plt.show()

# %%
# The proof
# ---------
# Derive here how large the error can be: after 20 time constants, less than
# :math:`e^{-20}` of the rise is missing, and rounding adds less than :math:`10^{-13}` V.

rise = trace.v[-1] - neuron.el
print(f"rise: {rise * 1e3:.6f} mV")
assert abs(rise - neuron.r * amplitude) < 2.1e-9 * neuron.r * amplitude + 1e-13, rise

# %%
# Try this
# --------
# - A change that leaves the claim true. What does the reader see?
# - A change after which the proof fails. Why does it fail?
# - A change that leads to the next question.

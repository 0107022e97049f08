r"""
Change the input current
========================

A slider changes the constant current into a neuron, and you see when the neuron fires.

**Claim: the stronger the current, the shorter the interval between spikes. The interval agrees
with the formula T(I) to within one and a half time steps. Up to the rheobase there is no spike.**

Twenty neurons receive constant currents from 40 to 515 pA, one current each.
The figure shows the membrane potential of one neuron at a time.
Drag the slider to go through the currents.
The idea comes from the course: `The leaky integrate-and-fire model <../../learn/the-model.html>`_.
"""

# %%
# Twenty currents at once
# -----------------------
# The first axis of the current is time, and the second axis has a column for each neuron.
# So a single run simulates all twenty neurons, and each column of the result makes one frame.

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

import lif

neuron = lif.Neuron()
dt = 1e-4
currents = np.arange(40e-12, 520e-12, 25e-12)

t = lif.time_grid(t_max=100e-3, dt=dt)
i = np.tile(currents, (len(t), 1))
trace = lif.run(i, neuron, dt=dt)

# %%
# One frame for each current
# --------------------------
# Matplotlib calls ``draw`` with the number of a frame, and ``draw`` shows the data of that frame.
# On the website, a slider goes through the frames.
# ``figure.canvas.draw()`` draws the first frame even if there is no screen.
# The dashed line is the threshold.

plt.style.use("lif.figure")
figure, axes = plt.subplots(figsize=(4.8, 2.9))
axes.axhline(neuron.vth * 1e3, color="C1", linestyle="--", label=r"$V_\text{th}$")
(line,) = axes.plot(t * 1e3, trace.v[:, 0] * 1e3)
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", ylim=(-72, -46))
axes.legend(loc="upper right")


def draw(frame):
    """Show the potential under one of the currents."""
    line.set_ydata(trace.v[:, frame] * 1e3)
    axes.set_title(f"$I$ = {currents[frame] * 1e12:.0f} pA")


animation = FuncAnimation(figure, draw, frames=len(currents), interval=200)
figure.canvas.draw()
plt.show()

# %%
# The proof
# ---------
# In theory the interval is
#
# .. math::
#
#    T = \tau_\text{m} \ln
#        \left(1 + \frac{V_\text{th} - V_\text{reset}}{R\,(I - I_\text{rh})}\right).
#
# With the Euler method, the climb is faster. It takes the time :math:`T + L`, with
#
# .. math:: L = -T \left(1 + \frac{a}{\ln(1 - a)}\right) \approx -\tfrac{1}{2}\,a\,T,
#    \quad a = \frac{\Delta t}{\tau_\text{m}},
#
# and the spike comes at the next point of the time grid, which rounds the time up to whole steps.
# Here :math:`T` is less than three time constants, so :math:`|L|` is less than one and a half
# steps.

firing = currents > lif.exact.rheobase(neuron)
theory = lif.exact.interspike_interval(currents, neuron)[firing]
intervals = [x for x in lif.spikes.interspike_intervals(trace) if len(x) > 0]
a = dt / neuron.tau
shift = -(theory - neuron.t_ref) * (1 + a / np.log1p(-a))

for amplitude, x, interval in zip(currents[firing], intervals, theory, strict=True):
    print(f"{amplitude * 1e12:.0f} pA: {x[0]:.4f} s, theory {interval:.5f} s")
assert not np.any(trace.spiked[:, ~firing])
shortest = [np.min(x) for x in intervals] - theory
longest = [np.max(x) for x in intervals] - theory
assert np.all(shift < shortest), (shift, shortest)
assert np.all(longest <= shift + dt), (longest, shift + dt)

# %%
# Try this
# --------
# - Give the neuron a refractory period, ``lif.Neuron(t_ref=5e-3)``. In which frames does the
#   curve change most?
# - Use much stronger currents, ``np.arange(40e-12, 5.2e-9, 250e-12)``. How does the highest
#   point of the line change, and why is it below the threshold?
# - Drive the neurons with sine currents:
#   ``i = lif.sine_current(t)[:, np.newaxis] * currents / 250e-12``.
#   In which frame does the first spike appear? Why does the proof fail?

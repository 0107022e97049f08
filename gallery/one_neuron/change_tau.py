r"""
Change the membrane time constant
=================================

A slider changes the membrane time constant, and you see how strongly the potential oscillates.

**Claim: the longer the time constant, the smaller the oscillation that a sine current causes. The
oscillation is that of R I, divided by the square root of 1 + (omega tau)^2, where omega is 2 pi
over the period. From its lowest to its highest value the oscillation is 31 mV at a time constant
of 2 ms, and 2 mV at 40 ms.**

Twenty membranes with time constants from 2 to 40 ms receive the same sine current.
Drag the slider to the right: the potential climbs more slowly and oscillates less.
The idea comes from the course: `The input current <../../learn/input-current.html>`_.
"""

# %%
# Twenty membranes at once
# ------------------------
# A parameter may be an array with one value for each neuron.
# The threshold is infinite, so no neuron fires.

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

import lif

taus = np.arange(2e-3, 41e-3, 2e-3)
neurons = lif.Neuron(tau=taus, vth=np.inf)
dt, i_mean, period = 2e-5, 25e-11, 10e-3

t = lif.time_grid(t_max=1, dt=dt)
trace = lif.run(lif.sine_current(t, i_mean, period), neurons, dt=dt)

# %%
# One frame for each time constant
# --------------------------------
# Matplotlib calls ``draw`` with the number of a frame, and ``draw`` shows the data of that frame.
# On the website, a slider goes through the frames.
# ``figure.canvas.draw()`` draws the first frame even if there is no screen.
# The dashed line is :math:`E_\text{L} + R\,I_\text{mean}`.
# In the end the potential of every membrane oscillates around this line.

shown = t < 80e-3

plt.style.use("lif.figure")
figure, axes = plt.subplots(figsize=(4.8, 2.9))
axes.axhline((neurons.el + neurons.r * i_mean) * 1e3, color="C1", linestyle="--")
(line,) = axes.plot(t[shown] * 1e3, trace.v[shown, 0] * 1e3)
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", ylim=(-62, -12))


def draw(frame):
    """Show the potential of one of the membranes."""
    line.set_ydata(trace.v[shown, frame] * 1e3)
    axes.set_title(rf"$\tau_\text{{m}}$ = {taus[frame] * 1e3:.0f} ms")


animation = FuncAnimation(figure, draw, frames=len(taus), interval=200)
figure.canvas.draw()
plt.show()

# %%
# The proof
# ---------
# We look at the last of a hundred periods.
# By then the influence of the start has shrunk to the fraction :math:`e^{-24}` or less.
# In theory the potential then swings, from its lowest to its highest value, by
# :math:`2 R\,I_\text{mean}/\sqrt{1 + \omega^2\tau_\text{m}^2}`.
# The Euler method makes this value larger by a factor, which can be found by putting
# :math:`e^{j\omega t}` into an Euler step.
# The factor is at most :math:`(\theta/2)/\sin(\theta/2)/\sqrt{1 - a}`, with
# :math:`\theta = \omega\Delta t` and :math:`a = \Delta t/\tau_\text{m}`.
# The highest potential may lie between two points of the grid, at most half a step from
# one of them. So the measured value is at least :math:`\cos(\theta/2)` times the true one.

omega = 2 * np.pi / period
last = trace.v[t > 1 - period - dt / 2]
swing = last.max(axis=0) - last.min(axis=0)
theory = 2 * neurons.r * i_mean / np.sqrt(1 + (omega * taus) ** 2)

theta, a = omega * dt, dt / taus
lowest = np.cos(theta / 2)
highest = (theta / 2) / np.sin(theta / 2) / np.sqrt(1 - a)
for tau, mv, expected in zip(taus, swing * 1e3, theory * 1e3, strict=True):
    print(f"tau {tau * 1e3:.0f} ms: swing {mv:.4f} mV, theory {expected:.4f} mV")
ratio = swing / theory
assert np.all((lowest < ratio) & (ratio < highest)), (ratio, lowest, highest)

# %%
# Try this
# --------
# - Make the current slower, ``period = 50e-3``. Which frames change most?
# - Replace the current by ``lif.step_current(t, i_mean, start=20e-3, stop=60e-3)``. In which
#   frames does the potential reach the dashed line? Why does the proof fail?
# - Leave out ``vth=np.inf``, so that the neurons have a threshold, and print
#   ``trace.spiked.sum(axis=0)``. Which neuron fires most? Why does the proof fail?

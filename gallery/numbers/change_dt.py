r"""
Change the time step
====================

A slider changes the time step, and you see how the simulation departs from the exact curve.

**Claim: under a constant current the largest error of a short time step is about dt/(2 e tau) of
the distance to the target, where e is 2.718..., and a step longer than tau overshoots the target
by dt/tau - 1 of this distance.**

We try fifteen time steps, from a fortieth of the time constant to almost one and three quarters
of it.
Drag the slider to the right: the points move away from the exact curve.
`Choose a time step <../../how-to/choose-dt.html>`_ shows how to find a time step that is short
enough for your own question.
The idea comes from the course: `Steps in time <../../learn/steps-in-time.html>`_.
"""

# %%
# Fifteen runs
# ------------
# Each time step divides the 240 ms into a whole number of steps.
# ``lif.run`` gives a warning if the time step is longer than the time constant.
# We keep the warnings in a list, and the proof counts them.

import warnings

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

import lif

neuron = lif.Neuron(vth=np.inf)
amplitude, t_max = 80e-12, 240e-3
steps = [480, 360, 240, 180, 120, 96, 72, 60, 48, 36, 24, 12, 10, 8, 7]
dts = t_max / np.array(steps)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    traces = []
    for dt in dts:
        i = lif.constant_current(lif.time_grid(t_max, dt), amplitude)
        traces.append(lif.run(i, neuron, dt=dt))

# %%
# One frame for each time step
# ----------------------------
# Matplotlib calls ``draw`` with the number of a frame, and ``draw`` shows the data of that frame.
# On the website, a slider goes through the frames.
# ``figure.canvas.draw()`` draws the first frame even if there is no screen.

t_fine = lif.time_grid(t_max, dt=1e-4)
v_fine = lif.exact.constant_current_voltage(t_fine, amplitude, neuron)

plt.style.use("lif.figure")
figure, axes = plt.subplots(figsize=(4.8, 2.9))
axes.plot(t_fine * 1e3, v_fine * 1e3, label="theory", zorder=3)
(points,) = axes.plot([], [], "o-", linewidth=1, label="simulation")
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", xlim=(-5, 205), ylim=(-61, -45))
axes.legend(loc="upper right")


def draw(frame):
    """Show the simulation with one of the time steps."""
    points.set_data(traces[frame].t * 1e3, traces[frame].v * 1e3)
    axes.set_title(rf"$\Delta t$ = {dts[frame] * 1e3:.1f} ms")


animation = FuncAnimation(figure, draw, frames=len(dts), interval=200)
figure.canvas.draw()
plt.show()

# %%
# The proof
# ---------
# With :math:`a = \Delta t/\tau_\text{m}`, the error after :math:`k` steps is
# :math:`e^{-ka} - (1 - a)^k`, as a fraction of the distance :math:`R\,I`.
# This is never more than :math:`y/e` with :math:`y = -\ln(1 - a)/a - 1`, and after one time
# constant it is :math:`(1 - e^{-y})/e`.
# To first order in :math:`a`, both of these are :math:`a/(2e)`, which is printed beside each
# error. The longer the time step, the more the error exceeds this first order.
# If the step is longer than :math:`\tau_\text{m}`, the first step overshoots by the fraction
# :math:`a - 1`.
#
# Each step adds a rounding error of at most :math:`\epsilon |E_\text{L}|`.
# Earlier rounding errors shrink, and together they amount to those of :math:`1/a \le 40` steps.
# We allow 60, because computing the formulas adds rounding errors as well.

way = neuron.r * amplitude
target = neuron.el + way
rounding = 60 * np.finfo(float).eps * np.abs(neuron.el)
for dt, trace in zip(dts, traces, strict=True):
    a = dt / neuron.tau
    exact = lif.exact.constant_current_voltage(trace.t, amplitude, neuron)
    error, linear = np.max(np.abs(trace.v - exact)), way * a / (2 * np.e)
    print(f"dt {dt * 1e3:4.1f} ms: error {error:.2e} V, first order {linear:.2e} V")
    if a < 1:
        y = -np.log1p(-a) / a - 1
        lowest, highest = way * (1 - np.exp(-y)) / np.e, way * y / np.e
        assert lowest - rounding < error < highest + rounding, (error, lowest, highest)
    else:
        overshoot = trace.v[1] - target
        assert abs(overshoot - (a - 1) * way) < rounding, overshoot
assert len(caught) == np.sum(dts > neuron.tau), caught

# %%
# Try this
# --------
# - Make the target higher with ``amplitude = 250e-12`` and ``ylim=(-61, -12)``. Which numbers
#   of the proof change?
# - Drive the neuron with ``lif.sine_current(lif.time_grid(t_max, dt), amplitude, 120e-3)``, and
#   draw ``lif.exact.sine_current_voltage(t_fine, amplitude, 120e-3, neuron)``. From which frame
#   on do the points no longer follow the curve? Why does the proof fail?
# - Add ``6`` and ``5`` to ``steps``. What is special about 6 steps, and why does the example
#   stop with an error for 5 steps?

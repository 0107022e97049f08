r"""
Spike-frequency adaptation
==========================

Under a constant current, many neurons fire fast at first and then more and more slowly.

**Claim: if every spike adds to a current that opposes the input and decays slowly, no interval
between spikes is shorter than the one before. All intervals agree with a formula for
the Euler steps, and the last one agrees with the exact interval in the long run.**

The leaky integrate-and-fire neuron forgets everything when it is reset, so its intervals are all
equal.
For adaptation it needs one more variable: the **adaptation current** :math:`w`, which jumps by
:math:`J` at each spike, decays with a time constant :math:`\tau_w`, and is subtracted from the
input.
The loop over time is our own, because ``lif.run`` does not know this current.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# A loop over lif.step
# --------------------
# ``lif.step`` computes the next state of the neuron under the current that we pass to it.
# After each step, the adaptation current decays by the factor ``d``, and jumps if the neuron has
# fired.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, amplitude = 1e-4, 300e-12
tau_w, jump = 100e-3, 20e-12
d = np.exp(-dt / tau_w)

t = lif.time_grid(t_max=0.6, dt=dt)
state, w = lif.State(neuron.el), 0.0
v, adaptation, spikes = [], [], []
for k in range(len(t)):
    v.append(state.v)
    adaptation.append(w)
    state = lif.step(state, amplitude - w, neuron, dt=dt)
    w = w * d
    if state.spiked:
        w = w + jump
        spikes.append(k + 1)
intervals = np.diff(spikes)

# %%
# The interval in the long run
# ----------------------------
# In the long run, the adaptation current decays during an interval :math:`T` by as much as it
# jumps at a spike.
# So just after a spike it is :math:`w_0 = J/(1 - e^{-T/\tau_w})`.
# The potential after the spike is
#
# .. math::
#
#    V(t) = V_\infty + (V_\text{reset} - V_\infty)\,e^{-t/\tau_\text{m}}
#           - R\,w_0\,\frac{\tau_w}{\tau_w - \tau_\text{m}}
#             \left(e^{-t/\tau_w} - e^{-t/\tau_\text{m}}\right),
#    \quad V_\infty = E_\text{L} + R\,I.
#
# The interval is the solution of :math:`V(T) = V_\text{th}`, which we find by bisection.
# The dashed line in the lower panel shows it beside all intervals, numbered from :math:`n` = 0.

v_inf = neuron.el + neuron.r * amplitude
low, high = 0.0, 1.0
for _ in range(50):
    middle = (low + high) / 2
    slow, fast = np.exp(-middle / tau_w), np.exp(-middle / neuron.tau)
    sag = neuron.r * jump / (1 - slow) * tau_w / (tau_w - neuron.tau) * (slow - fast)
    below = v_inf + (neuron.vr - v_inf) * fast - sag < neuron.vth
    low, high = (middle, high) if below else (low, middle)

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, figsize=(5.6, 4.8))
top.plot(t * 1e3, np.array(v) * 1e3)
top.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
bottom.plot(intervals * dt * 1e3, "o", color="C1", label="simulation")
bottom.axhline(low * 1e3, color="C2", linestyle="--", label="theory")
bottom.set(xlabel="$n$", ylabel="$T$ (ms)")
bottom.legend(loc="lower right")
plt.show()

# %%
# The proof
# ---------
# The steps have a closed form as well.
# With :math:`b = 1 - a` and :math:`a = \Delta t/\tau_\text{m}`, the potential :math:`m` steps
# after a spike is
# :math:`V_\infty + (V_\text{reset} - V_\infty)\,b^m - a R\,w_0\,(d^m - b^m)/(d - b)`, where
# :math:`w_0` is the adaptation current just after the spike.
# The next spike comes at the first :math:`m` at which this is above the threshold.
# So each interval of the simulation must be exactly this number of steps.
#
# To first order, the Euler method makes the interval in the long run wrong by less than
# :math:`a\,T/2`, and the grid makes it longer by less than one step.
# We allow twice as much, :math:`a\,T`, and one step.

a = dt / neuron.tau
m = np.arange(1, 2000)
w, closed = jump, []
for _ in intervals:
    swing = (v_inf - neuron.vr) * (1 - a) ** m
    sag = a * neuron.r * w * (d**m - (1 - a) ** m) / (d - (1 - a))
    closed.append(m[np.argmax(v_inf - swing - sag > neuron.vth)])
    w = w * d ** closed[-1] + jump
print("intervals (ms):", (intervals * dt * 1e3).round(1))
print(f"in the long run: {low * 1e3:.2f} ms")
assert np.array_equal(intervals, closed), (intervals, closed)
assert np.all(np.diff(intervals) >= 0), intervals
assert abs(intervals[-1] * dt - low) < a * low + dt, (intervals[-1] * dt, low)

# %%
# Try this
# --------
# - Let the adaptation current decay faster, ``tau_w = 30e-3``. How many intervals does it take
#   until they no longer change, and how long are they then?
# - Set ``jump = 0.0``. What do the intervals look like without adaptation?
# - Double the input, ``amplitude = 600e-12``. By what factor does the first interval become
#   shorter, and by what factor the last one? Why does the proof fail?

r"""
Integrate-and-fire loop with threshold and reset
================================================

A loop of a few lines integrates the current, compares V with the threshold, and resets V.

**Claim: a loop that integrates, compares and resets gives the potentials and spikes of lif.run bit
for bit. Under a constant current its intervals agree with theory to within one time step.**

We write the loop over time ourselves, with ``lif.euler_step`` and ``lif.fire``.
The potential climbs to the threshold, falls back to the reset potential and climbs again.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# The loop
# --------
# ``v`` and ``spiked`` belong to the present point of the time grid, so we store them first.
# Then ``euler_step`` computes the potential at the next point, without regard to the threshold.
# ``fire`` compares this potential with the threshold, and resets it if the neuron spikes.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt, amplitude = 1e-4, 250e-12
t = lif.time_grid(t_max=100e-3, dt=dt)
i = lif.constant_current(t, amplitude)

potentials, spikes = [], []
v, spiked = neuron.el, False
for i_k in i:
    potentials.append(v)
    spikes.append(spiked)
    v = lif.euler_step(v, i_k, neuron, dt=dt)
    v, spiked = lif.fire(v, neuron)
potentials = np.array(potentials)

# %%
# The potential
# -------------
# At the time of a spike the potential is already :math:`V_\text{reset}`, so the figure shows no
# peak there.
# The dots mark the spikes.

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.axhline(neuron.vth * 1e3, color="C1", linestyle="--", label=r"$V_\text{th}$")
axes.plot(t * 1e3, potentials * 1e3)
axes.plot(t[spikes] * 1e3, potentials[spikes] * 1e3, "o", color="C2", markersize=7)
axes.axhline(neuron.vr * 1e3, color="C3", linestyle="--", label=r"$V_\text{reset}$")
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)", ylim=(-73, -43))
axes.legend(loc="upper right", ncols=2)
plt.show()

# %%
# The proof
# ---------
# The loop must agree with ``lif.run`` to the last bit.
# So must ``lif.step``, which computes the next ``lif.State`` from the one before.
# The intervals are compared with those of theory,
#
# .. math:: T = \tau_\text{m} \ln\frac{V_\infty - V_\text{reset}}{V_\infty - V_\text{th}},
#    \quad V_\infty = E_\text{L} + R\,I.
#
# With the Euler method, the climb is faster. It takes the time :math:`T + L`, with
#
# .. math:: L = -T \left(1 + \frac{a}{\ln(1 - a)}\right) \approx -\tfrac{1}{2}\,a\,T,
#    \quad a = \frac{\Delta t}{\tau_\text{m}},
#
# and the spike comes at the next point of the time grid, which rounds the time up to whole steps.
# Here :math:`T` is less than two time constants, so :math:`|L|` is less than one step.

trace = lif.run(i, neuron, dt=dt)
state = lif.State(neuron.el)
for i_k in i:
    state = lif.step(state, i_k, neuron, dt=dt)
intervals = np.diff(t[spikes])
theory = lif.exact.interspike_interval(amplitude, neuron)
a = dt / neuron.tau
shift = -(theory - neuron.t_ref) * (1 + a / np.log1p(-a))

print(f"largest potential: {potentials.max():.6f} V, threshold {neuron.vth:.6f} V")
print(f"intervals: {np.round(intervals * 1e3, 4)} ms, theory {theory * 1e3:.4f} ms")
assert np.array_equal(potentials, trace.v)
assert np.array_equal(spikes, trace.spiked)
assert state == trace.state, (state, trace.state)
assert np.all(potentials <= neuron.vth), potentials.max()
error = intervals - theory
assert np.all((shift < error) & (error <= shift + dt)), (error, shift)

# %%
# Try this
# --------
# - Swap the last two lines of the loop, so that the neuron fires before it integrates. Which
#   assertion fails first, and what is the largest potential now?
# - Give the neuron a refractory period, ``lif.Neuron(t_ref=5e-3)``. Which assertion fails? What
#   would the loop have to keep track of?
# - Drive the loop with ``lif.sine_current(t)``. Are all intervals still equal?

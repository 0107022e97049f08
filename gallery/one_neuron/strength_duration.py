r"""
Strength–duration curve: rheobase and chronaxie
===============================================

The shorter a pulse of current is, the stronger it must be to make the neuron fire.

**Claim: a pulse of duration d makes the neuron fire if its current is above
I_rh / (1 - exp(-d / tau)), where I_rh is the rheobase. At the duration tau ln 2, the chronaxie,
this is twice the rheobase.**

In 1907, L. Lapicque measured such curves on nerves of frogs, and described them with the
membrane equation.
A long pulse must be stronger than the **rheobase**, the largest constant current that
does not make the neuron fire.
The **chronaxie** is the duration at which a pulse needs twice the rheobase.
The idea comes from the course: `Threshold and reset <../../learn/threshold-and-reset.html>`_.
"""

# %%
# Pulses of thirty durations
# --------------------------
# Each neuron receives a pulse of a different duration, from 1 to 100 ms in whole time steps.
# We look for the smallest current that makes each neuron fire, as one would in an experiment: a
# current that is strong enough is made weaker, and one that is too weak is made stronger.
# Each trial halves the range in which this smallest current lies.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron()
dt = 1e-4
i_rh = lif.exact.rheobase(neuron)
steps = np.unique(np.geomspace(10, 1000, 30).round())
durations = steps * dt

t = lif.time_grid(t_max=durations[-1] + 2 * dt, dt=dt)
on = t[:, np.newaxis] < durations - dt / 2
low, high = np.zeros(len(durations)), np.full(len(durations), 100 * i_rh)
for _ in range(25):
    middle = (low + high) / 2
    fired = lif.run(on * middle, neuron, dt=dt).spiked.any(axis=0)
    low, high = np.where(fired, low, middle), np.where(fired, middle, high)
threshold = (low + high) / 2

# %%
# Lapicque's formula
# ------------------
# At the end of the pulse, the potential has risen by :math:`R\,I\,(1 - e^{-d/\tau_\text{m}})`.
# The neuron fires if this is more than
# :math:`V_\text{th} - E_\text{L} = R\,I_\text{rh}`, so the smallest current is
#
# .. math:: I(d) = \frac{I_\text{rh}}{1 - e^{-d/\tau_\text{m}}}.
#
# It is :math:`2\,I_\text{rh}` for :math:`e^{-d/\tau_\text{m}} = 1/2`, which gives the chronaxie.

chronaxie = neuron.tau * np.log(2)
d = np.geomspace(1e-3, 100e-3, 200)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
formula = i_rh / -np.expm1(-d / neuron.tau)
axes.loglog(d * 1e3, formula * 1e12, label="theory")
axes.loglog(durations * 1e3, threshold * 1e12, "o", label="simulation")
axes.axhline(i_rh * 1e12, color="C2", linestyle="--", label=r"$I_\text{rh}$")
x, y = chronaxie * 1e3, 2 * i_rh * 1e12
axes.plot([x, x, 1], [80, y, y], color="C3", linestyle=":", label="chronaxie")
axes.set(xlabel="$d$ (ms)", ylabel="$I$ (pA)", xlim=(0.9, 110), ylim=(80, 2500))
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The Euler method with :math:`a = \Delta t/\tau_\text{m}` simulates a membrane whose time constant
# is shorter by the factor :math:`c = -\ln(1 - a)/a`.
# So the smallest current of a simulated pulse is :math:`(1 - x)/(1 - x^c)` times that of theory,
# with :math:`x = e^{-d/\tau_\text{m}}`.
# This factor is between :math:`1/c` and 1.
# After 25 halvings the threshold is known to :math:`100\,I_\text{rh}/2^{26}`.
#
# Under a constant current of twice the rheobase, the simulated climb to the threshold takes the
# chronaxie divided by :math:`c`.
# The first spike must come after this time, but not more than one step after it, because of the
# grid.

c = -np.log1p(-dt / neuron.tau) / (dt / neuron.tau)
theory = i_rh / -np.expm1(-durations / neuron.tau)
width = 100 * i_rh / 2**26
for k in range(0, len(durations), 6):
    print(f"{durations[k] * 1e3:5.1f} ms: {threshold[k] * 1e12:6.1f} pA", end=", ")
    print(f"theory {theory[k] * 1e12:6.1f} pA")
assert np.all(threshold < theory + width), (threshold, theory)
assert np.all(threshold > theory / c - width), (threshold, theory)

trace = lif.run(lif.constant_current(t, 2 * i_rh), neuron, dt=dt)
latency = lif.spikes.spike_times(trace)[0][0]
print(f"chronaxie: {latency * 1e3:.1f} ms, theory {chronaxie * 1e3:.2f} ms")
assert chronaxie / c < latency <= chronaxie / c + dt, (latency, chronaxie)

# %%
# Try this
# --------
# - Plot the charge ``durations * threshold`` instead of the current. Which durations need the
#   least charge, and how much is it?
# - Make the membrane faster, ``neuron = lif.Neuron(tau=5e-3)``. Which of the two changes, the
#   rheobase or the chronaxie?
# - Start nearer to the threshold: write ``state=lif.State(-55e-3)`` in the first ``lif.run``.
#   Which pulses need much less current now, and which pulses hardly less?

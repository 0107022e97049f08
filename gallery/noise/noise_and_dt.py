r"""
Noise and the time step
=======================

A random current has less effect on the membrane if it is drawn anew in shorter time steps.

**Claim: as the time step shrinks, noise of a fixed amplitude moves the potential less and less,
nearly in proportion to the square root of the time step. If the amplitude is inversely
proportional to this square root, the effect hardly changes.**

If the time steps are shorter, more independent draws fall into one membrane time constant, and
they average out.
We try six time steps, each half as long as the one before.
The idea comes from the course: `Random input <../../learn/random-input.html>`_.
"""

# %%
# Six time steps, two amplitudes
# ------------------------------
# One amplitude is fixed, and the other grows as the time steps get shorter.
# Both are equal at the longest time step, 2 ms.
# Each run is ten membrane time constants long, and we look at 2000 neurons at its end.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
i_mean, relative_amplitude = 5e-11, 2.0
dts = 2e-3 / 2.0 ** np.arange(6)
scaled_amplitude = relative_amplitude * np.sqrt(dts[0] / dts)
n = 2000

rng = np.random.default_rng(2020)
fixed, scaled = np.empty(6), np.empty(6)
for k, dt in enumerate(dts):
    t = lif.time_grid(t_max=10 * neuron.tau, dt=dt)
    i = lif.noise_current(t, i_mean, relative_amplitude, n, rng=rng)
    fixed[k] = lif.run(i, neuron, dt=dt).state.v.std()
    i = lif.noise_current(t, i_mean, scaled_amplitude[k], n, rng=rng)
    scaled[k] = lif.run(i, neuron, dt=dt).state.v.std()

# %%
# The theory
# ----------
# With :math:`a = \Delta t/\tau_\text{m}`, each step multiplies a deviation from the mean by
# :math:`1 - a` and adds :math:`a R` times the random part of the current, so in the long run
#
# .. math:: \sigma_V = R\,\sigma_I\sqrt{\frac{a}{2-a}}.
#
# Here :math:`\sigma_I` is the standard deviation of the current; for uniform draws it is the
# amplitude divided by :math:`\sqrt{3}`.
# For a fixed :math:`\sigma_I`, :math:`\sigma_V` approaches zero as :math:`\sqrt{\Delta t}`.
# For :math:`\sigma_I \propto 1/\sqrt{\Delta t}` it approaches a constant.

a = dts / neuron.tau
sigma_fixed = neuron.r * i_mean * relative_amplitude / np.sqrt(3) * np.sqrt(a / (2 - a))
sigma_scaled = sigma_fixed * np.sqrt(dts[0] / dts)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.loglog(dts * 1e3, sigma_scaled * 1e3)
axes.loglog(
    dts * 1e3, scaled * 1e3, "C0o", label=r"$\sigma_I\propto 1/\sqrt{\Delta t}$"
)
axes.loglog(dts * 1e3, sigma_fixed * 1e3, "C1")
axes.loglog(dts * 1e3, fixed * 1e3, "C1s", label=r"$\sigma_I$ fixed")
axes.minorticks_off()
axes.set_xticks([0.1, 0.5, 2], ["0.1", "0.5", "2"])
axes.set_yticks([0.25, 0.5, 1], ["0.25", "0.5", "1"])
axes.set(xlabel=r"$\Delta t$ (ms)", ylabel=r"$\sigma_V$ (mV)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The standard deviation of :math:`n` normally distributed numbers has a relative standard error of
# :math:`1/\sqrt{2n}`.
# The potential is a sum of many draws, ten or more, so its distribution is close to normal.
# Its tails are a little shorter, which makes the error smaller.
# We allow four standard errors, which are 6 %, in each of twelve comparisons.
# By chance, the proof fails for fewer than one seed in a thousand.

error = 1 / np.sqrt(2 * n)
print("dt (ms)   ", dts * 1e3)
print("fixed (mV)", (fixed * 1e3).round(3), "theory", (sigma_fixed * 1e3).round(3))
print("scaled    ", (scaled * 1e3).round(3), "theory", (sigma_scaled * 1e3).round(3))
assert np.all(np.abs(fixed / sigma_fixed - 1) < 4 * error), fixed / sigma_fixed
assert np.all(np.abs(scaled / sigma_scaled - 1) < 4 * error), scaled / sigma_scaled

# %%
# Try this
# --------
# - Let the amplitude grow as :math:`1/\Delta t`: remove the root from
#   ``scaled_amplitude``. How do short time steps change the noise of the membrane, and does the
#   proof hold?
# - Begin with a time step as long as the time constant: write ``20e-3`` instead of ``2e-3``.
#   Below which time step is the line straight?
# - Make the second current an Ornstein–Uhlenbeck process:
#   ``i = lif.ou_current(t, i_mean, 5e-11, 5e-3, n, dt=dt, rng=rng)``. Does it need a
#   scaled amplitude?

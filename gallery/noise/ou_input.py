r"""
Ornstein–Uhlenbeck input current
================================

A slow random current moves the membrane potential more than an equally strong fast one.

**Claim: an Ornstein–Uhlenbeck current has the same standard deviation and the same correlation
time on any time grid. The variance of V is the fraction tau_c / (tau_c + tau_m) of that of R I
if the time steps are short.**

Synaptic currents take some milliseconds to decay, so real input has a memory of a few
milliseconds.
The longer the correlation time :math:`\tau_c` of a current is, the less the membrane averages it
out.
We try seven correlation times, each on a coarse and on a fine time grid.
The idea comes from the course: `Random input <../../learn/random-input.html>`_.
"""

# %%
# Simulate current and potential
# ------------------------------
# We look at two thousand neurons at one moment, after ten membrane time constants.
# We measure three numbers: the standard deviation of the current, that of the potential, and the
# correlation of the last current with the current 5 ms earlier.
# This correlation must be :math:`e^{-5\,\text{ms}/\tau_c}`.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
mean, std = 5e-11, 4e-11
taus_c = np.array([1, 2, 5, 10, 20, 50, 100]) * 1e-3
dts = np.array([5e-3, 0.5e-3])
n = 2000

rng = np.random.default_rng(2020)
measured = np.empty((3, len(dts), len(taus_c)))
for j, dt in enumerate(dts):
    t = lif.time_grid(t_max=10 * neuron.tau, dt=dt)
    for k, tau_c in enumerate(taus_c):
        i = lif.ou_current(t, mean, std, tau_c, n, dt=dt, rng=rng)
        v = lif.run(i, neuron, dt=dt).state.v
        earlier = i[-1 - round(5e-3 / dt)]
        measured[:, j, k] = i[-1].std(), v.std(), np.corrcoef(earlier, i[-1])[0, 1]

# %%
# The theory
# ----------
# In each step, the deviation of the potential is multiplied by :math:`b = 1 - a`, with
# :math:`a = \Delta t/\tau_\text{m}`, and the deviation of the current by
# :math:`\rho = e^{-\Delta t/\tau_c}`.
# Let :math:`C` be the covariance of :math:`V` and :math:`I`.
# In the long run, a step changes neither :math:`C` nor the variance of :math:`V`:
#
# .. math::
#
#    C &= b\rho\,C + a R \rho\,\sigma_I^2
#
#    \sigma_V^2 &= b^2\sigma_V^2 + 2 a b R\,C + (a R\,\sigma_I)^2
#
# The solution is
#
# .. math:: \sigma_V = R\,\sigma_I\sqrt{\frac{a}{2-a}\;\frac{1+b\rho}{1-b\rho}}.
#
# For short time steps this becomes the formula of the claim.


def sigma_v(dt, tau_c):
    """Return the standard deviation of V on a grid of steps dt."""
    a, rho = dt / neuron.tau, np.exp(-dt / tau_c)
    b_rho = (1 - a) * rho
    return neuron.r * std * np.sqrt(a / (2 - a) * (1 + b_rho) / (1 - b_rho))


x = np.geomspace(1e-3, 100e-3, 100)
short_steps = neuron.r * std * np.sqrt(x / (x + neuron.tau))

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.semilogx(x * 1e3, short_steps * 1e3, "C6", linewidth=6, label=r"$\Delta t \to 0$")
for j, (dt, marker) in enumerate(zip(dts, "os", strict=True)):
    axes.semilogx(x * 1e3, sigma_v(dt, x) * 1e3, color=f"C{j}")
    label = rf"$\Delta t = {dt * 1e3:g}$ ms"
    dots = f"C{j}{marker}"
    axes.semilogx(taus_c * 1e3, measured[1, j] * 1e3, dots, label=label)
axes.set(xlabel=r"$\tau_c$ (ms)", ylabel=r"$\sigma_V$ (mV)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# Currents and potentials are normally distributed, and the :math:`n` neurons are independent.
# So a standard deviation :math:`\sigma` has the standard error :math:`\sigma/\sqrt{2n}`, and a
# correlation :math:`r` has the standard error :math:`(1-r^2)/\sqrt{n}`.
# We allow four standard errors in each of 42 comparisons.
# By chance, the proof fails for one seed in four hundred.
#
# In the limit of short time steps, :math:`\sigma_V` must agree with the formula of the claim to
# within a fraction :math:`\Delta t/\tau_c`.

for row, dt in zip(measured[1] * 1e3, dts, strict=True):
    print(f"dt = {dt * 1e3} ms: measured", row.round(2), "theory", end=" ")
    print((sigma_v(dt, taus_c) * 1e3).round(2), "mV")
r = np.exp(-5e-3 / taus_c) * np.ones((2, 1))
theory = np.stack([np.full(r.shape, std), sigma_v(dts[:, np.newaxis], taus_c), r])
error = np.stack([theory[0], theory[1], np.sqrt(2) * (1 - r**2)]) / np.sqrt(2 * n)
deviations = np.abs(measured - theory) / error
assert np.all(deviations < 4), deviations
limit = sigma_v(1e-8, x) / short_steps - 1
assert np.all(np.abs(limit) < 1e-8 / x), limit

# %%
# Try this
# --------
# - Make the coarse grid finer, ``dts = np.array([1e-3, 0.5e-3])``. Down to which
#   correlation time does the formula for short time steps hold now?
# - Try slow currents as well, ``taus_c = np.array([1, 10, 100, 1000]) * 1e-3``. Which
#   value does :math:`\sigma_V` never exceed, and why?
# - Change the membrane, ``neuron = lif.Neuron(tau=5e-3, vth=np.inf)``. What happens on
#   the coarse grid, where one time step is a whole time constant?

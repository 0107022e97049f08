r"""
A current with a memory
=======================

**Claim: an Ornstein-Uhlenbeck current keeps its standard deviation and its correlation
time on any time grid, and the membrane passes on the share tau_c / (tau_c + tau_m) of
its variance when the steps are short.**

The current of a synapse takes some milliseconds to die away.
The longer its correlation time :math:`\tau_c`, the less of the noise does the membrane
average out. We try seven correlation times, each on a coarse and on a fine grid.
The idea comes from the course: `Random input <../../learn/random-input.html>`_.
"""

# %%
# Current in, potential out
# -------------------------
# We look at two thousand neurons at one moment, after ten membrane time constants.
# The correlation of the current's last value with the one 5 ms earlier must be
# :math:`e^{-5\,\text{ms}/\tau_c}`.

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
# The theory of the steps
# -----------------------
# Per step the membrane keeps the share :math:`b = 1 - a` of a deviation, with
# :math:`a = \Delta t/\tau_\text{m}`, and the current keeps
# :math:`\rho = e^{-\Delta t/\tau_c}`.
# Let :math:`C` be the covariance of :math:`V` and :math:`I`.
# In the long run one step changes neither :math:`C` nor the variance:
#
# .. math::
#
#    C &= b\rho\,C + a R \rho\,\sigma_I^2
#
#    \sigma_V^2 &= b^2\sigma_V^2 + 2 a b R\,C + (a R\,\sigma_I)^2
#
# Solved,
#
# .. math:: \sigma_V = R\,\sigma_I\sqrt{\frac{a}{2-a}\;\frac{1+b\rho}{1-b\rho}}.
#
# For short steps this becomes the formula of the claim.


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
# All these numbers are normally distributed, so of :math:`n` independent neurons a
# standard deviation :math:`\sigma` has the standard error :math:`\sigma/\sqrt{2n}`, and
# a correlation :math:`r` has :math:`(1-r^2)/\sqrt{n}`.
# We allow four of them in 42 comparisons: one seed in four hundred fails by chance.
# In the limit of short steps, :math:`\sigma_V` must differ from the formula of the
# claim by no more than a share :math:`\Delta t/\tau_c`.

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
#   correlation time does the formula for short steps hold now?
# - Go on to slow currents, ``taus_c = np.array([1, 10, 100, 1000]) * 1e-3``. Which
#   value does :math:`\sigma_V` not exceed, and why?
# - Change the membrane, ``neuron = lif.Neuron(tau=5e-3, vth=np.inf)``. What happens on
#   the coarse grid, where one step is a whole time constant?

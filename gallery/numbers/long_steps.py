r"""
Stability of the forward Euler method
=====================================

If the time step is too long, the simulated potential jumps across its target or diverges.

**Claim: each Euler step multiplies the distance to the target by 1 - dt/tau. So V overshoots and
alternates for dt > tau, and diverges for dt > 2 tau.**

We try time steps of 0.5, 1.5 and 2.25 time constants.
``lif.run`` accepts the first, gives a warning for the second, and raises an error for the third.
``lif.euler_step`` accepts any time step, so we can use it to see what would happen.
The idea comes from the course: `Steps in time <../../learn/steps-in-time.html>`_.
"""

# %%
# A warning and an error
# ----------------------
# ``warnings.catch_warnings(record=True)`` keeps the warnings in a list, and ``except`` catches
# the error.
# One of the three runs must give a warning, and one must raise an error.

import warnings

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
amplitude, t_max = 80e-12, 180e-3
target = neuron.el + neuron.r * amplitude
dts = neuron.tau * np.array([0.5, 1.5, 2.25])

raised = ""
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for dt in dts:
        i = lif.constant_current(lif.time_grid(t_max, dt), amplitude)
        try:
            lif.run(i, neuron, dt=dt)
        except ValueError as error:
            raised = str(error)
warned = [str(warning.message) for warning in caught]
print("warnings:", warned)
print("error:", raised)

# %%
# The steps, one by one
# ---------------------
# The dashed line is the target :math:`V_\infty = E_\text{L} + R\,I`.
# The curves show how the potential moves towards it or away from it.

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.axhline(target * 1e3, color="C3", linestyle="--")
potentials = []
for dt in dts:
    t = np.append(lif.time_grid(t_max, dt), t_max)
    v = [neuron.el]
    for _ in t[1:]:
        v.append(lif.euler_step(v[-1], amplitude, neuron, dt=dt))
    potentials.append(np.array(v))
    label = rf"$\Delta t/\tau_\text{{m}}$ = {dt / neuron.tau:g}"
    axes.plot(t * 1e3, potentials[-1] * 1e3, "o-", label=label)
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
axes.legend(loc="lower left")
plt.show()

# %%
# The proof
# ---------
# Each step must multiply the distance to the target by :math:`1 - \Delta t/\tau_\text{m}`, apart
# from rounding.
# The step, the target and the two distances take fewer than sixteen operations.
# Each of them has a rounding error of at most :math:`\epsilon/2` times the largest number that
# occurs, which is :math:`|V| + (\Delta t/\tau_\text{m})(|E_\text{L}| + |V| + R\,I)` or less.

assert [text.split()[0] for text in warned] == [f"dt={dts[1]}"], warned
assert raised.endswith(f"got {dts[2]}: forward Euler diverges"), raised

eps = np.finfo(float).eps
for dt, v in zip(dts, potentials, strict=True):
    a = dt / neuron.tau
    distance = v - target
    size = np.abs(v) + a * (np.abs(neuron.el) + np.abs(v) + neuron.r * amplitude)
    error = distance[1:] - (1 - a) * distance[:-1]
    print(f"factor {1 - a:+.2f}: distances {distance[:4] * 1e3} mV")
    assert np.all(np.abs(error) < 8 * eps * size[:-1]), error

# %%
# Try this
# --------
# - Replace ``0.5`` in ``dts`` with ``1.0``. How many steps does the potential need to reach the
#   target?
# - Use ``2.0`` instead of ``2.25``, and a ``t_max`` of 120 ms. Does ``run`` accept such steps?
#   How does the potential move?
# - Give the neuron a threshold, ``lif.Neuron()``, and write
#   ``v[-1], _ = lif.fire(v[-1], neuron)`` after each step. The target is below the threshold. Why
#   does the neuron fire?

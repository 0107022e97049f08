"""
Half the step, half the error
=============================

**Claim: the Euler method is of order one: when a short time step halves, the largest error
halves.**

The membrane equation with a sinusoidal current has an exact solution, so the error can be
measured. We measure it for six time steps, each half of the one before.
The idea comes from the course: `Steps in time <../learn/steps-in-time.html>`_.
"""

# %%
# The exact solution
# ------------------
# Without a threshold, a neuron that starts at rest follows
#
# .. math:: V(t) = E_L + R I_{mean} + S(t) + C e^{-t/\tau_m}.
#
# The swing is
#
# .. math:: S(t) = A \left(\sin\omega t - \omega\tau_m\cos\omega t\right),
#
# with :math:`A = R I_{mean}/(1 + \omega^2\tau_m^2)` and
# :math:`C = A\omega\tau_m - R I_{mean}`.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
i_mean, period = 25e-11, 10e-3


def exact(t):
    """Return the potential at the times t."""
    omega = 2 * np.pi / period
    ri = neuron.r * i_mean
    a = ri / (1 + (omega * neuron.tau) ** 2)
    c = a * omega * neuron.tau - ri
    wave = np.sin(omega * t) - omega * neuron.tau * np.cos(omega * t)
    return neuron.el + ri + a * wave + c * np.exp(-t / neuron.tau)


# %%
# Six time steps
# --------------

dts = neuron.tau / 2.0 ** np.arange(4, 10)
errors = []
for dt in dts:
    t = lif.time_grid(t_max=5 * neuron.tau, dt=dt)
    trace = lif.run(lif.sine_current(t, i_mean, period), neuron, dt=dt)
    errors.append(np.max(np.abs(trace.v - exact(t))))
errors = np.array(errors)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.loglog(dts * 1e3, errors[-1] * dts / dts[-1] * 1e3, label="order one")
axes.loglog(dts * 1e3, errors * 1e3, "o", label="simulation")
axes.set(xlabel=r"$\Delta t$ (ms)", ylabel="largest error (mV)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# On doubly logarithmic axes the slope is the order.

order = np.polyfit(np.log(dts), np.log(errors), 1)[0]
ratios = errors[:-1] / errors[1:]
print(f"order: {order:.3f}")
print("error ratios at each halving:", np.round(ratios, 3))
assert abs(order - 1) < 0.05, order
assert np.all((ratios > 1.9) & (ratios < 2.1)), ratios

# %%
# Try this
# --------
# - Begin with longer steps, ``np.arange(0, 10)``. The proof will fail: which ratios are far
#   from two, and why?
# - Make the current faster, ``period = 2e-3``. Which steps are too long for it now?
# - Compare ``trace.v[1:]`` with ``exact(t[:-1])``, as if each potential belonged to the time
#   before it. Does the order survive? Does the error?

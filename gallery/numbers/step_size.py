r"""
Order of convergence of the Euler method
========================================

Half the time step gives half the error: the forward Euler method is of order one.

**Claim: when a short time step is halved, the largest error of the Euler method is halved too, and
its size agrees with theory.**

The membrane equation with a sine current has an exact solution, so we can measure the error.
We measure it for six time steps, each half as long as the one before.
The idea comes from the course: `Steps in time <../../learn/steps-in-time.html>`_.
"""

# %%
# Six time steps
# --------------
# The threshold is infinite, because the exact solution does not include the reset.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
i_mean, period = 25e-11, 10e-3

dts = neuron.tau / 2.0 ** np.arange(4, 10)
errors = []
for dt in dts:
    t = lif.time_grid(t_max=5 * neuron.tau, dt=dt)
    trace = lif.run(lif.sine_current(t, i_mean, period), neuron, dt=dt)
    exact = lif.exact.sine_current_voltage(t, i_mean, period, neuron)
    errors.append(np.max(np.abs(trace.v - exact)))
errors = np.array(errors)

# %%
# The error in theory
# -------------------
# A step follows the tangent of the curve and ignores its curvature, which would add
# :math:`\tfrac{1}{2}\Delta t^2\,V''`.
# These errors add up, and they decay with the membrane time constant, so the total error
# :math:`e(t)` obeys a membrane equation as well:
#
# .. math:: \tau_\text{m}\,e' = -e - \tfrac{1}{2}\tau_\text{m}\,\Delta t\,V''.
#
# The potential :math:`V` is the sum of a constant, an oscillation
# :math:`\mathrm{Im}(G e^{j\omega t})`, with
# :math:`G = R\,I_\text{mean}/(1 + j\omega\tau_\text{m})`, and a decay
# :math:`C e^{-t/\tau_\text{m}}`, with
# :math:`C = -R\,I_\text{mean} - \mathrm{Im}\,G`.
# With :math:`W = \tfrac{1}{2}\omega^2\tau_\text{m} G/(1 + j\omega\tau_\text{m})`, the error is
# therefore
#
# .. math:: e(t) = \Delta t \left(\mathrm{Im}\,W(e^{j\omega t} - e^{-t/\tau_\text{m}})
#    - \tfrac{1}{2}C\,t\,e^{-t/\tau_\text{m}}/\tau_\text{m}^2\right).
#
# In the code, ``e`` is the part in brackets, on the grid of the last and shortest time step.

omega, tau = 2 * np.pi / period, neuron.tau
swing = neuron.r * i_mean / (1 + 1j * omega * tau)
c = -neuron.r * i_mean - swing.imag
w = 0.5 * omega**2 * tau * swing / (1 + 1j * omega * tau)
decay = np.exp(-t / tau)
e = np.imag(w * (np.exp(1j * omega * t) - decay)) - 0.5 * c * t * decay / tau**2
theory = dts * np.max(np.abs(e))

plt.style.use("lif.figure")
figure, axes = plt.subplots()
axes.loglog(dts * 1e3, theory * 1e3, label="theory")
axes.loglog(dts * 1e3, errors * 1e3, "o", label="simulation")
axes.set(xlabel=r"$\Delta t$ (ms)", ylabel=r"$\max\,|V - V_\text{exact}|$ (mV)")
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The formula contains only the first order in the time step.
# The next order is at most :math:`\omega\Delta t` times as large.
# So the errors must agree with the formula to within a fraction :math:`\omega\Delta t`.
# The ratio of each error to the next must agree with two to within the same fraction.

ratios = errors[:-1] / errors[1:]
for dt, error, x in zip(dts, errors, theory, strict=True):
    print(f"dt {dt * 1e3:.4f} ms: error {error * 1e3:.5f} mV, theory {x * 1e3:.5f} mV")
print("error ratios at each halving:", np.round(ratios, 4))
assert np.all(np.abs(errors / theory - 1) < omega * dts), errors / theory
assert np.all(np.abs(ratios / 2 - 1) < omega * dts[:-1]), ratios

# %%
# Try this
# --------
# - Begin with longer steps, ``np.arange(0, 10)``. Which ratios are far from two, and why?
# - Make the current faster, ``period = 2e-3``. Which steps are too long for it now?
# - Compare ``trace.v[1:]`` with ``exact[:-1]``, as if each potential belonged to the time
#   before it. Is the order still one? How large is the error?

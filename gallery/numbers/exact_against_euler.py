r"""
Effective time constant of the Euler method
===========================================

Under a constant current, the Euler method simulates a membrane that is too fast.

**Claim: under a constant current, Euler steps with the time constant tau lie on the exact solution
of a neuron with the time constant tau' = -dt/ln(1 - dt/tau), apart from rounding.**

An Euler step of 10 ms, half a time constant, looks far too long.
Yet its points lie on an exact solution, namely on that of a membrane with a shorter time constant.
The idea comes from the course: `Steps in time <../../learn/steps-in-time.html>`_.
"""

# %%
# A shorter time constant
# -----------------------
# Each Euler step multiplies the distance to the target by :math:`1 - \Delta t/\tau_\text{m}`.
# In the exact solution, the distance is multiplied by :math:`e^{-\Delta t/\tau_\text{m}}`.
# The two factors are equal if the exact solution is that of a neuron with the time constant
# :math:`\tau'`, where :math:`e^{-\Delta t/\tau'} = 1 - \Delta t/\tau_\text{m}`.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
amplitude, t_max = 80e-12, 100e-3


def faster(dt):
    """Return the neuron that Euler steps of dt follow exactly."""
    return lif.Neuron(tau=-dt / np.log1p(-dt / neuron.tau), vth=np.inf)


# %%
# Two curves and ten points
# -------------------------
# The points are Euler steps of the neuron with :math:`\tau_\text{m}` = 20 ms.
# They lie on the curve of the neuron with the shorter time constant :math:`\tau'`.

t_fine = lif.time_grid(t_max, dt=1e-4)
t = lif.time_grid(t_max, dt=10e-3)
trace = lif.run(lif.constant_current(t, amplitude), neuron, dt=10e-3)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
for curve, label in ((neuron, r"$\tau_\text{m}$"), (faster(10e-3), r"$\tau^\prime$")):
    v = lif.exact.constant_current_voltage(t_fine, amplitude, curve)
    axes.plot(t_fine * 1e3, v * 1e3, label=f"{label} = {curve.tau * 1e3:.1f} ms")
axes.plot(t * 1e3, trace.v * 1e3, "o", color="C2", markersize=7, label="simulation")
axes.set(xlabel="$t$ (ms)", ylabel="$V$ (mV)")
axes.legend(loc="lower right")
plt.show()

# %%
# The proof
# ---------
# The only difference must be rounding.
# Each step adds a rounding error of at most :math:`\epsilon M`, where :math:`M` is the largest of
# :math:`|E_\text{L}|`, :math:`|V|` and :math:`R\,I`.
# Each later step multiplies this error by :math:`1 - a`, with
# :math:`a = \Delta t/\tau_\text{m}`, so together the errors amount to those of at most
# :math:`1/a` steps.
# The closed form has a few rounding errors of its own, for which we allow :math:`12\,\epsilon M`.

eps = np.finfo(float).eps
m = max(np.abs(neuron.el), neuron.r * amplitude)
dts = np.array([10e-3, 5e-3, 1e-3, 1e-4])
errors = []
for dt in dts:
    t = lif.time_grid(t_max, dt)
    trace = lif.run(lif.constant_current(t, amplitude), neuron, dt=dt)
    v = lif.exact.constant_current_voltage(t, amplitude, faster(dt))
    errors.append(np.max(np.abs(trace.v - v)))
    print(f"dt = {dt * 1e3} ms: tau' = {faster(dt).tau * 1e3:.4f} ms")
bounds = eps * m * (neuron.tau / dts + 12)
print("errors (V):", np.array(errors))
print("bounds (V):", bounds)
assert np.all(errors < bounds), (errors, bounds)

# %%
# Try this
# --------
# - Print ``(neuron.tau - faster(dt).tau) / dt`` in the loop. Which value does it approach as the
#   steps get shorter?
# - Print ``faster(19.999e-3).tau``. Which value does the time constant approach as the step
#   approaches 20 ms, and what does such a neuron do in its first step?
# - Drive the neuron with ``lif.sine_current(t)``, and compare it with
#   ``lif.exact.sine_current_voltage(t, 25e-11, 10e-3, faster(dt))``. Do the two still agree?

r"""
Frequency response of a passive membrane
========================================

The membrane follows slow currents and smooths out fast ones: it is a low-pass filter.

**Claim: the gain and the phase lag of a passive membrane are those of a first-order low-pass
filter, apart from the error of the Euler method, which is known.**

A sine current makes the membrane potential rise and fall.
The **gain** compares the size of this oscillation with that of a very slow one, and the
**phase lag** says how far behind the current it is.
We measure both at eight frequencies and compare them with the formula.
The idea comes from the course: `The input current <../../learn/input-current.html>`_.
"""

# %%
# Eight neurons, eight frequencies
# --------------------------------
# The threshold is infinite, so no neuron fires.
# The first axis of a current is time, and the second axis has a column for each neuron.
# So one run takes eight currents side by side, one in each column.

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(vth=np.inf)
dt = 1e-5
i_mean = 25e-11
frequencies = np.array([1, 2, 5, 10, 20, 50, 100, 200])  # hertz

t = lif.time_grid(t_max=1.5, dt=dt)
i = np.stack([lif.sine_current(t, i_mean, period=1 / f) for f in frequencies], axis=1)
trace = lif.run(i, neuron, dt=dt)

# %%
# Gain and phase, measured
# ------------------------
# We look at the last second, which is a whole number of periods at every frequency.
# The half second before it is 25 time constants long, so the start no longer matters.
# The projection on :math:`e^{j\omega t}` gives the amplitude and the phase at once.
# (Python writes the imaginary unit as ``1j``.)

omega = 2 * np.pi * frequencies
last_second = t >= 0.5 - dt / 2
wave = np.exp(-1j * omega * t[last_second, np.newaxis])
response = 2j * np.mean(trace.v[last_second] * wave, axis=0) / (neuron.r * i_mean)
gain, lag = np.abs(response), -np.angle(response)

# %%
# Gain and phase, by theory
# -------------------------
# When the influence of the start has died away, the solution of the membrane equation is a sine.
# Its amplitude is the amplitude of :math:`R\,I` times the gain :math:`g`, and it lags behind the
# current by the phase :math:`\varphi`, where
#
# .. math::
#
#    g = \frac{1}{\sqrt{1 + \omega^2\tau_\text{m}^2}}, \quad
#    \varphi = \arctan(\omega\tau_\text{m}).

f = np.geomspace(1, 200, 200)
turn = 2 * np.pi * f * neuron.tau

plt.style.use("lif.figure")
figure, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(5.6, 4.4))
top.loglog(f, 1 / np.sqrt(1 + turn**2), label="theory")
top.loglog(frequencies, gain, "o", label="simulation")
top.set(ylabel="$g$")
top.legend()
bottom.semilogx(f, np.degrees(np.arctan(turn)))
bottom.semilogx(frequencies, np.degrees(lag), "o")
bottom.set(xlabel="$f$ (Hz)", ylabel=r"$\varphi$ (°)", yticks=[0, 30, 60, 90])
plt.show()

# %%
# The proof
# ---------
# The Euler method has an error. To first order in the time step it is
# :math:`\tfrac{1}{2}\tau_\text{m}\Delta t\,\omega^2 g`, relative to the amplitude.
# The next order is at most :math:`\omega\Delta t` times as large.
# So the measured error must agree with the first order to within a fraction
# :math:`\omega\Delta t`.

theory = 1 / (1 + 1j * omega * neuron.tau)
expected = 0.5 * neuron.tau * dt * omega**2 * np.abs(theory)
error = np.abs(response / theory - 1)
for frequency, e, x in zip(frequencies, error, expected, strict=True):
    print(f"{frequency:3d} Hz: error {e:.3e}, theory {x:.3e}")
assert np.all(np.abs(error / expected - 1) < omega * dt), (error, expected)

# %%
# Try this
# --------
# - Make the membrane faster: ``neuron = lif.Neuron(tau=10e-3, vth=np.inf)``. At which
#   frequency is the lag 45° now?
# - Set ``dt = 1e-4``. By what factor do the errors grow?
# - Give the neurons a threshold, ``lif.Neuron()``, and less current, ``i_mean = 8e-11``.
#   Print ``trace.spiked.sum(axis=0)``. Which neurons fire? Why does the proof fail now?

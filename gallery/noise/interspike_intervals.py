r"""
Interspike intervals: histogram and coefficient of variation
============================================================

With noise, weak currents give irregular spikes and strong currents give regular ones.

**Claim: as the mean current rises past the rheobase, irregular spikes become regular: the
coefficient of variation of the intervals falls along the theoretical curve, from 0.83 at 40 pA to
0.18 at 300 pA.**

The coefficient of variation (CV) is the standard deviation of the intervals divided by their mean.
It is 0 if all intervals are equal, and 1 if the spikes come at completely random times.
We let one neuron fire for 200 s at each of six mean currents, always with the same
strength of white noise.
This example also needs SciPy: ``pip install scipy``.
The idea comes from the course: `Spikes of many neurons <../../learn/spikes.html>`_.
"""

# %%
# Six mean currents
# -----------------
# The noise is so strong that the potential of a membrane without threshold would have the standard
# deviation :math:`\sigma_V` = 3 mV.
# Each interval starts from the reset potential, with new noise.
# So the intervals of one neuron are independent of each other.

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import cumulative_simpson, simpson
from scipy.special import erfcx

import lif

neuron = lif.Neuron()
dt = 1e-4
sigma_v = 3e-3
sigma_i = sigma_v * np.sqrt(2 * neuron.tau / dt) / neuron.r
currents = np.array([40, 60, 80, 100, 150, 300]) * 1e-12

rng = np.random.default_rng(2020)
cv, error = np.empty(len(currents)), np.empty(len(currents))
samples = {}
for k, i_mean in enumerate(currents):
    i = i_mean + sigma_i * rng.standard_normal(2_000_000)
    (intervals,) = lif.spikes.interspike_intervals(lif.run(i, neuron, dt=dt))
    samples[i_mean] = intervals
    cv[k] = intervals.std() / intervals.mean()
    u = (intervals - intervals.mean()) / intervals.std()
    error[k] = cv[k] * np.std((u**2 - 1) / 2 - cv[k] * u) / np.sqrt(len(u))
    print(f"{i_mean * 1e12:.0f} pA: {len(u)} intervals")

# %%
# The theory
# ----------
# The mean :math:`T` and the CV of the time from reset to threshold are integrals over
# :math:`x = (V - E_\text{L} - R I)/(\sqrt{2}\,\sigma_V)`, from :math:`y_r` at the reset potential
# to :math:`y_\theta` at the threshold (N. Brunel, Journal of Computational Neuroscience 8,
# 183, 2000).
#
# .. math::
#
#    T &= \tau_\text{m}\sqrt{\pi}\int_{y_r}^{y_\theta} e^{x^2}(1+\mathrm{erf}\,x)\,dx
#
#    \mathrm{CV}^2 &= 2\pi\left(\frac{\tau_\text{m}}{T}\right)^2\int_{y_r}^{y_\theta} e^{x^2}
#    \int_{-\infty}^{x} e^{y^2}(1+\mathrm{erf}\,y)^2\,dy\,dx
#
# In SciPy, :math:`e^{x^2}(1+\mathrm{erf}\,x)` is ``erfcx(-x)``.
# The threshold is raised by 0.5826 times the standard deviation of the noise of one step. The
# reason is given in `f–I curve with noise: Siegert's formula <noisy_fi_curve.html>`_.
# The dotted line is the rheobase.

shift = 0.5826 * sigma_v * np.sqrt(2 * dt / neuron.tau)


def theory(i):
    """Return the CV at the mean current i."""
    v = np.array([neuron.vr, neuron.vth + shift])
    reset, threshold = (v - neuron.el - neuron.r * i) / (np.sqrt(2) * sigma_v)
    x = np.linspace(reset, threshold, 1001)
    y = np.linspace(reset - 6, reset, 1001)
    below = simpson(np.exp(-(y**2)) * erfcx(-y) ** 2, x=y)
    inner = below + cumulative_simpson(np.exp(-(x**2)) * erfcx(-x) ** 2, x=x, initial=0)
    return np.sqrt(2 * simpson(np.exp(x**2) * inner, x=x)) / simpson(erfcx(-x), x=x)


x = np.linspace(30e-12, 320e-12, 59)

plt.style.use("lif.figure")
figure, (left, axes) = plt.subplots(1, 2)
for i_mean in (currents[0], currents[-1]):
    label = f"{i_mean * 1e12:.0f} pA"
    relative = samples[i_mean] / samples[i_mean].mean()
    left.hist(
        relative, bins=np.arange(0, 3.6, 0.1), density=True, alpha=0.7, label=label
    )
left.set(xlabel="interval / mean interval", ylabel="density")
left.legend()
axes.axvline(lif.exact.rheobase(neuron) * 1e12, color="0.6", linestyle=":")
axes.plot(x * 1e12, [theory(i) for i in x], label="theory")
axes.plot(currents * 1e12, cv, "o", label="simulation")
axes.set(xlabel="$I$ (pA)", ylabel="CV", ylim=(0, 1))
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The measured CV has an error because both the mean and the standard deviation have errors.
# To first order, an interval that is :math:`u` standard deviations from the mean changes the CV by
# :math:`\mathrm{CV}\left[(u^2-1)/2 - \mathrm{CV}\,u\right]/n`, where :math:`n` is the
# number of intervals.
# The standard error follows from the spread of these changes.
# We allow four standard errors for each of six CVs.
# By chance, the proof fails for fewer than one seed in two thousand.

expected = np.array([theory(i) for i in currents])
for i_mean, c, e, x in zip(currents, cv, error, expected, strict=True):
    print(f"{i_mean * 1e12:.0f} pA: CV {c:.3f} +- {e:.3f}, theory {x:.3f}")
assert np.all(np.abs(cv - expected) < 4 * error), (cv, expected, error)

# %%
# Try this
# --------
# - Double the noise, ``sigma_v = 6e-3``. Do the spikes become more irregular at every
#   current?
# - Give the neuron a refractory period, ``lif.Neuron(t_ref=10e-3)``. How do the mean and the
#   standard deviation of the intervals change, and how does the CV change?
# - Make the vertical axis of the histograms logarithmic, ``left.set_yscale("log")``. Which of the
#   two decays like an exponential function?

r"""
A long run in little memory
===========================

**Claim: a run of a hundred blocks is the run in one piece, bit for bit, in less than a
tenth of its memory; so one can go on and on, and the error of the rate shrinks with the
root of the time.**

A run in one piece keeps every potential. For a rate, the counts of spikes are enough.
We let a noisy neuron run for 1600 s, with one second at a time in memory.
The idea comes from the course: `Random input <../../learn/random-input.html>`_.
"""

# %%
# Blocks of current
# -----------------
# A generator makes a block only when it is asked for the next one.
# The current goes on where it was: each block starts from the last value before it.

import tracemalloc

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(t_ref=2e-3)
dt = 1e-3
mean, std, tau_c = 1.2e-10, 8e-11, 10e-3


def blocks(count, rng):
    """Yield so many seconds of current, one by one."""
    t = lif.time_grid(t_max=1.0, dt=dt)
    last = None
    for _ in range(count):
        i = lif.ou_current(t, mean, std, tau_c, dt=dt, rng=rng, start=last)
        last = i[-1]
        yield i


def count_spikes(count, rng):
    """Return the number of spikes in each of so many seconds."""
    stream = lif.stream(blocks(count, rng), neuron, dt=dt)
    return np.array([trace.spiked.sum() for trace in stream])


rng = np.random.default_rng(2020)
spikes = count_spikes(1600, rng)

# %%
# The rate, better and better
# ---------------------------
# A second's count has the standard deviation :math:`s`.
# In the mean of :math:`T` such seconds it is :math:`s/\sqrt{T}`.

seconds = np.arange(1, 1601)
rate = np.cumsum(spikes) / seconds
sigma = spikes.std() / np.sqrt(seconds)

plt.style.use("lif.figure")
figure, axes = plt.subplots()
low, high = rate[-1] - 2 * sigma, rate[-1] + 2 * sigma
label = r"theory $\pm 2\sigma$"
axes.fill_between(seconds, low, high, color="C6", alpha=0.4, label=label)
axes.semilogx(seconds, rate, label="simulation")
axes.set(xlabel="$T$ (s)", ylabel="$f$ (Hz)", xlim=(1, 1600))
axes.legend()
plt.show()

# %%
# The proof
# ---------
# The bits: the same seed for a hundred blocks and for one piece.
#
# The memory: ``tracemalloc`` tells how much Python had in use at most.
# A step takes 8 bytes each for time, current and potential, and 1 for the spike.
# While a block is worked on, its numbers are Python's own, which take up to 125 more.
# That makes 150 kB for a block of 1000 steps.
# What stays of a block, its count and what Python keeps for later use, is less than 400
# bytes. So a hundred blocks take less than 190 kB; the arrays of one piece take 2500.
#
# The error: we put the seconds together by 4 and by 16, and compare the standard
# deviation of their means with :math:`s/\sqrt{T}`.
# A standard deviation of :math:`m` numbers has the relative standard error
# :math:`1/\sqrt{2m}`, and so has :math:`s`. We allow four of both together.

pieces = list(lif.stream(blocks(100, np.random.default_rng(2020)), neuron, dt=dt))
t = lif.time_grid(t_max=100.0, dt=dt)
i = lif.ou_current(t, mean, std, tau_c, dt=dt, rng=np.random.default_rng(2020))
whole = lif.run(i, neuron, dt=dt)
for name in ["t", "v", "spiked"]:
    joined = np.concatenate([getattr(piece, name) for piece in pieces])
    assert np.array_equal(joined, getattr(whole, name)), name

tracemalloc.start()
count_spikes(100, rng)
peak = tracemalloc.get_traced_memory()[1]
tracemalloc.stop()
in_one_piece = sum(x.nbytes for x in [i, whole.t, whole.v, whole.spiked])
print(f"memory: {peak / 1e3:.0f} kB, in one piece {in_one_piece / 1e3:.0f} kB")
assert peak < in_one_piece / 10, (peak, in_one_piece)

for size in [4, 16]:
    means = spikes.reshape(-1, size).mean(axis=1)
    ratio = means.std() / (spikes.std() / np.sqrt(size))
    error = np.sqrt(1 / (2 * len(means)) + 1 / (2 * len(spikes)))
    print(f"{size} s: {means.std():.3f} Hz, {ratio:.3f} of theory, +- {error:.3f}")
    assert abs(ratio - 1) < 4 * error, (ratio, error)

# %%
# Try this
# --------
# - Forget to pass ``start=last``. What do the bits say? Does the rate change by more
#   than its error?
# - Go on for an hour: write 3600 for 1600, and 3601 for 1601. How well is the rate
#   known then?
# - Give the current a memory of several blocks, ``tau_c = 5.0``. Why is the error of
#   the mean no longer :math:`s/\sqrt{T}`?

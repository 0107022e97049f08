r"""
Long simulations in little memory
=================================

A simulation in blocks can run for as long as you like, because only one block is in memory.

**Claim: a run of a hundred blocks gives the same bits as the run in one piece, in less than a
tenth of its memory. So a run can be as long as needed, and the error of the firing rate is
inversely proportional to the square root of the time.**

A run in one piece keeps every potential, but for a firing rate it is enough to count the spikes.
We simulate a neuron with noise for 1600 s, and keep one second at a time in memory.
The idea comes from the course: `Random input <../../learn/random-input.html>`_.
"""

# %%
# Blocks of current
# -----------------
# A generator makes each block only when it is needed.
# Each block of the current continues from the last value of the block before.

import tracemalloc

import matplotlib.pyplot as plt
import numpy as np

import lif

neuron = lif.Neuron(t_ref=2e-3)
dt = 1e-3
mean, std, tau_c = 1.2e-10, 8e-11, 10e-3


def blocks(count, rng):
    """Yield `count` blocks of current, one second each."""
    t = lif.time_grid(t_max=1.0, dt=dt)
    last = None
    for _ in range(count):
        i = lif.ou_current(t, mean, std, tau_c, dt=dt, rng=rng, start=last)
        last = i[-1]
        yield i


def count_spikes(count, rng):
    """Return the number of spikes in each of `count` seconds."""
    stream = lif.stream(blocks(count, rng), neuron, dt=dt)
    return np.array([trace.spiked.sum() for trace in stream])


rng = np.random.default_rng(2020)
spikes = count_spikes(1600, rng)

# %%
# The error of the rate
# ---------------------
# The number of spikes in one second has the standard deviation :math:`s`.
# So the mean of :math:`T` seconds has the standard deviation :math:`s/\sqrt{T}`.

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
# The bits: a hundred blocks and one piece, made from the same seed, must be equal.
#
# The memory: ``tracemalloc`` measures how much memory Python has used at most.
# A step takes 8 bytes each for the time, the current and the potential, and 1 byte for the spike.
# During the simulation of a block, its numbers are Python objects, which take up to 125 bytes
# more per step.
# Together this makes 150 kB for a block of 1000 steps.
# After a block, its count and what Python keeps for later use take less than 400 bytes.
# So a hundred blocks take less than 190 kB, whereas the arrays of one piece take 2500 kB.
#
# The error: we form groups of 4 and of 16 seconds, and compare the standard deviation of their
# means with :math:`s/\sqrt{T}`.
# The standard deviation of :math:`m` numbers has the relative standard error
# :math:`1/\sqrt{2m}`, and :math:`s` has such an error as well.
# We allow four times the combination of both errors.

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
# - Leave out ``start=last``. Are the bits still equal? Does the rate change by more than its
#   error?
# - Simulate an hour: write 3600 instead of 1600, and 3601 instead of 1601. How large is the error
#   of the rate then?
# - Give the current a memory of several blocks, ``tau_c = 5.0``. Why is the error of
#   the mean no longer :math:`s/\sqrt{T}`?

"""Draws all kinds of figures, to find out what matplotlib imports for them."""

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.animation import FuncAnimation  # noqa: E402

figure, (top, middle, bottom) = plt.subplots(3)
top.plot([1, 2, 3], label=r"$\tau_\mathrm{m}$")
top.legend()
middle.imshow([[1, 2], [3, 4]])
bottom.hist([1, 2, 3])
bottom.set_title(r"$\frac{a}{b}\;\mathbf{c}$")
figure.savefig("/tmp/figure.svg")
figure.savefig("/tmp/figure.png")
plt.figure().add_subplot(projection="3d").plot([1], [2], [3])
FuncAnimation(figure, lambda k: [], frames=2).to_jshtml()

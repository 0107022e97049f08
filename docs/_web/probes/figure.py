"""Draws all kinds of figures, to find out what matplotlib imports for them."""

import io

import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation

figure, (top, middle, bottom) = plt.subplots(3)
top.plot([1, 2, 3], label=r"$\tau_\mathrm{m}$")
top.legend()
middle.imshow([[1, 2], [3, 4]])
bottom.hist([1, 2, 3])
bottom.set_title(r"$\frac{a}{b}\;\mathbf{c}$")
for form in ("svg", "png"):
    figure.savefig(io.BytesIO(), format=form)
plt.figure().add_subplot(projection="3d").plot([1], [2], [3])
FuncAnimation(figure, lambda _: [], frames=2).to_jshtml()

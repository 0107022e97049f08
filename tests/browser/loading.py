"""What is sent for a page, and when it is painted, as the browser itself counts."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from browser.conftest import LIMITS

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PAINTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve({
    first: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    largest: list.getEntries().at(-1).startTime,
  })).observe({ type: "largest-contentful-paint", buffered: true });
})"""

# How long a fixed piece of work takes here and now, in milliseconds. Other work on this machine
# can only delay it, so the best of some times counts: of three in a slowed-down browser, and of
# ten at full speed, where the work is short and a new process has other things to do.
_WORK = """(times) => Math.min(...Array.from({ length: times }, () => {
  const start = performance.now();
  let x = 0;
  for (let k = 0; k < 1e7; k += 1) {
    x = Math.sqrt(x + k);
  }
  return performance.now() - start;
}))"""


@dataclass
class Loaded:
    """What was sent for a page in kB, its paints in seconds, and on a slow line the work in ms."""

    parts: dict[str, float]
    first_paint: float
    largest_paint: float
    work: float

    @property
    def figures(self) -> float:
        """Return the kB of pictures."""
        return sum(kB for url, kB in self.parts.items() if "/_images/" in url)

    @property
    def kilobytes(self) -> float:
        """Return the kB of everything else."""
        return sum(self.parts.values()) - self.figures


def load(page: Page, path: str, *, slow: bool = False) -> Loaded:
    """Open a page, wait until the network is idle, and return what was noticed."""
    urls: dict[str, str] = {}
    sent: defaultdict[str, float] = defaultdict(float)

    def ask(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["request"]["url"]

    def finish(event: dict[str, Any]) -> None:
        name = event["requestId"]  # the icon of the tab is named by its address
        # What comes out of the cache has no bytes.
        sent[urls.get(name, name)] += event["encodedDataLength"] / 1e3

    devtools = page.context.new_cdp_session(page)
    devtools.on("Network.requestWillBeSent", ask)
    devtools.on("Network.loadingFinished", finish)
    devtools.send("Network.enable")
    if slow:
        line = LIMITS["slow"]
        throughput = 1e3 * line["kilobytes_per_second"]
        devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": line["latency"],
                "downloadThroughput": throughput,
                "uploadThroughput": throughput,
            },
        )
        rate = max(1, line["work"] / page.evaluate(_WORK, 10))
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    page.goto(f"{path}.html", wait_until="networkidle")
    paints = page.evaluate(_PAINTS)
    parts = {url: kilobytes for url, kilobytes in sent.items() if kilobytes}
    work = page.evaluate(_WORK, 3) if slow else math.nan
    return Loaded(parts, paints["first"] / 1e3, paints["largest"] / 1e3, work)

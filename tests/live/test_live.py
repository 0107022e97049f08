"""Cells that run in the page: what a reader can do with them, and what they can never do."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jupytext
import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from live.cells import LONG, output, press, ready, write
from playwright.sync_api import expect

import lif

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Response

ROOT = Path(__file__).parents[2]
REFRACTORY = "learn/refractory.html"
ENDLESS = "print('begin')\nwhile True:\n    pass"


def state(page: Page) -> str:
    """Return what the page says of Python."""
    return str(page.evaluate("document.documentElement.dataset.python"))


def cell(page: Page, number: int = 0) -> Locator:
    """Return a cell by its place on the page."""
    return page.locator("div.cell").nth(number)


def result(page: Page, code: str) -> str:
    """Return what the first cell of the page gives for other code."""
    write(cell(page), code)
    press(cell(page), "run")
    return output(cell(page))


# Nothing before it is asked for --------------------------------------------------------
def test_a_page_loads_little_before_a_button_is_pressed(page: Page, site: str) -> None:
    """Without a press of Run, a page loads at most 20 kB of script for its cells."""
    answers: list[Response] = []
    # Playwright takes no method of a list itself.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    page.goto(f"{site}/{REFRACTORY}", wait_until="networkidle")
    sizes = {answer.url: len(answer.body()) for answer in answers}
    ours = {url: size for url, size in sizes.items() if "/_static/live/" in url}
    # A site that was built again has checksums in its addresses.
    scripts = [size for url, size in ours.items() if ".js" in url]
    assert len(scripts) == 1
    assert sum(scripts) <= 20_000
    assert not [url for url in sizes if "/_static/python/" in url]
    assert state(page) == "off"


def test_a_press_of_run_loads_python_and_tells_how_far_it_is(
    page: Page, site: str
) -> None:
    """The state goes from off by loading to ready, and a bar shows the progress."""
    page.goto(f"{site}/{REFRACTORY}")
    page.evaluate("""() => {
      window.seen = new Set();
      new MutationObserver(() => {
        window.seen.add(document.documentElement.dataset.python);
        for (const status of document.querySelectorAll(".live-status")) {
          if (/Loading Python: \\d+ of \\d+ MB/.test(status.textContent)) {
            window.seen.add(`progress ${status.querySelector("progress") !== null}`);
          }
        }
      }).observe(document.documentElement,
                 { attributes: true, childList: true, subtree: true });
    }""")
    press(cell(page, 1), "run")
    seen = page.evaluate("[...window.seen]")
    assert [x for x in seen if x not in {"off", "progress true"}] == [
        *("loading", "running", "ready")
    ]
    assert "progress true" in seen
    assert output(cell(page, 1)) == "10"


def test_the_browser_keeps_python_for_the_next_page(page: Page, site: str) -> None:
    """The second page that is opened fetches nothing large."""
    page.goto(f"{site}/{REFRACTORY}")
    press(cell(page), "run")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(f"{site}/learn/spikes.html")
    press(cell(page), "run")
    assert not [url for url in fetched if url.endswith(".gzip")]


# Running -------------------------------------------------------------------------------
def test_a_cell_runs_the_cells_above_it_when_they_have_changed(
    page: Page, site: str
) -> None:
    """A changed cell is run again before a cell below it, and an unchanged one is not."""
    page.goto(f"{site}/{REFRACTORY}")
    first, second = cell(page), cell(page, 1)
    write(first, "dt = 1e-3\nprint('first cell')")
    write(second, "t_ref = 5e-3\nprint(round(t_ref / dt))")
    press(second, "run")
    assert (output(first), output(second)) == ("first cell", "5")
    write(first, "dt = 5e-4\nprint('first cell again')")
    press(second, "run")
    assert (output(first), output(second)) == ("first cell again", "10")


def test_a_cell_begins_with_the_names_that_the_cells_above_it_leave(
    page: Page, site: str
) -> None:
    """What a cell, or a cell below it, has changed before does not change its result."""
    page.goto(f"{site}/{REFRACTORY}")
    write(cell(page), "import numpy as np\nx = [1]\ny = np.zeros(2)\nz = x")
    write(cell(page, 1), "x.append(2)\ny[0] += 1\nprint(x, z, y)")
    write(cell(page, 2), "x, y, later = None, None, True")
    press(cell(page, 2), "run")
    for _ in range(2):
        press(cell(page, 1), "run")
        assert output(cell(page, 1)) == "[1, 2] [1, 2] [1. 0.]"
    write(cell(page, 1), "'later' in globals()")
    press(cell(page, 1), "run")
    assert output(cell(page, 1)) == "False"


def test_an_error_above_is_named_and_stops_the_run(page: Page, site: str) -> None:
    """A cell that builds upon one with an error is not run, and says which one it is."""
    page.goto(f"{site}/{REFRACTORY}")
    write(cell(page), "dt = 1 / 0")
    press(cell(page, 1), "run")
    assert "ZeroDivisionError: division by zero" in output(cell(page))
    status = cell(page, 1).locator(".live-status")
    expect(status).to_contain_text("stopped with an error")
    status.get_by_role("link").click()
    expect(cell(page)).to_be_in_viewport()


def test_errors_are_told_in_the_words_of_python(page: Page, site: str) -> None:
    """A traceback names the cell, shows its line with a mark, and guesses what was meant."""
    page.goto(f"{site}/{REFRACTORY}")
    said = result(page, "def f():\n    return valeu\n\nvalue = 1\nf()")
    assert said.startswith("Traceback (most recent call last):")
    assert 'File "<cell 1>", line 2, in f' in said
    assert "    return valeu\n           ^^^^^" in said
    assert said.endswith("name 'valeu' is not defined. Did you mean: 'value'?")
    assert "_cells" not in said
    assert "SyntaxError: expected ':'" in result(
        page, "for k in range(3)\n    print(k)"
    )
    said = result(page, "def f(n):\n    return f(n + 1)\n\nf(0)")
    assert said.endswith("RecursionError: maximum recursion depth exceeded")


def test_an_endless_loop_is_stopped_and_the_page_lives_on(
    page: Page, site: str
) -> None:
    """After Stop, the next run begins with a new Python and the cells above."""
    page.goto(f"{site}/{REFRACTORY}")
    write(cell(page, 2), ENDLESS)
    cell(page, 2).locator("[data-verb=run]").click()
    expect(cell(page, 2).locator(".cell_output")).to_have_text("begin", timeout=LONG)
    cell(page, 2).locator("[data-verb=stop]").click()
    ready(page)
    assert "Stopped." in cell(page, 2).locator(".live-status").inner_text()
    write(cell(page, 2), "print(n_ref)")
    press(cell(page, 2), "run")
    assert output(cell(page, 2)) == "10"


def test_stop_reaches_what_waits_and_what_loads(page: Page, site: str) -> None:
    """A stop while Python is loading, and one with a second cell waiting, end all of it."""
    page.goto(f"{site}/{REFRACTORY}")
    cell(page).locator("[data-verb=run]").click()
    cell(page).locator("[data-verb=stop]").click()
    ready(page)
    write(cell(page), ENDLESS)
    cell(page).locator("[data-verb=run]").click()
    cell(page, 1).locator("[data-verb=run]").click()
    expect(cell(page).locator(".cell_output")).to_have_text("begin", timeout=LONG)
    cell(page, 1).locator("[data-verb=stop]").click()
    ready(page)
    assert result(page, "print(6 * 7)") == "42"


def test_the_end_of_python_is_not_the_end_of_the_page(page: Page, site: str) -> None:
    """If Python itself stops, the page says so, and the next run finds a new one."""
    page.goto(f"{site}/{REFRACTORY}")
    write(cell(page), "import os\nos._exit(3)")
    press(cell(page), "run")
    assert (
        "The next run starts afresh." in cell(page).locator(".live-status").inner_text()
    )
    assert "MemoryError" in result(page, "x = [bytearray(10**9) for _ in range(6)]")
    assert result(page, "print(6 * 7)") == "42"


def test_a_picture_keeps_its_words_until_the_code_changes(
    page: Page, site: str
) -> None:
    """A new figure has the description and the caption of the old one, unless it may differ."""
    page.goto(f"{site}/{REFRACTORY}")
    drawn = page.locator("div.cell:has(> .cell_output img)").first
    image = drawn.locator(".cell_output img:not(.only-dark)")
    words = image.get_attribute("alt")
    caption = drawn.locator("figcaption")
    said = caption.inner_text()
    assert words
    assert said
    press(drawn, "run")
    assert str(image.get_attribute("src")).startswith("blob:")
    assert image.get_attribute("alt") == words
    assert caption.inner_text() == said
    assert (
        image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    )
    code = drawn.locator(".cell_input pre").first.text_content() or ""
    write(drawn, code.replace("i_mean * 0.9", "i_mean"))
    press(drawn, "run")
    assert image.get_attribute("alt") == "A figure that this cell has drawn."
    expect(caption).to_have_count(0)


def test_numbers_are_those_of_this_machine(page: Page, site: str) -> None:
    """A run of lif, and random numbers, have the same bits in the page as here."""
    code = """
import hashlib
import lif
import numpy as np

rng = np.random.default_rng(7)
t = lif.time_grid(t_max=1.0, dt=1e-4)
i = lif.noise_current(t, 25e-11, 1.2, 20, rng=rng)
trace = lif.run(i, lif.Neuron(t_ref=3e-3), dt=1e-4)
digest = hashlib.sha256(trace.v.tobytes() + trace.spiked.tobytes()).hexdigest()
"""
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the same code here and in the page
    page.goto(f"{site}/{REFRACTORY}")
    assert result(page, f"{code}print(digest, trace.spiked.sum())") == (
        f"{names['digest']} {names['trace'].spiked.sum()}"
    )


def test_the_call_of_python_carries_files(page: Page, site: str) -> None:
    """A script of the site can hand Python an array, and read one that it has computed."""
    page.goto(f"{site}/{REFRACTORY}")
    currents = np.linspace(0, 5e-10, 50)
    answer = page.evaluate(
        """async ([place, currents]) => {
          const python = await import(new URL("../live/python.js", place));
          python.place(place);
          const source = `
import numpy as np, lif
i = np.frombuffer(open("/tmp/i", "rb").read())
v = lif.run(i, lif.Neuron(), dt=1e-3).v
open("/tmp/v", "wb").write(v.tobytes());
print("done")
len(i)`;
          const files = { "tmp/i": new Uint8Array(new Float64Array(currents).buffer) };
          const made = await python.run(source, { files, wanted: ["tmp/v"] });
          const v = [...new Float64Array(made.files["tmp/v"].buffer)];
          return { ...made, files: undefined, v };
        }""",
        [f"{site}/_static/python/", currents.tolist()],
    )
    expected = lif.run(currents, lif.Neuron(), dt=1e-3).v.tolist()
    assert answer["v"] == expected
    assert (answer["output"], answer["value"], answer["error"]) == (
        "done\n",
        "50",
        None,
    )


# Safety --------------------------------------------------------------------------------
def test_nothing_that_a_cell_gives_becomes_html(page: Page, site: str) -> None:
    """Prints, values, errors and figures with tags in them stay texts and images."""
    page.goto(f"{site}/{REFRACTORY}")
    code = r"""
import sys
import matplotlib.pyplot as plt
evil = "<script>window.evil = 1</script><img src=x onerror='window.evil = 2'>"
print(evil)
print(evil, file=sys.stderr)
class Evil:
    def __repr__(self):
        return evil
    def _repr_html_(self):
        return evil
figure, axes = plt.subplots()
axes.set_title(evil)
axes.plot([0, 1], gid="\"><script>window.evil = 3</script>", url="javascript:window.evil=4")
plt.show()
Evil()
"""
    write(cell(page), code)
    press(cell(page), "run")
    box = cell(page).locator(".cell_output")
    expect(box.locator("img")).to_have_count(2)  # light and dark
    assert box.inner_text().count("<script>") == 3
    assert result(page, "raise ValueError('<img src=x onerror=alert(1)>')").endswith(
        "ValueError: <img src=x onerror=alert(1)>"
    )
    inside = (
        "script, iframe, object, embed, svg, [onerror], [onload], a[href^=javascript]"
    )
    expect(box.locator(inside)).to_have_count(0)
    assert page.evaluate("window.evil") is None


def test_python_has_no_way_to_the_network(page: Page, site: str) -> None:
    """Neither Python nor anything else in its thread can ask a server for something."""
    page.goto(f"{site}/{REFRACTORY}")
    assert result(page, "print(1)") == "1"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said = result(
        page,
        f"import socket\nsocket.create_connection(('127.0.0.1', {site.rpartition(':')[2]}))",
    )
    assert "Error" in said
    assert "Error" in result(page, "import subprocess\nsubprocess.run(['ls'])")
    assert "Error" in result(page, "import js")
    assert "Error" in result(
        page, f"import urllib.request\nurllib.request.urlopen('{site}')"
    )
    (worker,) = page.workers
    names = ["fetch", "XMLHttpRequest", "WebSocket", "importScripts", "EventSource"]
    names += ["WebTransport", "Worker", "caches", "indexedDB", "BroadcastChannel"]
    kinds = worker.evaluate(
        """names => names.flatMap(name => {
          const owners = [];
          for (let o = self; o; o = Object.getPrototypeOf(o)) owners.push(typeof o[name]);
          return owners;
        })""",
        names,
    )
    assert set(kinds) == {"undefined"}
    assert not asked


# What a reader writes ------------------------------------------------------------------
def test_edits_are_there_again_at_the_next_visit(page: Page, site: str) -> None:
    """A changed cell keeps its text, Reset brings back the page's, and so does Start over."""
    page.goto(f"{site}/{REFRACTORY}")
    original = cell(page, 1).locator(".cell_input pre").first.inner_text()
    write(cell(page, 1), "print('mine')")
    page.reload()
    editor = cell(page, 1).locator(".cm-content")
    expect(editor).to_have_text("print('mine')")
    cell(page, 1).locator("[data-verb=reset]").click()
    assert editor.inner_text().split() == original.split()
    write(cell(page, 1), "print('mine again')")
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.locator("[data-verb=over]").click()
    expect(editor).to_have_count(0)
    assert page.evaluate("localStorage.length") == page.evaluate(
        "Object.keys(localStorage).filter(key => !key.startsWith('lif:')).length"
    )


def test_an_exercise_is_done_on_every_page(
    page: Page, site: str, tmp_path: Path
) -> None:
    """The solution can be taken over; the exercise is then done, and the notebook tells it."""
    page.goto(f"{site}/{REFRACTORY}")
    answer = page.locator("div.cell.tag_exercise-19")
    press(answer, "check")
    assert output(page.locator("div.cell.tag_check-19")).startswith("Not yet")
    page.locator("div.cell.tag_solution-19 summary").click()
    page.locator("div.cell.tag_solution-19 [data-verb=take]").click()
    expect(answer.locator(".cm-content")).to_contain_text("resting = refractory > 0")
    press(answer, "check")
    assert output(page.locator("div.cell.tag_check-19")).startswith("Right")
    expect(page.locator("h2 .live-done")).to_have_text("done")
    done = json.loads(page.evaluate("localStorage.getItem('lif:done')"))
    assert done == {"learn/refractory": ["19"]}

    with page.expect_download() as download:
        page.locator("[data-verb=download]").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    tagged = {tag: x for x in notebook.cells for tag in x.metadata.get("tags", [])}
    assert "resting = refractory > 0" in tagged["exercise-19"].source
    assert tagged["check-19"].outputs[0].text.startswith("Right")

    page.reload()
    expect(page.locator("h2 .live-done")).to_have_text("done")
    page.goto(f"{site}/learn/index.html")
    marked = page.locator(".course-path li:has(.live-done)")
    expect(marked).to_contain_text("Refractory periods")
    expect(marked).to_contain_text("done: exercise 19")


def test_cells_below_an_exercise_use_a_right_answer_and_else_the_solution(
    page: Page, site: str
) -> None:
    """A wrong answer does not spoil the rest of the page, and a right one is used."""
    page.goto(f"{site}/{REFRACTORY}")
    answer = page.locator("div.cell.tag_exercise-19")
    last = cell(page, -1)
    write(answer, "v = 'wrong'")
    write(last, "print(v.shape, 'mine' in globals())")
    press(last, "run")
    assert output(last) == "(150, 500) False"
    write(answer, f"{solution('refractory', '19')}\nmine = True")
    press(answer, "check")
    press(last, "run")
    assert output(last) == "(150, 500) True"


def test_a_japanese_page_answers_in_japanese(page: Page, site: str) -> None:
    """Buttons, verdicts and marks do, and Python is that of the English site."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path))
    page.goto(f"{site.removesuffix('en')}ja/{REFRACTORY}")
    answer = page.locator("div.cell.tag_exercise-19")
    verdict = page.locator("div.cell.tag_check-19 .cell_output")
    answer.get_by_role("button", name="答えを確認").click()
    ready(page)
    assert verdict.inner_text().strip().startswith("まだです")
    write(answer, solution("refractory", "19"))
    press(answer, "check")
    assert verdict.inner_text().strip().startswith("正解です")
    expect(page.locator(".live-done")).to_have_text("完了")
    binary = [path for path in fetched if "/_static/python/" in path]
    assert binary
    assert all(path.startswith("/en/") for path in binary)


def solution(name: str, number: str) -> str:
    """Return the solution of an exercise."""
    page = jupytext.read(ROOT / "docs" / "learn" / f"{name}.md", fmt="md:myst")
    (found,) = (
        x.source
        for x in page.cells
        if f"solution-{number}" in x.metadata.get("tags", [])
    )
    return str(found)


def test_faulty_loops_get_their_counterexamples(page: Page, site: str) -> None:
    """Five loops, each with a fault: the report names a property or a cause, and draws it."""
    file = ROOT / "tests" / "site" / "wrong_answers" / "test-your-neuron.toml"
    wrong = tomllib.loads(file.read_text(encoding="utf-8"))["22"]
    page.goto(f"{site}/learn/test-your-neuron.html")
    answer = page.locator("div.cell.tag_exercise-22")
    check = page.locator("div.cell.tag_check-22")
    right = solution("test-your-neuron", "22")
    for old, new, words in wrong[:5]:
        write(answer, right.replace(old, new))
        press(answer, "check")
        said = output(check)
        assert "BROKEN" in said
        assert words in " ".join(said.split())
        assert re.search(r"^ *simulate\(i, neuron, ", said, re.MULTILINE)
        expect(check.locator(".cell_output img.only-light")).to_have_count(1)


# Everybody -----------------------------------------------------------------------------
def test_the_keyboard_is_not_caught(page: Page, site: str) -> None:
    """Tab passes through an editor; it indents only after typing, until Escape is pressed."""
    page.goto(f"{site}/{REFRACTORY}")
    edit = cell(page, 1).locator("[data-verb=edit]")
    edit.focus()
    page.keyboard.press("Enter")
    editor = cell(page, 1).locator(".cm-content")
    expect(editor).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, 1).locator("[data-verb=run]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("if True:\nprint(6 * 7)")
    page.keyboard.press("Home")
    assert editor.inner_text().rstrip().endswith("\n    print(6 * 7)")
    page.keyboard.press("Tab")
    assert editor.inner_text().rstrip().endswith("\n        print(6 * 7)")
    page.keyboard.press("Control+Enter")
    ready(page)
    assert output(cell(page, 1)) == "42"
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell(page, 1).locator("[data-verb=run]")).to_be_focused()


# The brightest pixel of a picture's visible parts.
BRIGHTEST = """async (image) => {
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let brightest = 0;
  for (let k = 0; k < data.length; k += 4)
    if (data[k + 3] > 250) brightest = Math.max(brightest, data[k]);
  return brightest;
}"""


def test_dots_that_are_stored_as_an_image_can_be_seen_in_the_dark(
    page: Page, site: str
) -> None:
    """Black dots that a reader draws have the colour of the text in the dark."""
    page.goto(f"{site}/{REFRACTORY}")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    code = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\n"
    code += "axes.axis('off')\nfigure.patch.set_alpha(0)\n"
    code += "axes.plot([0, 1], 'ko', rasterized=True)\nplt.show()"
    write(cell(page), code)
    press(cell(page), "run")
    image = cell(page).locator(".cell_output img.only-dark")
    assert image.evaluate(BRIGHTEST) > 150


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_live_parts_are_accessible_and_fit_on_a_phone(
    page: Page, site: str, theme: str
) -> None:
    """With an editor, an error, a figure and a verdict, axe finds no fault; nothing is cut."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/{REFRACTORY}")
    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
    press(page, "all")
    press(page.locator("div.cell.tag_exercise-19"), "check")
    write(
        cell(page, 1),
        "for k in range(3)  # a comment that is longer than a phone is wide\n",
    )
    press(cell(page, 1), "run")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for number in range(page.locator(".live-button:visible").count()):
        box = page.locator(".live-button:visible").nth(number).bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390
    found = Axe().run(page, context=".bd-article")
    assert found.violations_count == 0, found.generate_report()


def test_a_page_from_a_folder_says_what_to_do(page: Page, folder: Path) -> None:
    """Without a server the page is whole, has no buttons, and says how to get them."""
    page.goto((folder / REFRACTORY).as_uri())
    expect(page.locator(".live-sentence")).to_contain_text("python -m http.server")
    expect(page.locator(".live-button")).to_have_count(0)
    assert output(cell(page, 1)) == "10"


def test_a_page_without_scripts_says_so(browser: Browser, site: str) -> None:
    """Without scripts the page is whole, and says what they would be needed for."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{REFRACTORY}")
    expect(page.locator(".live-sentence:visible")).to_contain_text("needs scripts")
    expect(page.locator(".live-button")).to_have_count(0)
    assert output(cell(page, 1)) == "10"
    context.close()


def test_an_old_browser_is_told_so(page: Page, site: str) -> None:
    """Without exceptions in WebAssembly, the first press says why nothing runs."""
    page.add_init_script("WebAssembly.validate = () => false")
    page.goto(f"{site}/{REFRACTORY}")
    press(cell(page, 1), "run")
    assert "too old" in cell(page, 1).locator(".live-status").inner_text()
    assert state(page) == "off"
    assert output(cell(page, 1)) == "10"


def test_a_runtime_that_is_missing_is_told_and_can_be_tried_again(
    page: Page, site: str
) -> None:
    """If a file cannot be fetched, the page says which one; a later press succeeds."""
    page.route("**/*.gzip", lambda route: route.fulfill(status=503))
    page.goto(f"{site}/{REFRACTORY}")
    press(cell(page, 1), "run")
    assert (
        "cannot be fetched (503)" in cell(page, 1).locator(".live-status").inner_text()
    )
    page.unroute("**/*.gzip")
    press(cell(page, 1), "run")
    assert cell(page, 1).locator(".live-status").inner_text() == ""

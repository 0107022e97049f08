"""How the site is built: pages that execute, a gallery and the API reference.

Everything a page needs is in the built folder: it reads the same without a network.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from numpydoc.xref import DEFAULT_LINKS

import lif
import lif.properties

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
ROOT = HERE.parent

# For the extensions in _ext and for what pages use of _support, here and in their kernels.
sys.path.insert(0, str(HERE))
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(HERE), os.environ.get("PYTHONPATH", "")]
)
# Pages run in this Python and draw SVG, whatever kernels the user has.
os.environ["JUPYTER_PATH"] = str(HERE / "_ext" / "jupyter")

project = "lif"
author = "The lif contributors"
release = version = lif.__version__
language = os.environ.get("LIF_LANGUAGE", "en")
# "made" by running cells and examples, or "kept" from the build that has run them.
lif_outputs = os.environ.get("LIF_OUTPUTS", "made")

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "notfound.extension",
    "sphinxcontrib.bibtex",
    "_ext.accessible",
    "_ext.brand",
    "_ext.course",
    "_ext.diagrams",
    "_ext.example_notebooks",
    "_ext.executed",
    "_ext.exercises",
    "_ext.explorer",
    "_ext.gallery",
    "_ext.highlighting",
    "_ext.japanese",
    "_ext.languages",
    "_ext.live",
    "_ext.mathematics",
    "_ext.neuron",
    "_ext.navigation",
    "_ext.notebooks",
    "_ext.pictures",
    "_ext.player",
    "_ext.reference",
    "_ext.source",
    "_ext.stylesheets",
    "_ext.units",
    "_ext.words",
]
templates_path = ["_templates"]
exclude_patterns = ["_*", "gallery/**.ipynb", "gallery/**.py"]

# Pages ---------------------------------------------------------------------------------
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
# Executed as it is read, and always: a cache would not notice that the library has changed.
nb_execution_mode = "inline"
nb_execution_show_tb = True  # and the warning that carries it fails the build
nb_execution_timeout = 60
nb_output_stderr = "warn"
# One cell's prints are one box. In pieces, a line would be cut where a piece ends (MyST-NB
# ends each of them with a line break), so our kernel sends what a cell prints in one piece.
nb_merge_streams = True
nb_render_markdown_format = "gfm"  # a cell may make a table
nb_eval_name_regex = ".+"  # {eval}`f"{1e3 * dt:.0f} ms"`
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
nb_ipywidgets_js: dict[str, Any] = {}  # they would come from another host

# Works that the pages cite: authors and year in the text, the list on its own page.
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
bibtex_default_style = "plain"

# What is there to be copied: not outputs, not the quoted tests, and no prompts.
copybutton_selector = ", ".join(
    f"div.highlight-{language} pre"
    for language in (
        "ipython3",
        "Python",
        "python:not(.source *)",
        "sh",
        "pycon",
        "default",
    )
)
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True

# Languages -----------------------------------------------------------------------------
# The text of the site is English; catalogues hold its translations, one for each page.
locale_dirs = ["locales"]
gettext_compact = False
gettext_uuid = False
gettext_location = False
gettext_last_translator = ""

# Gallery -------------------------------------------------------------------------------
sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "image_scrapers": ("_ext.gallery.scrape",),
    "subsection_order": [
        f"../gallery/{section}"
        for section in ("one_neuron", "numbers", "noise", "many_neurons")
    ],
    "within_subsection_order": "_ext.gallery.FromSimpleToAdvanced",
    "run_stale_examples": lif_outputs == "made",  # as with the pages
    "abort_on_example_error": True,
    "reset_modules": ("matplotlib", "_ext.gallery.fail_on_warnings"),
    "reset_modules_order": "both",
    "doc_module": ("lif",),
    "backreferences_dir": "gallery/_uses",
    "download_all_examples": False,
    "show_signature": False,
    "write_computation_times": False,
    "min_reported_time": 3600,
}

# Reference -----------------------------------------------------------------------------
autodoc_typehints = "none"  # the docstrings say more: units and shapes
autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
DEFAULT_LINKS.clear()  # they lead to other sites: a build would have to ask those
numpydoc_xref_aliases = {
    name.rpartition(".")[2]: f"lif.{name}"
    for name in (
        *("Neuron", "State", "Trace"),
        *("properties.Conventions", "properties.Counterexample"),
        *("properties.Finding", "properties.Report"),
    )
}
numpydoc_xref_ignore = "all"
# A name in single backticks is a link, or a parameter of something public, or a mistake.
default_role = "py:obj"
nitpick_ignore = {
    ("py:obj", parameter)
    for module in (lif, lif.exact, lif.spikes, lif.properties)
    for name in module.__all__
    if callable(public := getattr(module, name))
    for parameter in inspect.signature(public).parameters
}
nitpick_ignore_regex = {("py:obj", r"(dataclasses|numpy|matplotlib)\..+")}

# Look ----------------------------------------------------------------------------------
html_theme = "pydata_sphinx_theme"
html_title = "lif"
html_math_renderer = "katex"
html_static_path = ["_static"]
html_css_files = ["lif.css"]
html_copy_source = False
html_search_scorer = str(HERE / "_web" / "search_scorer.js")
html_sidebars = {"**": ["sidebar-nav-bs"], "index": [], "explorer": [], "404": []}
html_context = {"default_mode": "auto"}  # light or dark as the reader's system
html_theme_options = {
    "logo": {"text": "lif"},
    "navbar_align": "left",
    "navbar_persistent": ["search-button", "language"],  # on phones, too
    "navbar_end": ["theme-switcher"],
    "pygments_light_style": "github-light-colorblind",
    "pygments_dark_style": "github-dark-colorblind",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["licence"],
    "footer_end": ["translation"],
}

# Address -------------------------------------------------------------------------------
# Where the site is published, "https://example.org/lif/en/". Canonical addresses, the map of
# the site and previews need it, and are left out as long as it is empty.
html_baseurl = os.environ.get("LIF_SITE_ADDRESS", "")
if html_baseurl:
    html_baseurl = html_baseurl.removesuffix("en/") + f"{language}/"
notebooks_base_url = html_baseurl
if html_baseurl:
    extensions += ["sphinx_sitemap", "sphinxext.opengraph"]
    sitemap_url_scheme = "{link}"
    html_extra_path = ["picture.png"]
    ogp_site_url = html_baseurl
    ogp_image = html_baseurl + "picture.png"
# A host shows this page at whatever address was not found, so its own links are absolute.
notfound_urls_prefix = urlsplit(html_baseurl).path or f"/{language}/"


def sources_digest() -> str:
    """Tell one state of what the pages run and quote from another."""
    folders = (
        "lif",
        "tests",
        "gallery",
        "gallery/*",
        "docs",
        "docs/_*",
        "docs/_data/peers",
    )
    files = sorted(
        file
        for folder in folders
        for file in ROOT.glob(f"{folder}/*")
        if file.suffix in {".csv", ".json", ".mplstyle", ".py", ".toml"}
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def keep_outputs_out_of_the_site(app: Sphinx) -> None:
    """Let myst-nb write beside the doctrees: its files are copied to the site from there."""
    folder = str(app.doctreedir / "outputs")
    app.env.mystnb_config = app.env.mystnb_config.copy(output_folder=folder)


def setup(app: Sphinx) -> None:
    """Read every page again when the library, a quoted test or an example has changed."""
    app.add_config_value("sources", sources_digest(), "env")
    app.connect("builder-inited", keep_outputs_out_of_the_site, priority=900)

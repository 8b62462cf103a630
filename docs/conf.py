"""The handbook as pages: MyST Markdown, built in the test run with warnings as errors."""

from comitia import __version__

project = "Comitia"
author = "the Comitia maintainers"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Comitia"
html_copy_source = False
html_show_sphinx = False
autodoc_typehints = "description"
suppress_warnings = ["myst.header"]

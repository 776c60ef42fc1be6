"""How the documents become web pages: `make docs`. Every warning is an error there: a broken link, an unknown anchor."""

project = "coursepack"
copyright = "the coursepack project, MIT License"  # noqa: A001  # Sphinx calls it so
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "coursepack"
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]

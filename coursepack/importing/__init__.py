"""Bring what you have: notes, office files, web pages, copied texts → chapters, draft works, a list of what to look at.

Each kind of file has a reader (`note_program`, `office`, `web_page`, `copied_text`) that makes pandoc's tree of it; `cleaning`
makes that the tree of a chapter, `note_matching` turns notes into citations, `writing` writes it and accounts for every word.
`reading` takes one file that way, `project` several into a project.
"""

from coursepack.importing.model import Chapter, Concern, Unreadable
from coursepack.importing.project import BIBLIOGRAPHY, Imported, import_files
from coursepack.importing.reading import import_file

__all__ = ["BIBLIOGRAPHY", "Chapter", "Concern", "Imported", "Unreadable", "import_file", "import_files"]

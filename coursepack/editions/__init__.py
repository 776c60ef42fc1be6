"""Third room: the canonical book made into pages, an e-book and citation files."""

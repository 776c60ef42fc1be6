"""Second room: the sources joined into one canonical book, citations resolved once, every id unique."""

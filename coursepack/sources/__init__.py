"""First room: what the author wrote, read into plain frozen data that knows its file and line."""

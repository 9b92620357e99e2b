"""A small app of its own, for what needs a database file, a process to kill, or no migrations."""

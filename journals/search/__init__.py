"""Finding one's own words again, in an index that is in memory only.

See docs/search.md for what is searched and what it takes.
"""

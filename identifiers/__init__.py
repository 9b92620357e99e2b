"""Finds what may identify a person in a text. Pure Python: no models, no settings, no I/O."""

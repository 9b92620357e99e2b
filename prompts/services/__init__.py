"""Changes to the library, and to what houses have beside it."""

from .loading import digest_of, load_library

__all__ = ["digest_of", "load_library"]

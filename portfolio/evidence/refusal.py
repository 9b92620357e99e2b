class FileRefused(ValueError):
    """Its text is for the person who brought the file."""

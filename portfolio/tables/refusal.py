class TableRefused(ValueError):
    """Its text is for the person who brought the table."""

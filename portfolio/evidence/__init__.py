"""Files that a person keeps beside their portfolio: what may come in, and as what."""

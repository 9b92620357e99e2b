"""Backups: one file that holds the whole database as it stood at one moment, and never the key."""

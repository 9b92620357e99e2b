"""The demonstration people and what they wrote: data in YAML, loaded through the services."""

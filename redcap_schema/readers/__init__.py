"""From typed rows to the core's values, one module a subject."""

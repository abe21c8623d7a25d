"""One academic year of a synthetic department, lived through on this machine."""

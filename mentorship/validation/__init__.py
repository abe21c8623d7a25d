"""Data problems as values: the rules V1 to V20."""

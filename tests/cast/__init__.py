"""The cast of edge cases through one academic year. Source: programme.md 6.3."""

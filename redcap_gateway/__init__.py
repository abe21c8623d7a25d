"""Talking to REDCap: one port, PyCap behind it, minimal and fenced writes."""

"""Tests of the status rows."""

"""Tests of the validation helpers."""

"""Measurements that are run by hand, never in the tests."""

<<<<<<< HEAD
"""Measurements that are run by hand."""
=======
"""Measurements that are run by hand, never in the tests."""
>>>>>>> pairing

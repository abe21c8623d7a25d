"""Who could be paired with whom: an exact optimum, its certificate and its reasons."""

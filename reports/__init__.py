"""Programme figures and pages; the only home of pandas."""

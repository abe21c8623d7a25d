"""What is owed, by whom, when; what was done; which notice is owed tonight."""

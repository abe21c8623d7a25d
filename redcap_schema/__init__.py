"""What the REDCap project looks like, in canonical names."""

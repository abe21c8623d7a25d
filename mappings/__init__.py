"""What a department calls things: one YAML file each, only the differences."""

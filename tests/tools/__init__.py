"""Programs that anyone may run to see a proof with their own eyes."""

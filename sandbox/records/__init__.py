"""Records in and out: which columns, which rows, which values, and what an import may change."""

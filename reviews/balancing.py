"""Who reads what, in balance. Plain Python."""

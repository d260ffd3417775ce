"""What a report says, section by section: counts in, words, tables and charts out. Plain Python, no database."""

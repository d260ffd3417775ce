"""What partner universities read: counts of their own beside everybody's, protected for all partners together. Plain Python."""

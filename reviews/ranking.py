"""The ranking of a selection board. Plain Python."""

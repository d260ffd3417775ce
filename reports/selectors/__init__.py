"""What the roof reads: the whole pipeline, and, apart from it, who the people in it said they are."""

"""What the roof writes: self-identifications, and who read them."""

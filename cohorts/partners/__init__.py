"""Partner universities: who signs in for them, their codes, and the materials that they download."""

"""The boot camp's pages."""

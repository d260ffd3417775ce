"""Open Badges 3.0, plain: the document, its signature, and the picture that carries it. Knows no table and no page."""

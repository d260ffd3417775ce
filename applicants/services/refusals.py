"""The refusals that several services share, below all of them."""


class DecisionRefused(ValueError):
    """A decision that cannot be staged, dropped, released or answered; the message is the reason in words."""

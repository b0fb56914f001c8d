"""When an order to the control cannot be carried out."""


class Refusal(Exception):
    """What was asked of the control makes no sense; the message says why."""

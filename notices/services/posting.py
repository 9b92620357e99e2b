"""The mail that says that something is new."""


def send_due() -> int:
    return 0

"""Which news of shares people are told, and when it is news no more."""

from journals.models import Reply, Share


def shared(share: Share) -> None:
    """A share waits for its reader."""


def no_longer_waits(share: Share) -> None:
    """It was opened, taken back or shut: nobody needs to hear of it any more."""


def answered(share: Share) -> None:
    """Its reader said something."""


def replied(share: Share, reply: Reply) -> None:
    """The talk goes on."""


def acknowledged(share: Share) -> None:
    """What had invited more is acknowledged as it stands."""

"""People, the organisations they belong to, and the trail of who opened what."""

from .factors import Factor, FactorQuerySet
from .organisations import (
    Invitation,
    Membership,
    MembershipQuerySet,
    Organisation,
    Team,
    known_roles,
)
from .security import Hold, HoldNotice, RecoveryCode, Tally
from .trail import CALENDAR, AuditEvent, Trail, TrailIsAppendOnly
from .users import ERASED, Address, User, UserManager, address_key, check_address, is_here

__all__ = [
    "CALENDAR",
    "ERASED",
    "Address",
    "AuditEvent",
    "Factor",
    "FactorQuerySet",
    "Hold",
    "HoldNotice",
    "Invitation",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "RecoveryCode",
    "Tally",
    "Team",
    "Trail",
    "TrailIsAppendOnly",
    "User",
    "UserManager",
    "address_key",
    "check_address",
    "is_here",
    "known_roles",
]

from .agenda import SessionAction, SessionActionQuerySet, SessionTopic, SessionTopicQuerySet
from .agreements import Agreement, AgreementQuerySet, Signature, Terms
from .changes import Handing, SupervisorWish
from .feedback import PairFeedback, PairFeedbackQuerySet
from .pairs import Capacity, Supervision, SupervisionQuerySet
from .parking import ParkedSheet
from .peers import PeerRequest, PeerRequestQuerySet
from .sessions import SessionPart, SupervisionSession, SupervisionSessionQuerySet

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "Capacity",
    "Handing",
    "PairFeedback",
    "PairFeedbackQuerySet",
    "ParkedSheet",
    "PeerRequest",
    "PeerRequestQuerySet",
    "SessionAction",
    "SessionActionQuerySet",
    "SessionPart",
    "SessionTopic",
    "SessionTopicQuerySet",
    "Signature",
    "Supervision",
    "SupervisionQuerySet",
    "SupervisionSession",
    "SupervisionSessionQuerySet",
    "SupervisorWish",
    "Terms",
]

from .accounts import ReflectiveAccount
from .cycles import Cycle
from .evidence import Attachment, AttachmentPart
from .lines import Cpd, Feedback, Line, PracticeHours
from .parking import ParkedForm

__all__ = [
    "Attachment",
    "AttachmentPart",
    "Cpd",
    "Cycle",
    "Feedback",
    "Line",
    "ParkedForm",
    "PracticeHours",
    "ReflectiveAccount",
]

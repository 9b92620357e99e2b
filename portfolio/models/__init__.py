from .accounts import AccountSource, ReflectiveAccount
from .cycles import Cycle
from .evidence import Attachment, AttachmentPart
from .forms import Confirmation, Discussion, SignedForm
from .lines import Cpd, Feedback, Line, PracticeHours
from .parking import ParkedForm

__all__ = [
    "AccountSource",
    "Attachment",
    "AttachmentPart",
    "Confirmation",
    "Cpd",
    "Cycle",
    "Discussion",
    "Feedback",
    "Line",
    "ParkedForm",
    "PracticeHours",
    "ReflectiveAccount",
    "SignedForm",
]

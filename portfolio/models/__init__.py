from .accounts import ReflectiveAccount
from .cycles import Cycle
from .lines import Cpd, Feedback, Line, PracticeHours
from .parking import ParkedForm

__all__ = ["Cpd", "Cycle", "Feedback", "Line", "ParkedForm", "PracticeHours", "ReflectiveAccount"]

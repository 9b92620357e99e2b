"""What the library has, what houses have besides, and what is answered to their measures."""

from .frameworks import Framework, Requirement, Standard
from .library import Programme, ProgrammeDraft, Prompt, PromptVersion
from .measures import Measure, Sitting

__all__ = [
    "Framework",
    "Measure",
    "Programme",
    "ProgrammeDraft",
    "Prompt",
    "PromptVersion",
    "Requirement",
    "Sitting",
    "Standard",
]

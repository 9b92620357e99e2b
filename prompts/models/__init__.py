"""What the library has, what houses have besides, and what is answered to their measures."""

from .library import Framework, Programme, ProgrammeDraft, Prompt, PromptVersion, Standard
from .measures import Measure, Sitting

__all__ = [
    "Framework",
    "Measure",
    "Programme",
    "ProgrammeDraft",
    "Prompt",
    "PromptVersion",
    "Sitting",
    "Standard",
]

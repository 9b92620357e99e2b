"""Prompts of the library, and one of nobody's."""

from prompts.models import PromptVersion
from tests.makers import make_prompt_version
from vault.ids import short


def a_prompt(title: str) -> str:
    return make_prompt_version(title=title).title


def prompts_of_every_kind() -> list[str]:
    """A few current prompts that together ask every kind of question there is."""
    versions = list(PromptVersion.objects.current().filter(prompt__programme__retired_at=None))
    wanted = {q["kind"] for version in versions for q in version.questions}
    chosen: list[str] = []
    while wanted:
        best = max(versions, key=lambda v: len(wanted & {q["kind"] for q in v.questions}))
        found = wanted & {q["kind"] for q in best.questions}
        if not found:
            raise RuntimeError(f"nothing asks {wanted}")
        wanted -= found
        chosen.append(short(best.prompt_id))
    return chosen

"""What everybody finds in the library, there and retired; what a house has is in houses.py."""

import uuid
from typing import Any

from django.utils import timezone

from prompts.models import Framework, Prompt
from tests.makers import make_prompt, make_prompt_version
from tests.prompts.files import TEA
from vault.ids import short

ADDRESSES = {
    "library/prompt/<id:pk>/": "prompt",
    "library/<slug:key>/": "programme",
    "library/<slug:key>/file/": "programme",
    "library/<slug:key>/print/": "programme",
    "library/<slug:key>/retire/": "programme",
    "library/<slug:key>/bring-back/": "programme",
    "library/prompt/<id:pk>/file/": "prompt",
    "library/prompt/<id:pk>/print/": "prompt",
    "library/codes/<slug:key>/": "framework",
    "library/codes/<slug:key>/retire/": "framework",
    "library/codes/<slug:key>/bring-back/": "framework",
    "measures/<id:pk>/": "measure",
    "measures/filled/<id:pk>/": "sitting",
    "measures/filled/<id:pk>/erase/": "sitting",
    "house/<id:organisation>/": "organisation",
    "house/<id:organisation>/add/": "organisation",
    "house/<id:organisation>/preview/": "organisation",
}


def make_public(prompt: Prompt, missing: uuid.UUID) -> dict[tuple[str, str], str]:
    """What stands in an address, by its kind and the relation."""
    Framework.objects.create(
        key="a-code", name="A code", short_name="Code", regulator="A regulator"
    )
    retired = make_prompt()
    make_prompt_version(prompt=retired)
    retired.programme.retired_at = retired.retired_at = timezone.now()
    retired.programme.save()
    retired.save()
    return {
        ("prompt", "there"): short(prompt.pk),
        ("prompt", "retired"): short(retired.pk),
        ("prompt", "missing"): short(missing),
        ("programme", "there"): prompt.programme.key,
        ("programme", "retired"): retired.programme.key,
        ("programme", "missing"): "not-there",
        ("framework", "there"): "a-code",
        ("framework", "missing"): "not-there",
    }


def library_bodies() -> dict[str, dict[str, Any]]:
    """What a valid POST about the library, a house's part of it or a measure carries."""
    return {
        "library/<slug:key>/retire/": {},
        "library/<slug:key>/bring-back/": {},
        "library/codes/<slug:key>/retire/": {},
        "library/codes/<slug:key>/bring-back/": {},
        "measures/<id:pk>/": {"answer-t1": "3", "do": "finish"},
        "measures/filled/<id:pk>/erase/": {},
        "house/<id:organisation>/add/": {"text": TEA, "do": "check"},
        "house/<id:organisation>/preview/": {"seen": "x"},
    }

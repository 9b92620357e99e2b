"""The rows that ids mean, and what deeds of several rooms stand on."""

from journals.models import Entry
from people.models import User
from prompts.models import PromptVersion
from tests.makers import make_prompt_version
from vault.ids import from_short


def user_of(id: str) -> User:
    return User.objects.get(pk=from_short(id))


def entry_of(id: str) -> Entry:
    return Entry.objects.get(pk=from_short(id))


_version: list[PromptVersion] = []


def plain_version() -> PromptVersion:
    if not _version:
        _version.append(make_prompt_version())
    return _version[0]

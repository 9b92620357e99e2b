"""A programme as the text of its file: always the same one, and it reads back as it was."""

from typing import Any

import yaml

from .frameworks import CodeFile
from .programmes import ProgrammeFile

WIDTH = 100


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are moved in, as in the files of the library."""
        super().increase_indent(flow, False)


def as_yaml(file: ProgrammeFile | CodeFile) -> str:
    """What the file says and no default, in the order of docs/library.md."""
    plain = file.model_dump(mode="json", exclude_defaults=True)
    if isinstance(file, CodeFile) and file.effective_from:
        plain["effective_from"] = file.effective_from  # a day, and no text in quotes
    for prompt in plain.get("prompts", []):
        prompt["questions"] = [_in_order(question) for question in prompt["questions"]]
    text: str = yaml.dump(
        plain,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=WIDTH,
    )
    return text


def _in_order(question: dict[str, Any]) -> dict[str, Any]:
    return {name: question[name] for name in ("key", "kind", "text")} | question

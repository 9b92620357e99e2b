"""How well the check finds what people marked by hand.

    python -m tests.identifiers.measure                figures for both sets
    python -m tests.identifiers.measure --sentences    what went wrong, in the open set only

The second set is measured and never shown: who works on the rules does not read it.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from identifiers import Finding, Level, find

HERE = Path(__file__).parent
OPEN = HERE / "sentences.yaml"
UNSEEN = HERE / "sentences_unseen.yaml"


@dataclass(frozen=True)
class Mark:
    start: int
    end: int
    what: str
    group: str


@dataclass
class Sentence:
    text: str
    marks: list[Mark]
    places: list[str]


@dataclass
class Figures:
    found: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    sentences: int = 0
    negatives: int = 0
    disturbed: int = 0  # sentences without a mark in which something was found

    def recall(self, of: str) -> float:
        return self.found[of] / self.marked[of] if self.marked[of] else 1.0

    @property
    def precision(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.wrong.total())

    @property
    def groups(self) -> dict[str, float]:
        return {of: self.recall(of) for of in sorted(self.marked) if of.startswith("group ")}


def sentences(path: Path) -> Iterator[Sentence]:
    places: list[str] = []
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        places = row.get("places", places)
        if "text" not in row:
            continue
        marks = []
        for mark in row.get("marks") or []:
            spots = [*re.finditer(re.escape(mark["words"]), row["text"])]
            assert spots, row["text"]
            marks += [Mark(*spot.span(), mark["what"], mark.get("group") or "") for spot in spots]
        yield Sentence(row["text"], marks, places)


def overlaps(finding: Finding, mark: Mark) -> bool:
    return finding.start < mark.end and mark.start < finding.end


def names_of(mark: Mark) -> list[str]:
    if mark.what != "name":
        return ["direct", f"direct: {mark.what}"]
    return ["names", f"group {mark.group}"] if mark.group else ["names"]


def measure(path: Path, missed: list[str] | None = None) -> Figures:
    figures = Figures()
    for sentence in sentences(path):
        findings = [
            finding
            for finding in find(sentence.text, places=sentence.places)
            if finding.level is not Level.INFO
        ]
        figures.sentences += 1
        figures.negatives += not sentence.marks
        figures.disturbed += not sentence.marks and bool(findings)
        for mark in sentence.marks:
            hit = any(overlaps(finding, mark) for finding in findings)
            figures.marked.update(names_of(mark))
            if hit:
                figures.found.update(names_of(mark))
            elif missed is not None:
                words = sentence.text[mark.start : mark.end]
                missed.append(f"missed {mark.what} {mark.group}: {words!r} in {sentence.text}")
        for finding in findings:
            if any(overlaps(finding, mark) for mark in sentence.marks):
                figures.right[finding.level] += 1
            else:
                figures.wrong[finding.level] += 1
                if missed is not None:
                    missed.append(f"wrong {finding.kind}: {finding.words!r} in {sentence.text}")
    return figures


def table(figures: Figures) -> str:
    rows = [f"sentences {figures.sentences}, without a mark {figures.negatives}"]
    rows += [
        f"{of:28} {figures.found[of]:4} of {figures.marked[of]:4}  {figures.recall(of):6.1%}"
        for of in sorted(figures.marked)
    ]
    total = figures.right.total() + figures.wrong.total()
    rows.append(
        f"{'precision':28} {figures.right.total():4} of {total:4}  {figures.precision:6.1%}"
    )
    for level in (Level.HIGH, Level.ADVISE):
        of_level = figures.right[level] + figures.wrong[level]
        share = figures.right[level] / max(1, of_level)
        rows.append(f"  {level:26} {figures.right[level]:4} of {of_level:4}  {share:6.1%}")
    rows.append(f"{'unmarked, yet disturbed':28} {figures.disturbed:4} of {figures.negatives:4}")
    return "\n".join(rows)


def show(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    if "--sentences" in sys.argv:
        wrong: list[str] = []
        measure(OPEN, wrong)
        show(wrong)
    else:
        chosen = [OPEN] if "--open" in sys.argv else [OPEN, UNSEEN]
        for path in chosen:
            show([path.name, table(measure(path)), ""])

"""Documents to print: one of every part, and a long one."""

from portfolio.documents.tree import (
    Box,
    Choice,
    Choices,
    Contents,
    Document,
    Facts,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Part,
    Signature,
    Table,
)

SENTENCE = "The night was long, and I noticed that I had stopped asking what she herself wanted. "


def of_everything() -> Document:
    return Document(
        "One of everything",
        (
            Contents(2),
            Heading("Where it began"),
            Paragraph(("First line\nand below it", "Another\twith a tab")),
            Paragraph(("Small print",), quiet=True),
            Items(("One thing", "Another thing")),
            Facts((("Name", "Amara"), ("Pin", ""))),
            Table("Hours", ("From", "Hours"), (("May", "40"), ("June", "32")), (2, 1)),
            PageBreak(),
            Box("What did you learn?", ("To wait.", "To ask."), level=2),
            Box("How did you change?", blank=6),
            Choices("Themes", (Choice("Prioritise people", True), Choice("Preserve safety"))),
            Signature("I have read it.", ("Signature", "Date")),
        ),
        author="Amara",
    )


def long_document(accounts: int) -> Document:
    """Accounts of two pages each."""
    parts: list[Part] = [Contents(1)]
    for number in range(1, accounts + 1):
        parts += [
            PageBreak(),
            Heading(f"Account {number}"),
            Facts((("About", "An event"), ("When", "May 2026"))),
        ]
        parts += [
            Box(f"{place}. What was it like?", (SENTENCE * 9,), level=2) for place in range(1, 5)
        ]
        parts += [
            Choices("Themes", (Choice("Preserve safety", True), Choice("Prioritise people"))),
            Table(
                "How it seemed",
                ("Element", "Before", "After"),
                tuple((f"Element {row}", "2", "4") for row in range(1, 7)),
            ),
            Paragraph((SENTENCE * 3,)),
        ]
    return Document("A long portfolio", tuple(parts))

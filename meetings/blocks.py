"""What is said on a screen at each part of a meeting."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem

Block = AgendaItem.Block

TITLES: dict[str, Any] = {
    Block.ARRIVE: _("Arrive"),
    Block.LAST_PROMISES: _("What became of our promises"),
    Block.READ: _("Read the question"),
    Block.WRITE: _("Write in silence"),
    Block.REVEAL: _("Read what was written"),
    Block.TALK: _("Talk"),
    Block.STORY: _("A story"),
    Block.FACTS: _("Questions of fact only"),
    Block.WONDER: _("Wonder together"),
    Block.RETURN: _("The teller comes back in"),
    Block.VOTE: _("Choose three to try"),
    Block.COMMIT: _("One thing to try"),
    Block.CHECK_OUT: _("One word to leave with"),
}

SENTENCES: dict[str, Any] = {
    Block.ARRIVE: _("Put down what you came from. One quiet minute, feet on the floor."),
    Block.LAST_PROMISES: _("Done, on the way, or not possible: say which, and why."),
    Block.READ: _("Somebody reads it aloud, slowly."),
    Block.WRITE: _("On your phone or on paper. Nobody is shown anything yet."),
    Block.REVEAL: _("One after another, without a word between them. No guessing who."),
    Block.TALK: _("Everybody once round before anybody twice. Saying “pass” is fine."),
    Block.STORY: _("One person tells, and says “I felt”. The others listen."),
    Block.FACTS: _("Who, when and where. No advice, and no “why”."),
    Block.WONDER: _("The teller sits back and listens. What may it have been like, for each?"),
    Block.RETURN: _("What stays with you? The teller speaks, nobody answers."),
    Block.VOTE: _("On your phone, up to three. Numbers are said from five people on."),
    Block.COMMIT: _("Each says one thing to try before we meet again. Small is good."),
    Block.CHECK_OUT: _("Round the room, a word each. “Pass” is a word too."),
}


def title_of(block: str) -> str:
    return str(TITLES[block])


def sentence_of(block: str) -> str:
    return str(SENTENCES[block])

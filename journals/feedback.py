"""Examples of feedback that helps, for each of the three boxes and for several kinds of account.

They are ours, and of nobody. A weak one is not foolish: it is what most of us write when
tired.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prompts.models import Programme


@dataclass(frozen=True)
class Example:
    weak: str | Promise
    better: str | Promise
    why: str | Promise


BEING_THERE = {
    "noticed": [
        Example(
            _("Lovely, very caring."),
            _("You put the chart down before you asked her anything. She began to talk then."),
            _("It names a thing that was done, and what followed. That can be done again."),
        ),
        Example(
            _("You are a born nurse."),
            _("You wrote “I did not know what to say”, and you stayed all the same."),
            _("It is about this moment and not about the person. Their own words say it best."),
        ),
    ],
    "question": [
        Example(
            _("Why did you not call the family?"),
            _("What was in your mind when you thought of calling the family?"),
            _("“Why not” sounds like blame. “What” lets them look again."),
        ),
        Example(
            _("Do you think she felt safe with you?"),
            _("How could you tell that she felt safe, and when was it less so?"),
            _("Yes or no ends the talk. “How could you tell” sends them back to what they saw."),
        ),
    ],
    "try_next": [
        Example(
            _("Keep it up!"),
            _("Keep asking “what matters to you today” before you start the wash."),
            _("What went well is worth keeping. Say which part, so that it can be kept."),
        ),
        Example(
            _("Work on your communication."),
            _("With the next person who goes quiet: wait, count to five, and see what comes."),
            _("It is one thing, small enough for the next shift, and it can be noticed."),
        ),
    ],
}
SOMETHING_HAPPENED = {
    "noticed": [
        Example(
            _("Good reflection, well structured."),
            _("You say what you did before you say what others should have done."),
            _("It tells what they did in the thinking, and not only that it was good."),
        ),
        Example(
            _("That must have been awful."),
            _("You write that your hands shook, and that you told the doctor all the same."),
            _("It shows that you read it. Feeling with them is kind; seeing them is kinder."),
        ),
    ],
    "question": [
        Example(
            _("Have you read the policy?"),
            _("Where did the policy help you, and where did it leave you alone?"),
            _("The first tests them. The second asks for something that only they know."),
        ),
        Example(
            _("What did you learn?"),
            _("What did you take for granted that morning, and what would you ask now?"),
            _("It is close to what they wrote. A question that fits any entry opens none."),
        ),
    ],
    "try_next": [
        Example(
            _("Be more confident."),
            _("At the next handover say one worry out loud, even if you cannot prove it."),
            _("Nobody can be more confident on purpose. A sentence they can say."),
        ),
        Example(
            _("Do the training again."),
            _("Ask one colleague how they check it, and choose what you would copy."),
            _("It is theirs to choose, it costs five minutes, and two people learn."),
        ),
    ],
}
LEADING = {
    "noticed": [
        Example(
            _("Great visible leadership."),
            _("You came back on Thursday with a no, and said why. They had your word and got it."),
            _("It says what people will have seen. Being visible is not yet being trusted."),
        ),
        Example(
            _("You handled that well."),
            _("You let the silence be, and the one who spoke then was the newest of them."),
            _("It names the moment in which they held back, which is hard to see in oneself."),
        ),
    ],
    "question": [
        Example(
            _("Could you not have fixed it at once?"),
            _("What did the team do themselves because you did not fix it at once?"),
            _("The first asks for more speed. The second looks at what following made possible."),
        ),
        Example(
            _("Is morale better now?"),
            _("Who did not say anything, and what might they have wanted to say?"),
            _("It turns from a number to the people, and to those who are easily missed."),
        ),
    ],
    "try_next": [
        Example(
            _("Do more rounds."),
            _("On the next round ask one question, and write down their words, not yours."),
            _("How they are there matters more than how often."),
        ),
        Example(
            _("Communicate better with nights."),
            _("Tell the night staff this week what became of their question, even if it is no."),
            _("It says to whom, by when, and what counts as done."),
        ),
    ],
}
SUPERVISING = {
    "noticed": [
        Example(
            _("You are a supportive supervisor."),
            _("You noticed that you gave advice in the first two minutes, and you wrote it down."),
            _("Seeing one's own habit is the work. Say that it was seen."),
        ),
        Example(
            _("Sounds like a good session."),
            _("She said “I have not told anybody this”, and you did not hurry to make it better."),
            _("It points to the moment that counted, so that they can find it again."),
        ),
    ],
    "question": [
        Example(
            _("Did you cover all the functions?"),
            _("Which of her needs did the hour answer, and which did it not come to?"),
            _("The first is a list to tick. The second is about the person who came."),
        ),
        Example(
            _("Why did you talk so much?"),
            _("When you spoke most, what were you trying to spare her, or yourself?"),
            _("It takes for granted that there was a good reason, and asks for it."),
        ),
    ],
    "try_next": [
        Example(
            _("Listen more."),
            _("Next time ask at the end what was most useful, and write the answer down."),
            _("It is one sentence, at one moment, and the answer will teach more than we can."),
        ),
        Example(
            _("Take it to your own supervision."),
            _("Take to your own supervision the moment when you wanted to rescue him."),
            _("One moment can be looked at. Everything at once cannot."),
        ),
    ],
}


def examples_for(programme: Programme) -> dict[str, list[Example]]:
    """For each box those that fit the kind of account best."""
    if programme.kind == Programme.Kind.SUPERVISION:
        return SUPERVISING
    if programme.audience == [Programme.Audience.LEADER]:
        return LEADING
    if programme.kind in (Programme.Kind.MODEL, Programme.Kind.FRAMEWORK):
        return SOMETHING_HAPPENED
    return BEING_THERE

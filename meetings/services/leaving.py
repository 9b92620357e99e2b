"""What becomes of meetings when somebody erases their journal, or leaves altogether.

A meeting and its minutes are its team's. What a person had only begun to write about one
goes with their journal; who closes everything is not named as its facilitator any more, and
another leader of the team can take over what is still to come.
"""

from django.db import transaction

from meetings.models import Meeting, ParkedPage
from people.models import User


@transaction.atomic
def erase_unsaved(*, person: User) -> None:
    ParkedPage.objects.filter(person=person).delete()


@transaction.atomic
def leave_meetings(*, person: User) -> None:
    Meeting.objects.filter(facilitator=person).update(facilitator=None)

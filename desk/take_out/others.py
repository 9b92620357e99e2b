"""Whether a copy holds what others wrote, and so asks what the pages that show it ask."""

from desk.bring_in.others import brought_others_words
from people.models import User
from supervision.models import Supervision, SupervisionSession


def holds_others_words(person: User) -> bool:
    """As a supervisor or a peer, of a pair that runs or is over, or of a group or a drop-in;
    also of another house, when the record of a journal that came in holds it.

    Whoever is only supervised reads their own record without a second step, and takes it so.
    """
    led = Supervision.objects.visible_to(person).filter(supervisor=person)
    held = SupervisionSession.objects.visible_to(person).filter(supervisor=person)
    return led.exists() or held.exists() or brought_others_words(person)

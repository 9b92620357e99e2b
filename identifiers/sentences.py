"""What is said about a finding, and what could stand there instead."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

LEAVE_OUT = ""  # nothing to put there: the words go, and a page says so in its own way
PERSON = [_("the person"), _("my patient"), _("a colleague")]
NUMBER = [_("their number"), LEAVE_OUT]
DATE = [_("last month"), _("one day this spring"), _("early in the shift")]

WHY = {
    "titled-name": _("A title and a name may point to one person."),
    "full-name": _("This looks like somebody's full name."),
    "name": _("This may be somebody's name."),
    "initials": _("Initials may be enough for people who were there to know who it is."),
    "nhs-number": _("This is a valid health service number. It belongs to one person."),
    "long-number": _("Ten digits may be a health service number with a slip in it."),
    "id-number": _("This looks like a number that only one person has."),
    "registration": _("This looks like a nurse's registration number."),
    "hospital-number": _("This looks like a number from somebody's record."),
    "bank-number": _("This looks like a card or bank number."),
    "mail": _("A mail address leads to one person."),
    "phone": _("This looks like a phone number."),
    "page": _("This looks like somebody's own page or name online."),
    "postcode": _("A postcode may show where somebody lives."),
    "address": _("This may show where somebody lives."),
    "place": _("The name of a hospital or home makes it easier to guess who it is."),
    "own-place": _("This is the name of a place where you work. It makes it easier to guess."),
    "date": _("A full date makes it easier to find out who was there."),
    "birth": _("A date of birth may point to one person."),
    "age": _("An exact age makes it easier to guess who it is."),
    "great-age": _("Few people are older than 89, so this age may point to one person."),
    "ward": _("A ward, bed or room may show who was there."),
    "ward-and-time": _("A ward or bed together with a time may point to one person."),
    "together": _("Age, sex, illness, place and time may show who it is when they come together."),
    "rare": _("Few people have this, so it may help others to guess who it is."),
}

INSTEAD: Mapping[str, Sequence[object]] = {
    "titled-name": PERSON,
    "full-name": PERSON,
    "name": PERSON,
    "initials": PERSON,
    "nhs-number": NUMBER,
    "long-number": NUMBER,
    "id-number": NUMBER,
    "registration": [_("my registration number"), LEAVE_OUT],
    "hospital-number": NUMBER,
    "bank-number": NUMBER,
    "mail": [_("by mail"), LEAVE_OUT],
    "phone": [_("by phone"), LEAVE_OUT],
    "page": [_("online"), LEAVE_OUT],
    "postcode": [_("in the area"), LEAVE_OUT],
    "address": [_("at home"), _("in the area")],
    "place": [_("an acute hospital"), _("a care home"), _("where I work")],
    "own-place": [_("where I work"), _("an acute ward")],
    "date": DATE,
    "birth": [LEAVE_OUT, _("an older adult"), _("a child")],
    "age": [_("an older adult"), _("a young adult"), _("a child")],
    "great-age": [_("an older adult"), _("a very old person")],
    "ward": [_("an acute ward"), _("a side room"), _("the bay")],
    "ward-and-time": [_("an acute ward, last month"), _("a side room, one night")],
    "together": [
        _("the person"),
        _("an older adult"),
        _("a long-term illness"),
        _("some time ago"),
    ],
    "rare": [_("a rare illness"), _("a long-term illness")],
}

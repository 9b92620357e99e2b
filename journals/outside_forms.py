"""Whom outside an entry is shared with, and until which day."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journals.models import OutsideReader
from journals.services.outside import Named
from people.forms.person import NameField
from people.forms.sign_in import AddressField
from people.models import Address, User, address_key
from prompts.kinds import DayField


class OutsideAddressField(AddressField):
    """An address to which mail is sent for somebody else: plain letters on one line, or none.

    A letter that only looks like another, or one that is not seen at all, would send what
    somebody wrote to a stranger.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "autocapitalize": "off"}

    def to_python(self, value: Any) -> str:
        typed = str(value or "").strip(" \t")
        if not typed.isascii() or not typed.isprintable() or '"' in typed:
            raise ValidationError(
                _(
                    "There is a sign in this address that does not belong there, or that only "
                    "looks like a letter. Please type the address yourself, on one line."
                ),
                code="not_plain",
            )
        return str(super().to_python(typed))


class OutsideReaderForm(forms.Form):
    """Who outside may read a share, and until which day."""

    DAYS, DAYS_AT_MOST = 14, 60

    name = NameField(label=_("Their name"))
    address = OutsideAddressField(
        label=_("Their e-mail address"),
        help_text=_(
            "The link and a code go there, and nowhere else. Look twice: whoever reads that "
            "mailbox can read what you share."
        ),
    )
    kind = forms.ChoiceField(
        label=_("Who are they to you?"),
        choices=OutsideReader.Kind.choices,
        widget=forms.RadioSelect,
    )
    until = DayField(label=_("The last day on which they can read it"))

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.author = author
        today = timezone.localdate()
        self.last = today + timedelta(days=self.DAYS_AT_MOST)
        self.initial.setdefault("until", today + timedelta(days=self.DAYS))
        until = self.fields["until"]
        until.required = True
        until.help_text = _(
            "At most %(days)s days from now. You can end it sooner at any time."
        ) % {"days": self.DAYS_AT_MOST}
        until.widget.attrs |= {"min": today.isoformat(), "max": self.last.isoformat()}
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        """The name stands in a mail from this journal, which must not carry somebody's link."""
        name: str = self.cleaned_data["name"]
        if re.search(r"[:/@<>]|www\.", name, re.IGNORECASE):
            raise ValidationError(_("Please give a name only, without an address or a link."))
        return name

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        # Compared here: a statement that holds the address may end in the database's log.
        own = Address.objects.confirmed().filter(user=self.author).values_list("key", flat=True)
        if address_key(address) in set(own):
            raise ValidationError(_("This is your own address. Please give theirs."), code="own")
        return address

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise ValidationError(_("This day is over. Please choose a later one."), code="over")
        if until > self.last:
            raise ValidationError(
                _("At most %(days)s days, so that no link stays open for ever.")
                % {"days": self.DAYS_AT_MOST},
                code="too_late",
            )
        return until

    @property
    def ends_at(self) -> datetime:
        """Where the day after the last one begins, in the writer's own zone."""
        next_day = self.cleaned_data["until"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(next_day, time.min))

    @property
    def named(self) -> Named:
        cleaned = self.cleaned_data
        return Named(cleaned["name"], cleaned["address"], cleaned["kind"], self.ends_at)

"""Which shares a pair's topics are about, for pages of the room below.

A topic of `supervision` may have no words: then a row here says what it is about. Where a page
lists topics:

    {% load topics %}
    {% shares_about topics user as about %}
    … {% with share=about|of_topic:topic %}{% if share %}
      {% translate "About:" %} <a href="{{ share.url }}">{{ share.title }}</a>
    {% endif %}{% endwith %}

What the viewer may not open (any more) is not named: then the topic is "something shared".
The boxes of a form that ticks topics are named so by `{% name_topics form.topics about %}`, before
anything of them is shown.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journals.models import Share, SharedTopic
from people.models import User
from supervision.models import SessionTopic
from vault.ids import short

register = template.Library()


@dataclass(frozen=True)
class About:
    share: Share
    viewer_id: uuid.UUID

    @property
    def title(self) -> str:
        """Of its prompt: public, and no word of the account."""
        return self.share.prompt_version.title

    @property
    def url(self) -> str:
        if self.share.author_id == self.viewer_id:
            return self.share.get_absolute_url()
        return reverse("journals:review_write", args=[self.share.pk])


@register.simple_tag
def shares_about(topics: Iterable[SessionTopic], viewer: User) -> dict[uuid.UUID, About]:
    """By the topic's id: one query, however many there are."""
    ids = [topic.pk for topic in topics]
    if not ids:
        return {}
    rows = SharedTopic.objects.visible_to(viewer).filter(topic__in=ids)
    rows = rows.select_related("share__prompt_version").defer(
        "share__snapshot", "share__prompt_version__questions"
    )
    return {row.topic_id: About(row.share, viewer.pk) for row in rows}


@register.filter
def of_topic(about: dict[uuid.UUID, About], topic: SessionTopic) -> About | None:
    return about.get(topic.pk)


@register.simple_tag
def name_topics(boxes: BoundField, about: dict[uuid.UUID, About]) -> str:
    """What has no words is told apart by its prompt and the day on which it was shared."""
    named = {}
    for pk, one in about.items():
        day = date_format(timezone.localtime(one.share.shared_at), "j F")
        told = {"title": one.title, "day": day}
        named[short(pk)] = _("About: %(title)s, shared on %(day)s") % told
    field = boxes.field
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
    offered: Any = field.choices  # pairs, as the form fills them
    field.choices = [(key, named.get(key, label)) for key, label in offered]
    return ""

"""`{{ entry.pk|short }}`: an id as it appears in addresses."""

import uuid

from django import template

from vault import ids

register = template.Library()


@register.filter
def short(id: uuid.UUID) -> str:
    return ids.short(id)

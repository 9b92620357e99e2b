"""Whose key seals a row."""

from django.db import models

from vault.ids import new_id


class KeyHolder(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

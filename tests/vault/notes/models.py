from django.db import models

from vault.fields import SealedJSONField, SealedTextField
from vault.ids import new_id
from vault.models import KeyHolder
from vault.querysets import SealedQuerySet


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    key_holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="+")
    text = SealedTextField(default="")
    answers = SealedJSONField(default=dict)

    objects = SealedQuerySet.as_manager()

    class Meta:
        app_label = "notes"

    def __str__(self) -> str:
        return f"note {self.pk}"

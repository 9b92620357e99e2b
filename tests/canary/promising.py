"""The part of the scene in which promises are made, answered, kept waiting and shown to staff."""

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from journals.models import Entry, PromiseOfEntry
from promises.binding import bind
from promises.models import ParkedForm, Promise
from tests.makers import make_prompt_version
from vault.ids import new_id, short

if TYPE_CHECKING:
    from tests.canary.scene import Scene

NAMES = ["promised", "to-role", "promise-why", "promise-received", "for-staff", "promise-parked",
         "promise-born"]  # fmt: skip
ASKED = [{"key": "back", "kind": "promise", "text": "What did you promise?"}]


class Promising:
    def __init__(self, scene: "Scene") -> None:
        self.scene, self.marks = scene, scene.markers

    def play(self) -> None:
        promise = self.make()
        self.answer(promise)
        self.show(promise)
        self.finish_an_entry()

    def post(self, name: str, *args: Any, **fields: Any) -> None:
        assert self.scene.post(f"promises:{name}", *args, **fields).status_code == 303, name

    def make(self) -> Promise:
        said = {"what": self.marks["promised"], "to_role": self.marks["to-role"], "when": "7"}
        person = self.scene.person
        self.post("promise_create", binding=bind(person, new_id()), **said)
        too_long = said | {"what": f"{self.marks['promise-parked']} " * 1_000}
        self.post("promise_create", binding=bind(person, new_id()), **too_long)
        page = self.scene.client.get(reverse("promises:promise_create"))
        assert self.marks["promise-parked"] in page.content.decode()
        assert ParkedForm.objects.count() == 1
        return Promise.objects.get()

    def answer(self, promise: Promise) -> None:
        words = {"reason": self.marks["promise-why"], "received": self.marks["promise-received"]}
        binding = bind(self.scene.person, promise.pk)
        self.post("promise_answer", promise.pk, binding=binding, answer="no", **words)
        page = self.scene.client.get(promise.get_absolute_url()).content.decode()
        assert self.marks["promise-why"] in page and self.marks["to-role"] in page

    def show(self, promise: Promise) -> None:
        id = short(promise.pk)
        self.post("stoplight_choose", show=[id])
        words = {f"{id}-what": self.marks["for-staff"], f"{id}-why": self.marks["promise-why"]}
        self.post("stoplight_preview", do="show", looked="on", **words)
        page = self.scene.client.get(reverse("promises:stoplight_page")).content.decode()
        assert self.marks["for-staff"] in page

    def finish_an_entry(self) -> None:
        version = make_prompt_version(ASKED)
        self.scene.post("journals:entry_start", version.prompt_id)
        entry = Entry.objects.get(prompt_version=version)
        words = {"q-back-what": self.marks["promise-born"], "q-back-to_role": "", "q-back-by": ""}
        page = self.scene.page(entry, 0, ["back"], **words)
        self.scene.post("journals:entry_write", entry.pk, **page, do="finish")
        assert PromiseOfEntry.objects.count() == 1

"""What a leader writes is shared and reviewed like anybody's."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from journals.models import Review, Share
from prompts.models import PromptVersion
from tests.journals.reviews import WHOLE, opened, page_of, post
from tests.journals.test_entry_share import choose, read
from tests.journals.test_entry_share_preview import press
from tests.makers import make_entry, make_supervision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

LEADERS = ["lead-attune", "lead-wonder", "lead-follow", "lead-hold", "lead-week"]
LEADERS += ["lead-expects-nothing", "rounding-log"]
SAID = "Nobody asked me for anything, and I stayed."


@pytest.mark.parametrize("key", LEADERS)
def test_a_leader_gives_it_to_their_supervisor_who_reviews_it(
    cast: SimpleNamespace, sign_in: Callable[..., Client], key: str
) -> None:
    version = PromptVersion.objects.current().get(prompt__programme__key=key)
    part = next(one.key for one in version.asked if one.kind in ("long_text", "short_text"))
    pair = make_supervision(cast.ben, cast.dev)
    entry = make_entry(cast.dev, version, title="My own", answers={part: SAID})
    leader, reader = sign_in(Client(), cast.dev), sign_in(Client(), cast.ben, factor=True)

    chosen = choose(leader, entry, pair, part=[part])
    assert press(leader, entry, read(leader, chosen.headers["Location"])).status_code == 303
    share = Share.objects.visible_to(cast.ben).get(entry=entry)
    page = reader.get(page_of(share)).text
    assert SAID in page and "Dev" in page and "My own" not in page

    sent = {**WHOLE, "do": "give", "outcome": "acknowledged"}
    assert post(reader, share, opened(reader, share), **sent).status_code == 303
    assert Review.objects.visible_to(cast.dev).get(share=share).words == WHOLE
    theirs = leader.get(reverse("journals:share_detail", args=[share.pk])).text
    assert WHOLE["noticed"] in theirs

"""What was done with one thing is found without reading its person's whole trail."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from journals import shared
from journals.models import Share
from journals.services import sharing
from people import audit
from people.models import User
from supervision.models import Supervision
from tests.makers import make_entry, make_share

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LOOKS: list[Callable[[Share, User], Any]] = [
    lambda share, person: shared.openings([share, share], person),
    lambda share, person: shared.steps_of(share, person),
    lambda share, person: sharing.is_same_sitting(share, share.reader_id),
]


@pytest.mark.parametrize("look", LOOKS, ids=["how often", "what happened", "in one sitting"])
def test_the_trail_is_looked_up_by_its_object(
    cast: SimpleNamespace, look: Callable[[Share, User], Any]
) -> None:
    pair = Supervision.objects.current().get(supervisor=cast.ben, supervisee=cast.amara)
    share = make_share(make_entry(cast.amara), pair)
    with transaction.atomic():
        for _time in range(50):
            audit.record(person=cast.amara, actor=cast.amara, action=audit.Action.SIGNED_IN)
    with CaptureQueriesContext(connection) as captured:
        look(share, cast.amara)
    asked = [query["sql"] for query in captured if 'FROM "people_auditevent"' in query["sql"]]
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]}")
        plan = [row[3] for row in cursor.fetchall()]
    assert "USING INDEX event_by_object (person_id=? AND object_id=?)" in plan[0]

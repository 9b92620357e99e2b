import pytest
from people import audit
@pytest.mark.django_db
def test_smoke(amara, ben, client):
    audit.record(person=amara, actor=ben, action="share-opened")
    assert audit.verify_trail(amara) is None

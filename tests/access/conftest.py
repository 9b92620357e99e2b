import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def without_request_log() -> Iterator[None]:
    """A thousand lines of it would drown what a failure says."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)

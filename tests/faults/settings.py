"""Those of the suite, with passwords that cost what they cost people."""

from reflectjournal.settings import PASSWORD_HASHERS as OF_THE_PROGRAM
from tests.settings import *  # noqa: F403  settings extend one another this way

PASSWORD_HASHERS = OF_THE_PROGRAM

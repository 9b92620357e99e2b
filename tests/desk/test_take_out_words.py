"""A thousand texts with hostile markup are in a person's copy as they were typed."""

import io
import json
import zipfile

import pytest

from desk.take_out.archive import journal_archive
from prompts.texts import clean_text
from tests.makers import make_entry, make_user
from tests.portfolio.test_documents_words import Seen, generated, words

TEXTS = [generated(seed) for seed in range(1000)]


@pytest.mark.django_db
def test_a_thousand_texts_are_in_the_data_and_on_the_page() -> None:
    person = make_user("Zoe")
    entries = [
        make_entry(person, answers={"happened": "\n".join(TEXTS[first : first + 50])})
        for first in range(0, len(TEXTS), 50)
    ]
    with zipfile.ZipFile(io.BytesIO(b"".join(journal_archive(person)))) as copy:
        data = json.loads(copy.read("journal.json"))
        page = copy.read("journal.html").decode()
    answers = [entry["answers"]["happened"] for entry in data["entries"]]
    assert sorted(answers) == sorted(entry.answers["happened"] for entry in entries)
    seen = Seen(page)
    assert not seen.tags & {"script", "label"}
    shown = " ".join(words(seen.text))
    for text in TEXTS:
        assert " ".join(words(clean_text(text).text)) in shown

import string

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts.answers import is_blank, lines
from prompts.forms import QuestionsForm
from prompts.schema import KINDS
from tests.prompts.questions import EVERY_KIND, as_posted, form_of, make_version, posted

pytestmark = pytest.mark.django_db

LIMIT = 20_000

# question, what is posted, the answer, how it reads
GOOD = [
    ("story", {"q-story": "It rained.\r\n\r\nWe laughed."}, "It rained.\n\nWe laughed.",
     ["It rained.", "We laughed."]),
    ("story", {"q-story": "<b>&amp; {{ x }}"}, "<b>&amp; {{ x }}", ["<b>&amp; {{ x }}"]),
    ("story", {"q-story": "👩🏽‍⚕️ café לילה"}, "👩🏽‍⚕️ café לילה", ["👩🏽‍⚕️ café לילה"]),
    ("name", {"q-name": "  A walk\nin the rain "}, "A walk in the rain", ["A walk in the rain"]),
    ("barriers",
     {"q-barriers-rows": ["b", "a", "c"], "q-barriers-r-a": "No time", "q-barriers-r-b": "Noise",
      "q-barriers-r-c": "  "},
     [{"id": "b", "text": "Noise"}, {"id": "a", "text": "No time"}], ["Noise", "No time"]),
    ("grouped",
     {"q-grouped-rows-time": ["a"], "q-grouped-rows-own": ["b"], "q-grouped-r-a": "Short",
      "q-grouped-r-b": "Tired"},
     [{"id": "a", "text": "Short", "group": "time"}, {"id": "b", "text": "Tired", "group": "own"}],
     ["Time: Short", "My own state: Tired"]),
    ("rough", {"q-rough": "yes", "q-rough-words": "We talked."},
     {"choice": "yes", "words": "We talked."}, ["Yes. We talked."]),
    ("about", {"q-about": ["yes", "no"]}, ["yes", "no"], ["Yes", "No"]),
    ("used", {"q-used": "none"}, ["none"], ["None this time"]),
    ("balance", {"q-balance-self": "5"}, {"self": 5},
     ["I was myself: 5 of 5 (from “a little” to “a lot”)"]),
    ("sure", {"q-sure-value": "2"}, {"value": 2}, ["fairly"]),
    ("day", {"q-day": "30/11/2026"}, "2026-11-30", ["30 November 2026"]),
    ("month", {"q-month-month": "03", "q-month-year": "2026"}, "2026-03", ["March 2026"]),
    ("count", {"q-count": "0"}, 0, ["0 people"]),
    ("hours", {"q-hours": "1.5"}, 1.5, ["1.5"]),
    ("tips", {"q-tips-rows": ["t1"], "q-tips-r-t1": "Sit down."},
     [{"id": "t1", "text": "Sit down."}], ["Sit down."]),
    ("step", {"q-step-what": "Ask", "q-step-who": "Me", "q-step-by": "2026-12-01"},
     {"what": "Ask", "who": "Me", "by": "2026-12-01"},
     ["What: Ask", "Who: Me", "By when: 1 December 2026"]),
    ("word", {"q-word-what": "An answer", "q-word-to_role": "A porter"},
     {"what": "An answer", "to_role": "A porter"},
     ["What you said you would come back with: An answer", "To which role (no names): A porter"]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "fields", "answer", "reads"), GOOD)
def test_an_answer_is_read_and_reads_back(key, fields, answer, reads):
    form = form_of(fields, key)
    assert form.read() == {key: answer}
    assert form.problems == {}
    question = next(q for q in form.questions if q.key == key)
    assert not is_blank(question, answer)
    assert lines(question, answer, {key: answer}, form.questions) == reads
    again = QuestionsForm(version=make_version(), answers={key: answer})
    second = QuestionsForm(as_posted(again), version=make_version(), answers={key: answer})
    assert second.read([key]) == {key: answer}


def test_the_table_above_has_every_kind():
    kinds = {one["key"]: one["kind"] for one in EVERY_KIND}
    tried = {kinds[row[0]] for row in GOOD}
    assert tried | {"read", "standards"} == set(KINDS)


def test_every_question_may_be_left_blank():
    form = form_of({})
    answers = form.read()
    assert form.problems == {}
    assert answers.keys() == {one["key"] for one in EVERY_KIND}
    for question in form.questions:
        assert is_blank(question, answers[question.key])
        assert lines(question, answers[question.key], answers, form.questions) == []


BAD = [
    ("rough", {"q-rough": "maybe"}, "choose from the list"),
    ("about", {"q-about": ["yes", "maybe"]}, "choose from the list"),
    ("used", {"q-used": ["none", "yes"]}, "You ticked “None this time” and something else"),
    ("balance", {"q-balance-self": "6"}, "choose from the list"),
    ("sure", {"q-sure-value": "x"}, "choose from the list"),
    ("day", {"q-day": "31/02/2026"}, "day/month/year"),
    ("day", {"q-day": "0026-01-01"}, "check the year"),
    ("month", {"q-month-month": "03"}, "the month and the year"),
    ("month", {"q-month-month": "13", "q-month-year": "2026"}, "choose from the list"),
    ("month", {"q-month-month": "01", "q-month-year": "26"}, "four digits"),
    ("count", {"q-count": "many"}, "give a number"),
    ("count", {"q-count": "11"}, "most that fits here is 10"),
    ("count", {"q-count": "-1"}, "least that fits here is 0"),
    ("count", {"q-count": "1.5"}, "decimal"),
    ("count", {"q-count": "9" * 5000}, ""),
    ("hours", {"q-hours": "NaN"}, "give a number"),
    ("hours", {"q-hours": "1e400000"}, ""),
    ("code", {"q-code-theme-0": ["nmc-2018:99"]}, "choose from the list"),
    ("code", {"q-code-themes": ["Kindness"]}, "choose from the list"),
    ("step", {"q-step-by": "soon"}, "day/month/year"),
    ("story", {"q-story": "x" * (LIMIT + 213)}, "213 characters too long (the most is 20,000)"),
    ("name", {"q-name": "x" * 41}, "1 character too long (the most is 40)"),
    ("tips", {"q-tips-rows": ["a", "b", "c"], **{f"q-tips-r-{x}": "T" for x in "abc"}},
     "room for 2 lines here, and you wrote 3"),
    ("barriers", {"q-barriers-rows": ["a b"]}, "arrived damaged"),
    ("barriers", {"q-barriers-rows": [f"r{n}" for n in range(300)]}, "arrived damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "fields", "says"), BAD)
def test_a_wrong_answer_is_told_and_the_others_are_read(library, key, fields, says):
    form = form_of({**fields, "q-about": fields.get("q-about", ["yes"])}, key, "about")
    assert key not in form.read()
    assert form.problems.keys() == {key}
    assert says in " ".join(form.problems_of(key))
    if key != "about":
        assert form.read() == {"about": ["yes"]}


@pytest.mark.parametrize(("key", "fields", "says"), BAD)
def test_what_was_typed_stays_in_the_page(library, key, fields, says):
    if "damaged" in says:
        return
    shown = " ".join(str(field) for field in form_of(fields, key).group(key).fields)
    for value in fields.values():
        if isinstance(value, str) and key not in ("rough", "balance", "sure") and value != "13":
            assert value in shown


@pytest.mark.parametrize("blank", ["", "   ", "\r\n\t ", "\x00", "\ufeff\x00"[1:]])
def test_white_space_is_no_answer(blank):
    assert form_of({"q-story": blank}, "story").read() == {"story": ""}


def test_characters_that_cannot_be_shown_are_left_out_and_told():
    form = form_of({"q-story": "a\x00b\ud800c\ufffe\x1b", "q-name": "fine"}, "story", "name")
    assert form.read() == {"story": "abc", "name": "fine"}
    assert form.notices == {"story": ["4 characters that cannot be shown were left out."]}


def test_exactly_the_limit_fits_and_nothing_is_cut():
    text = "é" * LIMIT
    assert form_of({"q-story": text}, "story").read() == {"story": text}
    assert "maxlength" not in str(form_of({}, "story").group("story").fields[0])


def test_a_whole_answer_has_the_limit_too(settings):
    settings.ANSWER_LIMIT = 30
    rows = {"q-barriers-rows": ["a", "b"], "q-barriers-r-a": "x" * 20, "q-barriers-r-b": "y" * 20}
    assert "10 characters too long" in form_of(rows, "barriers").problems_of("barriers")[0]


def test_only_the_questions_on_the_page_are_read():
    assert form_of({"q-story": "kept", "q-name": "not asked"}, "story").read() == {"story": "kept"}
    assert form_of({"q-story": "x"}, "story", "no_such_question").read() == {"story": "x"}


def test_for_each_follows_its_lines_when_they_move():
    answers = {
        "barriers": [{"id": "a", "text": "Noise"}, {"id": "b", "text": "Time"}],
        "shift": {"a": {"choice": "yes"}},
    }
    moved = dict(answers, barriers=list(reversed(answers["barriers"])))
    form = QuestionsForm(version=make_version(), answers=moved)
    parts = form.group("shift").parts
    assert [(part.item.label, part.main.value()) for part in parts] == [
        ("Time", ""),
        ("Noise", "yes"),
    ]


def test_for_each_keeps_words_about_a_line_that_is_gone():
    answers = {"barriers": [], "shift": {"a": {"choice": "yes", "words": "A rota"}, "b": {}}}
    form = QuestionsForm(version=make_version(), answers=answers)
    (part,) = form.group("shift").parts
    assert part.item.label == "About a line that is no longer on your list"
    question = form.group("shift").question
    said = lines(question, answers["shift"], answers, form.questions)
    assert said == ["About a line that is no longer on your list: Yes. A rota"]


def test_for_each_reads_items_that_another_page_took_away():
    fields = {"q-shift-items": ["a"], "q-shift-i-a": "no"}
    assert form_of(fields, "shift").read() == {"shift": {"a": {"choice": "no"}}}


def test_for_each_with_no_lines_yet():
    form = QuestionsForm(version=make_version())
    assert form.group("shift").parts == []


def test_standards_are_kept_with_their_headings(library):
    fields = {
        "q-code-themes": ["Preserve safety"],
        "q-code-theme-0": ["nmc-2018:1"],
        "q-code-theme-3": ["nmc-2018:20"],
        "q-code-own": "Another regulator",
        "q-code-rows": ["r1"],
        "q-code-r-r1": "Be kind",
    }
    form = form_of(fields, "code")
    answer = form.read()["code"]
    assert [row["code"] for row in answer["standards"]] == ["1", "20"]
    assert (
        answer["standards"][0]["heading"] == "Treat people as individuals and uphold their dignity"
    )
    assert answer["own_headings"] == [{"id": "r1", "text": "Be kind"}]
    question = form.group("code").question
    assert lines(question, answer) == [
        "Theme: Preserve safety",
        "1. Treat people as individuals and uphold their dignity",
        "20. Uphold the reputation of your profession at all times",
        "Another regulator: Be kind",
    ]
    each = QuestionsForm(version=make_version(), answers={"code": answer}).group("shown")
    assert [part.item.id for part in each.parts] == ["nmc-2018:1", "nmc-2018:20", "r1"]
    again = as_posted(QuestionsForm(version=make_version(), answers={"code": answer}))
    assert QuestionsForm(again, version=make_version(), answers={"code": answer}).read(
        ["code"]
    ) == {"code": answer}


def test_an_edition_that_has_gone_still_reads_and_stays(library):
    stored = {
        "themes": ["An old theme"],
        "standards": [{"framework": "old", "code": "3", "heading": "Be brave"}],
    }
    form = QuestionsForm(version=make_version(), answers={"code": stored})
    assert lines(form.group("code").question, stored) == ["Theme: An old theme", "3. Be brave"]
    again = QuestionsForm(as_posted(form), version=make_version(), answers={"code": stored})
    assert again.read(["code"]) == {"code": stored}


def test_a_heading_stays_as_it_read_when_it_was_chosen(library):
    stored = {"standards": [{"framework": "nmc-2018", "code": "7", "heading": "Say it clearly"}]}
    form = QuestionsForm(version=make_version(), answers={"code": stored})
    again = QuestionsForm(as_posted(form), version=make_version(), answers={"code": stored})
    assert again.read(["code"]) == {"code": stored}


def test_the_page_of_a_saved_answer_has_spare_lines():
    stored = {"barriers": [{"id": "a", "text": "Noise"}], "tips": [{"id": "t", "text": "Sit."}]}
    form = QuestionsForm(version=make_version(), answers=stored)
    assert len(form.group("barriers").fields) == 4
    assert len(form.group("tips").fields) == 2  # its limit
    names = [
        field.html_name for field in QuestionsForm(version=make_version()).group("grouped").fields
    ]
    assert len(names) == len(set(names)) == 2


def test_spell_checking_is_the_persons_choice():
    for wanted, attribute in [(True, 'spellcheck="true"'), (False, 'spellcheck="false"')]:
        form = QuestionsForm(version=make_version(), spellcheck=wanted)
        field = str(form.group("story").fields[0])
        assert attribute in field
        assert 'autocomplete="off"' in field
        assert 'data-limit="20000"' in field


def test_the_count_near_the_limit_has_words():
    """What static/js/counts.js reads; without it people see a bare number."""
    story = str(form_of({}, "story").group("story").fields[0])
    assert 'data-count-left="Characters left: %N%"' in story
    assert 'data-count-over="Characters too many: %N%"' in story
    line = str(form_of({}, "name").group("name").fields[0])
    assert "data-count" not in line


@pytest.mark.parametrize(
    ("answer", "reads"),
    [
        (12345.67, "12345.67"),
        (123456789012.0, "123456789012"),
        (0.00001, "0.00001"),
        (1.5, "1.5"),
        (100.0, "100"),
        (7, "7"),
    ],
)
def test_a_number_reads_as_it_was_typed(answer, reads):
    hours = next(question for question in make_version().asked if question.key == "hours")
    assert lines(hours, answer, {}) == [reads]


NAMES = [
    "asked",
    *[f"q-{one['key']}" for one in EVERY_KIND],
    "q-barriers-rows", "q-barriers-r-a", "q-grouped-rows-time", "q-shift-items", "q-shift-i-a",
    "q-shift-i-a-words", "q-balance-self", "q-month-month", "q-month-year", "q-code-rows",
    "q-code-r-a", "q-code-theme-0", "q-code-themes", "q-code-own", "q-shown-items", "q-tips-rows",
    "q-tips-r-a", "q-step-by", "q-step-what", "q-word-by", "q-sure-value", "q-rough-words",
]  # fmt: skip
KEYS = [
    "id", "text", "group", "choice", "words", "standards", "themes", "own_name", "own_headings",
    "framework", "code", "heading", "value", "self", "what", "by", "a",
]  # fmt: skip
JUNK = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cc", "Cs", "Cn", "Zs", "Nd"]), max_size=20),
    st.sampled_from(["a", "yes", "none", "2026-11-30", "1", "0", "-1", "1e999", "nmc-2018:1"]),
    st.sampled_from([one["key"] for one in EVERY_KIND]),
    st.text(string.digits, min_size=1, max_size=400),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fields=st.dictionaries(st.sampled_from(NAMES), st.lists(JUNK, max_size=4), max_size=20))
def test_no_posted_junk_raises(library, fields):
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    asked = [one["key"] for one in EVERY_KIND]
    data.setlist("asked", asked + data.getlist("asked"))
    form = QuestionsForm(data, version=make_version())
    answers = form.read()
    assert answers.keys() | form.problems.keys() == set(asked)
    for group in form.groups:
        if group.question.key in answers:
            lines(group.question, answers[group.question.key], answers, form.questions)
    shown = QuestionsForm(version=make_version(), answers=answers)
    second = QuestionsForm(as_posted(shown), version=make_version(), answers=answers)
    assert second.problems == {}
    for key, answer in second.read().items():
        if key in answers:
            assert answer == answers[key]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    answer=st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=3,
            ),
        ),
        max_leaves=8,
    )
)
def test_no_stored_answer_raises(library, answer):
    """An archive that comes back may hold anything under a key."""
    answers = {one["key"]: answer for one in EVERY_KIND}
    form = QuestionsForm(version=make_version(), answers=answers)
    for group in form.groups:
        [str(field) for field in group.fields]
        is_blank(group.question, answer)
        lines(group.question, answer, answers, form.questions)
        lines(group.question, answer, answers)


def test_a_plain_dict_can_be_posted_too():
    data = {"asked": ["story", "about"], "q-story": "x", "q-about": ["yes"]}
    form = QuestionsForm(data, version=make_version())
    assert form.read() == {"story": "x", "about": ["yes"]}


def test_posted_pages_are_what_browsers_send():
    data = posted({"q-story": "x"}, "story")
    assert data.getlist("asked") == ["story"]

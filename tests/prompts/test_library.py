"""The files that are shipped: whole, in our own words, and kind to read."""

import re

from prompts.schema import read_questions
from prompts.shelf import FOLDER, read_library, support_files

ROOT = FOLDER.parent.parent
LIBRARY = read_library()
PROGRAMMES = {programme.key: programme for programme in LIBRARY.programmes}


def sentences_shown():
    for programme in LIBRARY.programmes:
        yield programme.purpose
        yield from programme.background
        for prompt in programme.prompts:
            yield prompt.intro
            for question in prompt.questions:
                yield question.text
                yield question.help


def test_what_this_release_ships():
    prompts = {key: len(programme.prompts) for key, programme in PROGRAMMES.items()}
    assert prompts == {
        "wright-2021": 7,
        "wright-outcomes": 1,
        "attach": 7,
        "practices-nurse": 4,
        "together": 1,
        "supervision": 5,
        "supervise-the-supervisor": 1,
        "gibbs": 1,
        "driscoll": 1,
        "spark": 1,
        "generic": 1,
        "nmc-account": 1,
        "rounding-log": 1,
        "lead-attune": 1,
        "lead-wonder": 1,
        "lead-follow": 1,
        "lead-hold": 1,
        "lead-week": 1,
        "lead-expects-nothing": 1,
        "team-learning-moment": 8,
        "huddle-5": 1,
        "team-barriers": 1,
        "team-tips": 1,
        "story-round": 2,
        "relationship-round": 2,
        "peplau": 5,
        "bordin": 4,
        "self-as-instrument": 1,
        "iri-lens": 1,
        "wai-lens": 1,
        "kim-lens": 1,
        "rolfe": 1,
        "johns": 1,
        "kolb": 1,
        "schon": 2,
        "era": 1,
        "mezirow": 1,
        "six-weeks-on": 1,
        "nmc-cpd": 1,
        "nmc-feedback": 1,
        "nmc-hours": 1,
        "nmc-discussion": 2,
        "nmc-confirmation": 1,
        "nmba-cpd": 1,
        "cno-learning-plan": 2,
    }


def test_the_code_has_four_themes_and_25_numbers():
    framework = next(one for one in LIBRARY.frameworks if one.key == "nmc-2018")
    assert len(framework.themes) == 4
    codes = [line.code for theme in framework.themes for line in theme.standards]
    assert codes == [str(number) for number in range(1, 26)]


def test_the_form_of_the_nmc_is_word_for_word():
    (prompt,) = PROGRAMMES["nmc-account"].prompts
    assert [
        q.text for q in prompt.questions if q.key in ("nature", "learnt", "changed", "code")
    ] == [
        "What was the nature of the CPD activity and/or practice-related feedback and/or event or "
        "experience in your practice?",
        "What did you learn from the CPD activity and/or feedback and/or event or experience in "
        "your practice?",
        "How did you change or improve your practice as a result?",
        "How is this relevant to the Code?",
    ]


def test_the_shock_button_stands_where_shocks_are_written_of():
    offered = {
        f"{programme.key}/{prompt.key}"
        for programme in LIBRARY.programmes
        for prompt in programme.prompts
        if "shock" in prompt.offers
    }
    assert offered == {
        "spark/spark",
        "wright-2021/to1",
        "gibbs/cycle",
        "johns/ways",
        "supervision/restorative",
    }


def test_every_drawing_that_is_named_is_there():
    drawings = {path.stem for path in (ROOT / "templates" / "drawings").glob("*.svg")}
    for programme in LIBRARY.programmes:
        named = {one.drawing for one in [programme, *programme.prompts] if one.drawing}
        assert named <= drawings, programme.key


def test_every_programme_names_its_source():
    for programme in LIBRARY.programmes:
        assert programme.source.label
        assert len(programme.source.citation) > 40


def test_most_long_questions_have_help_or_a_start():
    asked = [q for p in LIBRARY.programmes for one in p.prompts for q in one.questions]
    long = [q for q in asked if q.kind == "long_text"]
    assert sum(len(q.starters) >= 2 for q in long) / len(long) > 0.9


def test_no_text_shouts_or_dashes():
    for path in FOLDER.rglob("*.yaml"):
        text = path.read_text()
        assert not re.search("[\u2013\u2014]", text), path.name
        assert not re.search(r"[a-z]!", text), path.name


def test_intros_are_short():
    for programme in LIBRARY.programmes:
        for prompt in programme.prompts:
            assert len(prompt.intro.split()) <= 40, prompt.key


def test_sentences_are_short_enough_to_read():
    form = {q.text for p in PROGRAMMES["nmc-account"].prompts for q in p.questions}
    for text in sentences_shown():
        for sentence in re.split(r"(?<=[.?:])\s", text):
            if text not in form:
                assert len(sentence.split()) <= 30, sentence


def test_the_stored_form_of_each_prompt_reads_the_same():
    for programme in LIBRARY.programmes:
        for prompt in programme.prompts:
            stored = [q.model_dump(mode="json", exclude_defaults=True) for q in prompt.questions]
            assert read_questions(stored) == prompt.questions


def test_support_begins_with_danger_and_says_when_it_was_checked():
    files = support_files()
    assert [file.key for file in files] == ["gb", "ie", "au", "ca", "international"]
    for file in files:
        assert file.needs[0].key == "danger"
        assert file.checked_on


LENSES = [key for key in PROGRAMMES if key.endswith("-lens")]


def test_a_lens_is_not_the_instrument_it_is_named_after():
    """Questions in words only: nothing to count, and it says whose the instrument is."""
    assert LENSES == ["iri-lens", "kim-lens", "wai-lens"]
    for key in LENSES:
        programme = PROGRAMMES[key]
        assert programme.source.licence_note.startswith("This is not the ")
        assert re.search("none of its( 28)? statements", programme.source.licence_note)
        assert "gives no result" in programme.source.licence_note
        kinds = {q.kind for prompt in programme.prompts for q in prompt.questions}
        assert kinds <= {"long_text", "short_text"}


def test_where_sources_differ_the_page_says_so():
    said = {key: " ".join(programme.background) for key, programme in PROGRAMMES.items()}
    assert "Sources differ on the roles" in said["peplau"]
    assert "comes from psychotherapy" in said["bordin"]
    assert "made for psychotherapy" in said["wai-lens"]
    assert "That is the short form of 2006. The first one has 36." in said["wai-lens"]
    assert '"Empowerment" is a disputed word' in said["kim-lens"]
    assert "sixteen statements" in said["kim-lens"]
    assert "five parts" in said["kim-lens"]


def test_a_regulators_form_does_not_ask_who_the_other_person_is():
    """A partner's name and Pin stand on the signed form alone; a place of work is kept back."""
    asked = {
        (programme.key, q.key): q
        for programme in LIBRARY.programmes
        if programme.kind == "framework"
        for prompt in programme.prompts
        for q in prompt.questions
    }
    wanted = re.compile(r"\b(pin|e-?mail|postcode|address|name of|whose name)\b", re.I)
    named = [place for place, q in asked.items() if wanted.search(q.text)]
    assert named == []
    assert asked["nmc-hours", "where"].private
    for key in ("nmc-discussion", "nmc-confirmation"):
        assert "boxes stay empty unless you type in them" in " ".join(PROGRAMMES[key].background)


def test_each_of_the_regulators_says_to_look_at_its_own_page():
    for programme in LIBRARY.programmes:
        if programme.kind == "framework":
            assert programme.source.url, programme.key
            assert "own page" in programme.source.citation or "from its page" in (
                programme.source.citation
            )

"""The file of an instrument: what may stand in it, and what it says of what may not."""

import re

import pytest
import yaml

from prompts.licensed import read_licensed
from prompts.schema import LibraryErrors, MeasureShape
from prompts.schema.brought import MOST_BYTES
from prompts.shelf import measure_shapes
from tests.prompts.measure_makers import TEA


def faults(text: str) -> list[str]:
    with pytest.raises(LibraryErrors) as refused:
        read_licensed(text.encode())
    return refused.value.lines


def changed(old: str, new: str) -> str:
    assert old in TEA
    return TEA.replace(old, new, 1)


def test_a_file_is_read():
    measure = read_licensed(TEA.encode())
    assert measure.title == "Tea and cake"
    assert [item.key for item in measure.items_of("tea")] == ["t1", "t2", "t3"]
    assert [item.key for item in measure.items if item.reverse] == ["t2"]
    assert list(measure.steps.numbers) == [0, 1, 2, 3, 4]
    assert (measure.score, measure.missing, measure.shape) == ("sum", 0, None)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("key: tea\n", "", '"key" is missing'),
        ("intro:", "introduction:", '"introduction" is not a word that belongs here'),
        ("licence:", "# licence:", '"licence" is missing'),
        ("reverse: true", "reversed: true", '"reversed" is not a word that belongs here'),
        ("reverse: true", "reverse: yes", '"reverse" must be true or false'),
        ("scale: cake}", "scale: pie}", 'statement "c1": there is no sub-scale "pie"'),
        ("key: t3", "key: t1", 'two statements have the key "t1"'),
        ("{key: cake, title: Cake}", "{key: tea, title: Cake}", "two sub-scales have the key"),
        ("  - {key: cake, title: Cake}", "  - {key: cake, title: Cake}\n  - {key: jam, title: Jam}",
         'the sub-scale "jam" has no statements'),
        ("most: 4", "most: 0", "there must be 2 to 11 numbers"),
        ("most: 4", "most: 17", "there must be 2 to 11 numbers"),
        ("most: 4", "most: many", '"most" must be a whole number'),
        ("[not like me, very like me]", "[not like me]", '"ends" needs at least 2'),
        ("very like me]}", "very like me], words: [a, b]}", "one for each of the 5 numbers"),
        ("total:", "missing: 2\ntotal:", "at least half must be answered"),
        ("total:", "missing: -1\ntotal:", '"missing" must be 0 or more'),
        ("total:", "score: median\ntotal:", '"score" must be one of sum or mean'),
        ("total:", "licensed_until: soon\ntotal:", '"licensed_until"'),
        ("title: Tea and cake", 'title: "..."', '"title" needs a letter or a number'),
        ("title: Tea and cake", "title: &a Tea", "anchors (&name) are not used here"),
        ("title: Tea and cake", "title: !!python/name:os.system", "not used here"),
        ("title: Tea and cake", "title: Tea\u202e and cake", "does not show"),
        ("title: Tea and cake", "title: Tea\ntitle: Cake", '"title"'),
        ("total:", "shape: iq\ntotal:", 'there is no shape "iq"; there are iri, kim, wai, wai-sr'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(old, new, said):
    lines = faults(changed(old, new))
    assert len(lines) == 1
    assert said in lines[0]
    assert "\n" not in lines[0]
    assert len(lines[0]) <= 400
    assert re.match(r'(Line \d+|Measure "tea")', lines[0])


@pytest.mark.parametrize(
    "brought",
    [b"", b"- a list", b"\xff\xfe\x00", b"a: " + b"[" * 500, b"key: [", b"a" * (MOST_BYTES + 1)],
    ids=["empty", "list", "bytes", "deep", "open", "long"],
)
def test_what_is_no_such_file_is_refused(brought):
    with pytest.raises(LibraryErrors) as refused:
        read_licensed(brought)
    assert len(refused.value.lines) == 1


def test_a_thousand_faults_are_not_told_one_by_one():
    many = "\n".join(f"  - {{key: x{n}, text: T, scale: tea, wrong: 1}}" for n in range(150))
    lines = faults(TEA + many)
    assert len(lines) == 21
    assert lines[-1] == "And 130 more."


def shaped(shape: MeasureShape, **changes: object) -> str:
    """A file that fits a shape, with made-up statements."""
    of = [scale.key for scale in shape.scales for _n in range(scale.items or 4)]
    for scale in shape.scales:
        for number in scale.numbers:
            of[number - 1] = scale.key
    values = yaml.safe_load(TEA) | {
        "shape": shape.key,
        "steps": {"least": 1, "most": shape.steps or 4, "ends": ["no", "yes"]},
        "scales": [{"key": one.key, "title": one.title} for one in shape.scales],
        "items": [
            {"key": f"i{n}", "text": f"Made up, number {n}.", "scale": scale}
            for n, scale in enumerate(of, start=1)
        ],
    }
    return yaml.safe_dump(values | changes)


@pytest.mark.parametrize("key", ["iri", "kim", "wai", "wai-sr"])
def test_what_names_a_shape_and_fits_it_is_read(key):
    shape = measure_shapes()[key]
    measure = read_licensed(shaped(shape).encode())
    assert len(measure.items) == shape.items


def test_a_name_is_not_given_to_another_thing():
    shape = measure_shapes()["wai-sr"]
    whole = yaml.safe_load(shaped(shape))
    short = faults(shaped(shape, items=whole["items"][:-1]))
    assert short == [
        'Measure "tea": Working Alliance Inventory, short revised form has 12 statements, '
        "and this has 11.",
        'Measure "tea": the sub-scale "task" is made of the statements 1, 2, 10, 12.',
    ]
    wide = faults(shaped(shape, steps={"least": 1, "most": 7, "ends": ["no", "yes"]}))
    assert wide[0].endswith("is answered in 5 steps, and this in 7.")
    swapped = whole["items"]
    swapped[0], swapped[2] = swapped[2], swapped[0]
    assert [line.split(": ")[1] for line in faults(shaped(shape, items=swapped))] == [
        'the sub-scale "task" is made of the statements 1, 2, 10, 12.',
        'the sub-scale "bond" is made of the statements 3, 5, 7, 9.',
    ]
    other = yaml.safe_load(shaped(measure_shapes()["wai"]))["items"]
    assert "has 12 statements" in faults(shaped(shape, items=other))[0]


def test_sub_scales_must_be_those_of_the_shape():
    lines = faults(changed("total:", "shape: iri\ntotal:"))
    assert lines[0].endswith("has 28 statements, and this has 5.")
    assert "fantasy, personal_distress, perspective_taking" in lines[1]


def test_the_shapes_that_are_shipped():
    counts = {
        key: (shape.items, [scale.items for scale in shape.scales])
        for key, shape in measure_shapes().items()
    }
    assert counts == {
        "iri": (28, [7, 7, 7, 7]),
        "wai-sr": (12, [4, 4, 4]),
        "wai": (36, [12, 12, 12]),
        "kim": (16, [None] * 4),
    }


def test_no_shape_has_a_statement_of_its_instrument():
    """Only what the schema allows: sub-scales by name, and no place to put a statement."""
    for shape in measure_shapes().values():
        said = shape.model_dump()
        assert isinstance(said["items"], int)
        assert "not shipped" in shape.source.licence_note
        assert shape.notes


def test_the_notes_say_where_sources_differ():
    notes = {key: " ".join(shape.notes) for key, shape in measure_shapes().items()}
    assert "48 items, then 30, then 28, in five factors" in notes["kim"]
    assert '"Empowerment" is disputed' in notes["kim"]
    assert "not a measure of the therapeutic relationship" in notes["iri"]
    for key in ("wai", "wai-sr"):
        assert "made for psychotherapy" in notes[key]

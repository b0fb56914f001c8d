"""The story files are understood line by line, and what they name exists."""

import re
from itertools import pairwise

import pytest

from quosim.clips import all_clips
from quosim.files.scenes import SCENES
from quosim.world.attachments import EXPLICIT, FILMS, NOTES
from quosim.world.chance import chance
from quosim.world.script import Script, Step, read_script, read_step
from quosim.world.wording import Wording, styled

FILES = ("stories.txt", "last_days.txt", "groups.txt")


def steps_of(script: Script) -> list[Step]:
    chapters = [*script.chapters.values(), *script.stories.values()]
    return [
        step for steps in (*chapters, *(each for told in script.exchanges.values() for each in told)) for step in steps
    ]


def test_a_text_may_carry_pictures():
    step = read_step("<crack,stair : here | these two")
    assert (step.verb, step.media, step.options) == ("<", ("crack", "stair"), ("here", "these two"))


def test_a_kind_of_file_may_begin_with_a_digit():
    step = read_step("<3gp : listen")
    assert (step.media, step.options) == (("3gp",), ("listen",))


def test_a_colon_in_a_text_is_only_a_colon():
    assert read_step("> Two things: water and an outlet").media == ()


def test_a_chance_and_an_error_come_first():
    assert (read_step("?40 < ok").chance, read_step("!30007 > sorry").error) == (40, 30007)


def test_an_answer_may_depend_on_what_was_asked():
    assert (read_step("=> yes | no").tie, read_step("?60 +< thanks").tie) == ("=", "+")


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="not a step"):
        read_step("!! what")


@pytest.mark.parametrize("name", FILES)
def test_every_clip_picture_and_chapter_that_is_named_exists(name):
    script = read_script(name)
    chapters = read_script("stories.txt").chapters
    for step in steps_of(script):
        if step.verb in ("call<", "call>", "ai<", "miss<"):
            names = [each for option in step.options for each in option.partition(" ready=")[0].split("+") if each]
            assert set(names) <= set(all_clips()), step
        if step.verb == "do":
            assert step.options[0] in chapters, step
        for kind in step.media:
            style, _, clip = kind.partition(" ")
            known = kind in SCENES or kind in EXPLICIT or kind in FILMS or kind in ("pdf", "vcf")
            assert known or (style in NOTES and clip in all_clips()), step


def test_an_answer_in_the_same_place_has_a_place_to_be_in():
    for steps in (*read_script("stories.txt").chapters.values(), *read_script("stories.txt").stories.values()):
        texts = [step for step in steps if step.verb in "<>" and step.options != ("",)]
        for before, step in pairwise(texts):
            if step.tie == "=":
                assert len(step.options) == len(before.options), step


def test_alternatives_take_turns():
    wording, options = Wording(Script(), chance("test")), ("a", "b", "c")
    assert sorted(wording.choose(options) for _ in range(3)) == ["a", "b", "c"]


def test_an_unknown_slot_is_an_error():
    with pytest.raises(KeyError):
        Wording(Script(), chance("test")).fill("{nobody}", {})


@pytest.mark.parametrize(
    ("style", "typed"),
    [
        ("plain", "Thank you. See you tomorrow"),
        ("formal", "Thank you. See you tomorrow."),
        ("lower", "thank you. see you tomorrow"),
        ("hasty", "thx. see u tmrw"),
        ("as written", "thank you. See you tomorrow"),
    ],
)
def test_people_type_alike_in_their_own_way(style, typed):
    assert styled("thank you. See you tomorrow", style) == typed


def test_the_business_is_never_left_with_a_bare_slot():
    unfilled = re.compile(r"\{\w*\}")
    from quosim.world import make_world

    assert [each.text for each in make_world("demo", 7).messages if unfilled.search(each.text)] == []

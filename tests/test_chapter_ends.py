"""Questions and further reading close their chapter, wherever they are written."""

from collections.abc import Callable
from pathlib import Path

from book_of import book_of, root_of

from coursepack.document.markup import of_class, text_of

Make = Callable[..., Path]
CHAPTER = """\
# One {#one}

Text.

::: questions
1. What was promised?
:::

## A section {#sec}

More text.

::: further-reading
- A book [@able2001].
:::

::: {.questions #more}
1. What was kept?
2. Who says so?
:::

## The last section {#last}

The end of the text.
"""


def test_questions_are_collected_at_the_end_before_further_reading(project: Make) -> None:
    root = root_of(book_of(project(manuscript__one_dot_md=CHAPTER)), "one")
    words = text_of(root)
    assert words.index("The end of the text.") < words.index("What was promised?") < words.index("A book")
    [questions] = of_class(root, "questions")
    assert [text_of(item) for item in questions.iter("li")] == ["What was promised?", "What was kept?", "Who says so?"]
    assert len(list(questions.iter("ol"))) == 1
    assert questions.get("id") == "more"
    assert [text_of(heading) for heading in questions.iter("h2")] == ["Questions for discussion"]
    assert len(list(of_class(root, "further-reading"))) == 1


def test_a_chapter_without_them_is_left_alone(project: Make) -> None:
    root = root_of(book_of(project()), "first")
    assert list(of_class(root, "questions")) == []

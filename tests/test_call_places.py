"""Where the call of a citation's note stands."""

import pytest
from test_citations import printed


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*text [@able, 5]*. More", "text.[1] More"),
        ("*text [@able, 5].* More", "text.[1] More"),
        ("A **bold [@able]**, and", "A bold,[1] and"),
        ('A "quotation [@able]." And', "A “quotation.”[1] And"),
        ('A "*b [@able]*". And', "A “b”.[1] And"),
        ("[Mao [@able]]{.index}. And", "Mao.[1] And"),
        ("*See [@able] here*.", "See[1] here."),
        ("*U.S. [@able]*. And", "U.S.[1] And"),
        ("Two [@able] [@baker]. And", "Two.[1][2] And"),
        ("*Two [@able] [@baker]*. And", "Two.[1][2] And"),
        ("*As @able*, and", "As Ann Able,[1] and"),
        ("*As @able says [@baker]*. And", "As Ann Able[1] says.[2] And"),
        ("„Ein Zitat“ [@able]. Und", "„Ein Zitat“.[1] Und"),
        ("« citation » [@able], et", "« citation »,[1] et"),
    ],
)
def test_a_call_follows_the_stop_and_stands_outside_of_markup(markdown: str, expected: str) -> None:
    assert printed([markdown])[0].splitlines()[0] == expected

"""Tables as spreadsheets export them: every cell comes through, with the line of its row, or the fault is named."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursepack.sources.plain_csv import PlainCsvError, parse_table

EXCEL = "\n".join(
    [
        "sep=;",
        "date;text;people;",
        '="1958-05";"Two\nlines; and a ""mark"" [@able2001, 5].";Mao Zedong;',
        ";;;",
        "1959;Short row",
        "",
    ]
)


def test_what_excel_writes() -> None:
    head, rows = parse_table(EXCEL)
    assert head == ("date", "text", "people")
    assert [row.line for row in rows] == [3, 6]
    assert rows[0].cells == {
        "date": "1958-05",
        "text": 'Two\nlines; and a "mark" [@able2001, 5].',
        "people": "Mao Zedong",
    }
    assert rows[1].cells == {"date": "1959", "text": "Short row"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_first_row(separator: str) -> None:
    head, rows = parse_table(f"date{separator}text\n1958{separator}a\n")
    assert head == ("date", "text")
    assert rows[0].cells == {"date": "1958", "text": "a"}


@pytest.mark.parametrize("text", ["", "\n\n", ";;\n;;\n"])
def test_nothing_is_an_empty_table(text: str) -> None:
    assert parse_table(text) == ((), [])


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("date,text\n1958,a, b\n", 2, "more cells"),
        ('date,text\n1958,a\n1959,"b\n1960,c\n', 3, "never closed"),
        ('date,text\n1958,"a" b\n', 2, "expected after"),
        ("date,,text\n1958,a,b\n", 1, "column 2 has no name"),
        ("date,text,date\n1958,a,b\n", 1, "stands twice"),
    ],
)
def test_what_is_no_table_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(PlainCsvError, match=said) as fault:
        parse_table(text)
    assert fault.value.line == line


CELLS = (
    st.text(alphabet="aé冒 ,;\"'\n[@]:-=", max_size=12).map(str.strip).filter(lambda text: not text.startswith('="'))
)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_what_python_writes_is_read_back(cells: list[tuple[str, str]], separator: str, quoted: bool) -> None:
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerows([("date", "text"), *cells])
    _, rows = parse_table(out.getvalue())
    assert [(row.cells.get("date", ""), row.cells.get("text", "")) for row in rows] == [
        row for row in cells if any(row)
    ]


@given(st.text(alphabet='ab,;"\n\t=', max_size=40))
def test_any_text_is_a_table_or_a_fault_with_a_line(text: str) -> None:
    try:
        _, rows = parse_table(text)
        lines = [row.line for row in rows]
    except PlainCsvError as fault:
        lines = [fault.line]
    assert all(1 <= line <= text.count("\n") + 2 for line in lines)
    assert lines == sorted(lines)

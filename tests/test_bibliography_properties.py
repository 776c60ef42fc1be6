"""Properties of reading: no text raises, every head is accounted for, and no entry costs another."""

from __future__ import annotations

import re
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from coursepack.sources.bibliography import split as split_module
from coursepack.sources.bibliography.names import split_names
from coursepack.sources.bibliography.read import parse_bibliography

PIECES = st.sampled_from(
    ["@book{", "@ article {", "@misc(", "@string{a = ", "@comment{", "@commentary{x,", "@", "{", "}", '"', ",", "=", "#", "\n",
     "%",
     "\n% @book{q,", "\\", "\\'e", "\\foo{a}", "$", "title", "author = ", "{x}", " and ", "crossref = {k}", "xdata={k}", "k",
     "year = 1990", "毛", "\x00", "``", "(", ")", "\\{", "\t", "\r\n", "pages={9--3}", "isbn={1}", "date={2001-13}"]
)  # fmt: skip
GARBAGE = st.lists(PIECES, max_size=30).map("".join)
VALUES = st.text(alphabet="abcÄé毛 ,.-:'()", min_size=1, max_size=20).filter(lambda text: text.strip())


@given(GARBAGE)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_raising(text: str) -> None:
    read, found = parse_bibliography(text.encode(), "x.bib")
    lost = [d for d in found if d.code in ("B005", "B006", "B008", "B009", "B010")]
    assert 0 <= read.heads - len(read.entries) <= len(lost)
    assert all(d.location.line >= 0 for d in found)


HEAD = re.compile(r'^[ \t]*@[ \t]*([A-Za-z][\w-]*)[ \t]*[{(][ \t]*[^\s,{}()="]+[ \t]*,', re.MULTILINE)
"""A head as a reader sees it; nothing of it is shared with the code that reads."""
HEADS = st.sampled_from(
    ["\n@book{a,", "\n@misc{b, title={B}}\n", "\n@article(c,title={C})\n", "\n@commentary{d,", "\\\n@set{e,"]
)


@given(st.lists(PIECES.filter(lambda piece: "%" not in piece) | HEADS, max_size=30).map("".join))
def test_every_head_at_the_head_of_a_line_is_an_entry_or_told_at_its_line(text: str) -> None:
    read, found = parse_bibliography(text.encode(), "x.bib")
    told = {d.location.line for d in found} | {entry.location.line for entry in read.entries.values()}
    plain = text.replace("\r\n", "\n").replace("\x00", "")
    heads = [head for head in HEAD.finditer(plain) if head[1].lower() not in ("comment", "string", "preamble")]
    assert {plain.count("\n", 0, head.start(1)) + 1 for head in heads} <= told


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_and_what_is_no_entry_is_reported(data: bytes) -> None:
    read, found = parse_bibliography(data, "x.bib")
    assert len(read.entries) == read.heads or found


@given(st.lists(GARBAGE, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_garbage_costs_a_good_entry(garbage: list[str]) -> None:
    text = "".join(f"{piece}\n@book{{good{n}, title = {{One}}, date = 1990}}\n" for n, piece in enumerate(garbage))
    read, _ = parse_bibliography(text.encode(), "x.bib")
    assert {f"good{n}" for n in range(len(garbage))} <= set(read.entries)


@given(st.dictionaries(st.sampled_from(["title", "author", "publisher", "note", "location"]), VALUES, min_size=1))
@settings(max_examples=100, deadline=None)
def test_values_in_braces_come_back_as_written(fields: dict[str, str]) -> None:
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    entry = parse_bibliography(f"@misc{{a,\n{body}}}".encode(), "x.bib")[0].entries["a"]
    assert dict(entry.fields) == {name: value.strip() for name, value in fields.items()}
    assert [entry.lines[name] for name in fields] == list(range(2, len(fields) + 2))


@given(
    st.lists(PIECES, max_size=12).map("".join),
    st.sampled_from(["{A {B} c}", "{x\\} y}", "1990", "jan", '"q"', "{a\nb}"]),
)
@settings(max_examples=200, deadline=None)
def test_the_short_way_reads_what_the_long_way_reads(garbage: str, value: str) -> None:
    text = f"{garbage}\n@Book{{one, title = {value}, Date=1990,\n note = {{n}}}}\n\n@misc{{two,\n title = {value}\n}}\n"
    short, told = parse_bibliography(text.encode(), "x.bib")
    with patch.object(split_module, "take_clean", lambda whole: ([], whole)):
        long, told_at_length = parse_bibliography(text.encode(), "x.bib")
    for key in {"one", "two"} & long.entries.keys():
        one, other = short.entries[key], long.entries[key]
        assert (one.type, one.fields, one.raw) == (other.type, other.fields, other.raw)
    if not set("@{}\\") & set(garbage):  # a backslash before a line's end makes bibtexparser miscount
        assert (short, told) == (long, told_at_length)


@given(
    st.lists(st.sampled_from(["Mao, Zedong", "Guo Jian", "{Barnes and Noble}", "{\\'E}tat, A"]), min_size=1, max_size=6)
)
def test_names_are_divided_where_they_were_joined(names: list[str]) -> None:
    assert split_names(" and ".join(names)) == names
    assert split_names("\nAND\t".join(names)) == names

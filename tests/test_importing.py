"""Import: what teachers have becomes chapters, and no word is lost in silence."""

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner, Result

from coursepack import pandoc
from coursepack.cli import application
from coursepack.document.markdown import read_markdown
from coursepack.errors import ExitCode
from coursepack.importing import Chapter, Unreadable, import_file
from coursepack.importing.writing import _words
from coursepack.sources.bibliography import to_csl
from coursepack.sources.bibliography.read import parse_bibliography
from coursepack.sources.files import SourceFile

BIBLIOGRAPHY = """\
@article{zagoria1961,
  author = {Zagoria, Donald S.},
  title = {The 1957 Moscow Conference and the Sino-Soviet Dispute},
  journaltitle = {The China Quarterly},
  number = {7},
  date = {1961},
  pages = {17--34},
}

@book{able2001,
  author = {Able, Ann},
  title = {Alpha},
  subtitle = {A Study of Letters},
  publisher = {Press},
  location = {London},
  date = {2001},
}
"""
WORKS = to_csl(parse_bibliography(BIBLIOGRAPHY.encode(), "b.bib")[0].entries.values())[0]
PAPER = """\
THE QUARTERLY 7
The Conference

The conference was the beginning of a quarrel.¹ Mao spoke without
notes, and what he said alarmed many of those who were pre-
sent.² The East wind, he said, was prevailing, and

¹ Donald S. Zagoria, “The 1957 Moscow Conference and the Sino-Soviet
Dispute,” The China Quarterly 7 (1961): 17.
² Ibid., 18.

17
THE QUARTERLY 8
this was remembered for years.³ Others had plans in 1958.⁴

A second paragraph. It has no notes.

³ A remark of my own.
⁴ John Smith, The Long Road (London: Example Press, 1999), 12.

18
"""


def imported(tmp_path: Path, name: str, content: str | bytes) -> Chapter:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return import_file(path, WORKS)


def concerns(chapter: Chapter) -> list[str]:
    return [f"{concern.place}: {concern.message}" for concern in chapter.concerns]


def missing(chapter: Chapter) -> list[str]:
    return [concern.message for concern in chapter.concerns if concern.place == "missing"]


def test_a_copied_paper_is_made_whole_again(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "Paper (1).txt", PAPER)
    assert chapter.name == "paper-1"
    assert chapter.markdown == (
        "# The Conference\n\n"
        "[p. 17]{.source-page} The conference was the beginning of a quarrel.[@zagoria1961, 17] Mao spoke without notes, and "
        "what he said alarmed many of those who were present.[@zagoria1961, 18] The East wind, he said, was prevailing, and "
        "[p. 18]{.source-page} this was remembered for years.[^1] Others had plans in 1958.[^2]\n\n"
        "[^1]: A remark of my own.\n\n"
        "[^2]: John Smith, The Long Road (London: Example Press, 1999), 12.\n\n"
        "A second paragraph. It has no notes.\n"
    )
    assert missing(chapter) == []


def test_what_was_decided_is_listed_for_the_teacher(tmp_path: Path) -> None:
    listed = "\n".join(concerns(imported(tmp_path, "paper.txt", PAPER)))
    assert "line 1: taken for a running head, and left out: “THE QUARTERLY 7”" in listed
    assert "line 12: taken for the page number 17, at the foot of its page" in listed
    assert "note 2: “Ibid., 18.” became [@zagoria1961, 18]" in listed
    assert "draft entry: @smith1999 was made of the note" in listed


def test_a_note_that_names_an_unknown_work_is_drafted_as_one(tmp_path: Path) -> None:
    (work,) = imported(tmp_path, "paper.txt", PAPER).works
    items, problems = to_csl(parse_bibliography(work.encode(), "d.bib")[0].entries.values())
    assert problems == []
    assert items["smith1999"]["title"] == "The Long Road"
    assert items["smith1999"]["publisher"] == "Example Press"
    assert items["smith1999"]["author"] == [{"family": "Smith", "given": "John"}]


@pytest.mark.parametrize(
    ("note", "becomes"),
    [
        ("Zagoria, “Moscow Conference,” 20.", "[@zagoria1961, 20]"),
        ("Zagoria, “1957 Moscow Conference”, pp. 20–1", "[@zagoria1961, 20–1]"),
        ("D. S. Zagoria, “1957 Moscow Conference and the Sino-Soviet Dispute,” China Quarterly 7: 17–34.", "[@zagoria1961]"),
        ("Ann Able, Alpha: A Study of Letters (London: Press, 2001), chap. 3.", "[@able2001, chap. 3]"),
        ("Able, Alpha, 7; Zagoria, “Moscow Conference,” 20.", "[@able2001, 7; @zagoria1961, 20]"),
        ("Able, Alpha, xii.", "[@able2001, xii]"),
    ],
)  # fmt: skip
def test_notes_that_cite_and_do_nothing_else_become_citations(note: str, becomes: str, tmp_path: Path) -> None:
    assert f"Words.{becomes}" in imported(tmp_path, "a.md", f"# T\n\nWords.^[{note}]\n").markdown.replace("--", "–")


@pytest.mark.parametrize(
    "note",
    [
        "Zagoria, “Moscow Conference,” 20, is wrong about this.",
        "Able liked Moscow, 20.",
        "On the dispute, see below.",
        "Zagoria, “Another Conference Elsewhere,” 20.",
        "Ibid., 18.",
    ],
)
def test_notes_that_say_more_keep_their_words(note: str, tmp_path: Path) -> None:
    chapter = imported(tmp_path, "a.md", f"# T\n\nWords.^[{note}]\n")
    assert "@" not in chapter.markdown
    assert _words(note) - _words(chapter.markdown) == Counter()


NOTES = """\
---
title: Lecture notes
tags: [history, leap]
---
Intro with [[Peng Dehuai|the marshal]] and [[Lushan]], ==a highlight==. #leap ^block-1

> [!warning] Careful
> The numbers differ.

See [00:12:30](https://www.youtube.com/watch?v=AbC123&t=750s) and [here](https://podcast.example/ep/9#t=61). %%my remark%%
![[photo.png]] ![[Another note]] <b>bold</b>
"""


def test_notes_of_a_note_taking_program(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "notes.md", NOTES)
    assert chapter.markdown == (
        "# Lecture notes\n\n"
        "Intro with the marshal and Lushan, a highlight. #leap\n\n"
        "> **Careful**\n>\n> The numbers differ.\n\n"
        "See 00:12:30 [@youtube-abc123, 00:12:30] and here [@podcast-9, 00:01:01]. ![](photo.png) \\[Another note\\] **bold**\n"
    )
    assert [re.findall(r"url = \{(.*?)\}", work) for work in chapter.works] == [
        ["https://www.youtube.com/watch?v=AbC123"],
        ["https://podcast.example/ep/9"],
    ]
    listed = "\n".join(concerns(chapter))
    for said in (
        "tags: history, leap",
        "“my remark”",
        "‘Peng Dehuai’",
        "a highlight",
        "[!warning]",
        "‘Another note’",
    ):
        assert said in listed
    assert missing(chapter) == []


TYPED = """\
Line one<br>line two, H<sub>2</sub>O, <u>under</u> and </sub> alone. See https://youtu.be/AbC123?t=61 too.

![[photo.png|300]]

![[other.png|A photo of a mill]]

> # A heading in a quotation

- one
  - # Deep

- {{query (todo)}}
- [x] read it
"""


def test_what_note_programs_write_in_html_and_as_embedded_images_keeps_its_meaning(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "notes.md", TYPED)
    assert chapter.markdown == (
        "# Notes\n\nLine one\\\nline two, H~2~O, *under* and alone. See [@youtube-abc123, 00:01:01] too.\n\n"
        "![](photo.png)\n\n"
        '![](other.png){alt="A photo of a mill"}\n\n'
        "> **A heading in a quotation**\n\n"
        "- one\n  - **Deep**\n- read it\n"
    )
    listed = concerns(chapter)
    assert "image: ‘photo.png’ was shown here, at the size 300; it may need a caption" in listed
    assert "heading: “Deep” stands in a list or a quotation, and is bold instead" in listed
    assert "raw html: left out: “</sub>”" in listed
    assert "task: “read it” was done; its box was left out" in listed


def picture(size: int = 4) -> bytes:
    data = io.BytesIO()
    Image.new("L", (size, size)).save(data, "PNG")
    return data.getvalue()


def test_the_labels_of_notes_are_no_words_of_theirs(tmp_path: Path) -> None:
    text = "# On type\n\nCast in 3 moulds.[^3] Cut.[^long-one]\n\n[^3]: Moxon says so.\n[^long-one]: So does he.\n"
    chapter = imported(tmp_path, "note.md", text.encode())
    assert "Cast in 3 moulds.[^1] Cut.[^2]" in chapter.markdown
    assert missing(chapter) == []


def test_images_beside_a_note_or_in_its_vault_come_with_it(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / ".obsidian").mkdir(parents=True)
    (vault / "notes" / "own").mkdir(parents=True)
    (vault / "assets").mkdir()
    (vault / "notes" / "own" / "near.png").write_bytes(picture(5))
    (vault / "assets" / "far away.png").write_bytes(picture(6))
    (tmp_path / "secret.png").write_bytes(picture(7))
    (vault / "assets" / "link.png").symlink_to(tmp_path / "secret.png")
    text = "![A](own/near.png) ![[far away.png|300]] ![](../assets/far%20away.png) ![](../../secret.png) ![](../assets/link.png)"
    chapter = imported(vault / "notes", "a.md", f"# T\n\nWords {text} ![](https://example.org/web.png)\n")
    assert chapter.images == {
        "figures/a-1.png": picture(5),
        "figures/a-2.png": picture(6),
        "figures/a-3.png": picture(6),
    }
    listed = "\n".join(concerns(chapter))
    for name in ("../../secret.png", "../assets/link.png"):
        assert f"image: ‘{name}’ was not found in the folder of the file" in listed
    assert "‘https://example.org/web.png’ is not beside the file" in listed
    assert "at the size 300" in listed
    assert missing(chapter) == []


def test_images_above_a_note_that_is_in_no_vault_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "secret.png").write_bytes(picture())
    assert imported(tmp_path / "notes", "a.md", "# T\n\nWords ![](../secret.png)\n").images == {}


def test_images_of_a_saved_page_come_with_it(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "p.png").write_bytes(picture())
    page = '<article><header><h1>A title</h1></header><p>Words.</p><img src="page_files/p.png" alt="A sign"></article>'
    chapter = imported(tmp_path, "page.html", f"<title>A title | Site</title>{page}")
    assert chapter.images == {"figures/page-1.png": picture()}
    assert chapter.markdown.startswith("# A title\n\nWords.\n")


OUTLINE = """\
title:: Great Leap
tags:: famine

- The **first** block
  id:: 64a1b2c3-aaaa
\t- child with ((64a1b2c3-aaaa)) and ((77777777-bbbb))
\t- {{embed [[Other page]]}} more
\t  collapsed:: true
"""


def test_an_outline_loses_its_marks_and_says_so(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "outline.md", OUTLINE)
    assert chapter.markdown.startswith("# Great Leap\n\n- The **first** block\n")
    assert "child with The **first** block and" in chapter.markdown
    listed = "\n".join(concerns(chapter))
    for said in (
        "tags: famine",
        "id:: 64a1b2c3-aaaa",
        "collapsed:: true",
        "((77777777-bbbb))",
        "{{embed [[Other page]]}}",
    ):
        assert said in listed
    assert missing(chapter) == []


def test_a_yaml_block_may_end_in_dots_and_links_name_headings(tmp_path: Path) -> None:
    text = "---\ntitle: Zettel\nkeywords: [a, b]\n...\n\nSee [[Lushan#The letter]] and [[Lushan#^x1]].\n"
    chapter = imported(tmp_path, "z.md", text)
    assert chapter.markdown == "# Zettel\n\nSee Lushan: The letter and Lushan.\n"
    assert "front matter: left out: keywords: a, b" in concerns(chapter)
    assert missing(chapter) == []


PAGE = """\
<!DOCTYPE html><html><head><title>An article – Site</title><script>var a = 1;</script><style>p { color: red }</style></head>
<body><nav>Home</nav><article><h1>An article</h1><p>Some <span class="x">words</span><sup><a href="#fn1" id="r1">1</a></sup> and
<u>more</u>.<a href="#fn2">[2]</a> A <a href="/local">local link</a>, <a href="https://example.org/">another</a>.</p>
<aside>Subscribe now</aside><h3>Part</h3><p>End.</p><img src="data:image/png;base64,AAAA" onerror="alert(1)">
<ol><li id="fn1">Zagoria, “Moscow Conference,” 20. <a href="#r1">↩</a></li><li id="fn2"><p>Second <em>note</em>.</p></li></ol>
</article><footer>Copyright us</footer></body></html>
"""


def test_an_article_of_the_web(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "page.html", PAGE)
    assert (
        "Some words[@zagoria1961, 20] and *more*.[^1] A local link, [another](https://example.org/)."
        in chapter.markdown
    )
    assert "[^1]: Second *note*." in chapter.markdown
    assert "\n## Part\n" in chapter.markdown
    assert "alert" not in chapter.markdown
    assert "var a" not in chapter.markdown
    listed = concerns(chapter)
    assert "around the article: left out: “Home Copyright us”" in listed
    assert "around the article: left out: “Subscribe now”" in listed
    assert any("‘/local’" in said for said in listed)
    assert missing(chapter) == []


OFFICE_SOURCE = """\
---
title: A paper
---
# First part

Some *words*.^[Able, Alpha, 7.] A table follows.

| a | b |
|---|---|
| 1 | 2 |

# Second part

1. An item
"""


def office(kind: str) -> bytes:
    ast = pandoc.run(["-f", "markdown", "-t", "json"], OFFICE_SOURCE)
    done = pandoc._run(["-f", "json", "-t", kind, "-o", "-"], ast, {})
    assert zipfile.is_zipfile(io.BytesIO(done))
    return done


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_office_files(kind: str, tmp_path: Path) -> None:
    chapter = imported(tmp_path, f"paper.{kind}", office(kind))
    assert chapter.markdown.startswith("# A paper\n\n## First part\n\nSome *words*.[@able2001, 7] A table follows.\n")
    assert "\n## Second part\n" in chapter.markdown
    assert "An item" in chapter.markdown
    assert missing(chapter) == []


def changed(docx: bytes, edit: dict[str, str], add: dict[str, bytes]) -> bytes:
    """A package with replacements made in its document, and further files."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                text = data.decode()
                for old, new in edit.items():
                    assert old in text
                    text = text.replace(old, new, 1)
                data = text.encode()
            made.writestr(name, data)
        for name, data in add.items():
            made.writestr(name, data)
    return target.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_tracked_changes_and_running_heads_are_told(tmp_path: Path) -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    change = (
        f'<w:ins w:id="90" w:author="A" w:date="2026-01-01T00:00:00Z">{run.format("put in ")}</w:ins>'
        '<w:del w:id="91" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>taken away </w:delText></w:r></w:del>'
    )
    head = f"<w:hdr {W}><w:p>{run.format('A running head')}</w:p></w:hdr>".encode()
    data = changed(
        office("docx"),
        {'<w:r><w:t xml:space="preserve">Some': f'{change}<w:r><w:t xml:space="preserve">Some'},
        {"word/header1.xml": head},
    )
    chapter = imported(tmp_path, "paper.docx", data)
    listed = concerns(chapter)
    assert "tracked change: insertion taken: “put in”" in listed
    assert "tracked change: deletion left out: “taken away”" in listed
    assert "running heads: left out: “A running head”" in listed
    assert missing(chapter) == []


MARKED = """\
<text:tracked-changes>
<text:changed-region xml:id="c1" text:id="c1"><text:insertion><office:change-info><dc:creator>Ed</dc:creator>
<dc:date>2026-01-01T10:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
<text:changed-region xml:id="c2" text:id="c2"><text:deletion><office:change-info><dc:creator>Ed</dc:creator>
<dc:date>2026-01-01T10:00:00</dc:date></office:change-info><text:p>struck words</text:p></text:deletion></text:changed-region>
</text:tracked-changes>
<text:p>Text with <text:change-start text:change-id="c1"/>new <text:span>words</text:span><text:change-end text:change-id="c1"/>
and<text:change text:change-id="c2"/> more.<office:annotation><dc:creator>Reader</dc:creator><dc:date>2026-01-01</dc:date>
<text:p>Is this so?</text:p></office:annotation></text:p>
<text:p><draw:frame><draw:text-box><text:p>Words in a box</text:p></draw:text-box></draw:frame></text:p>
"""


def test_changes_comments_and_boxes_of_an_odt_are_told(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office("odt"))) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            if name == "content.xml":
                data = re.sub(rb"<office:text[^>]*>", lambda match: match[0] + MARKED.encode(), data, count=1)
            made.writestr(name, data)
    chapter = imported(tmp_path, "paper.odt", target.getvalue())
    listed = concerns(chapter)
    assert "Text with new words and more." in chapter.markdown
    assert "tracked change: insertion taken: “new words” (Ed)" in listed
    assert "tracked change: deletion left out: “struck words” (Ed)" in listed
    assert "comment: left out: “Is this so?” (Reader)" in listed
    assert "text box: left out: “Words in a box”" in listed
    assert missing(chapter) == []


def test_a_title_that_running_heads_repeat_is_the_title(tmp_path: Path) -> None:
    paper = (
        "Steel and Famine\n\nIt was,\n\n41\n\nSTEEL AND FAMINE\n\nknown.\n\n42\n\nSTEEL AND FAMINE\n\nThe end.\n\n43\n"
    )
    chapter = imported(tmp_path, "p.txt", paper)
    assert chapter.markdown == (
        "# Steel and Famine\n\n[p. 41]{.source-page} It was, [p. 42]{.source-page} known.\n\n[p. 43]{.source-page} The end.\n"
    )
    assert missing(chapter) == []


def test_running_heads_are_no_titles(tmp_path: Path) -> None:
    paper = "THE QUARTERLY\n\nSteel\n\nIt was\n\n41\n\nTHE QUARTERLY\n\nknown.\n\n42\n"
    assert imported(tmp_path, "p.txt", paper).markdown.startswith("# Steel\n\n[p. 41]{.source-page} It was [p. 42]")


FORMULA = '<draw:frame draw:name="F"><draw:object xlink:href="./Object 1"/></draw:frame>'
CHART = '<draw:frame draw:name="Chart 2"><draw:object xlink:href="./Object 2"/></draw:frame>'
SHOWN = '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>A mill</svg:desc></draw:frame>'
MATHML = '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>c</mi><mn>2</mn></msup></math>'


def test_formulas_of_an_odt_are_formulas_and_what_another_program_drew_is_named(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office("odt"))) as source, zipfile.ZipFile(target, "w") as made:
        text = f"<text:p>It is {FORMULA}, says {CHART} and {SHOWN}.</text:p>"
        for name in source.namelist():
            data = source.read(name)
            made.writestr(
                name, re.sub(rb"(<office:text[^>]*>)", rb"\1" + text.encode(), data) if name == "content.xml" else data
            )
        made.writestr("Object 1/content.xml", MATHML)
        made.writestr("Pictures/a.png", picture())
    chapter = imported(tmp_path, "paper.odt", target.getvalue())
    assert 'It is $c^{2}$, says and ![](figures/paper-1.png){alt="A mill"}.' in chapter.markdown
    assert "object: ‘Chart 2’, which another program drew, was left out; put it in as a picture" in concerns(chapter)
    assert missing(chapter) == []


def test_drawings_and_the_opening_of_a_docx_are_told(tmp_path: Path) -> None:
    drawing = '<w:drawing><w:inline><w:docPr name="Chart 1" descr="Steel"/></w:inline></w:drawing>'
    source = OFFICE_SOURCE.replace(
        "title: A paper", "title: A paper\nsubtitle: Of steel\nabstract: All in short.\nauthor: Able"
    )
    ast = pandoc.run(["-f", "markdown", "-t", "json"], source.replace("Some", "$x^2$ is some. Some"))
    docx = pandoc._run(["-f", "json", "-t", "docx", "-o", "-"], ast, {})
    data = changed(docx, {"<w:body>": f"<w:body><w:p><w:r>{drawing}</w:r></w:p>"}, {})
    chapter = imported(tmp_path, "paper.docx", data)
    listed = concerns(chapter)
    assert "drawing: ‘Chart 1’, which shows “Steel”, was left out; put it in as a picture" in listed
    assert chapter.markdown.startswith("# A paper\n\nAbstract\n\nAll in short.\n\n## First part\n\n$x^{2}$ is some.")
    assert "front matter: left out: subtitle: Of steel" in listed
    assert missing(chapter) == []


def test_a_saved_page_that_begins_with_its_title_has_it_once_and_no_running_heads(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Mills</title></head><body><div title='header'><p>Head</p></div><h1>Mills</h1><h1>One</h1><p>Words"
        '<a name="c1" href="#n1"><sup>1</sup></a> <span lang="zxx">here</span>.</p><h1>Two</h1><p>More.</p>'
        '<div><p><a name="n1" href="#c1">1</a>A note.</p></div></body></html>'
    )
    chapter = imported(tmp_path, "page.html", page)
    assert chapter.markdown == "# Mills\n\n## One\n\nWords[^1] here.\n\n[^1]: A note.\n\n## Two\n\nMore.\n"
    assert "around the article: left out: “Head”" in concerns(chapter)
    assert missing(chapter) == []


def test_lists_that_follow_each_other_stay_two_and_a_deeper_one_is_no_third(tmp_path: Path) -> None:
    page = "<ol><li>a</li></ol><ol><li>b</li></ol><ul><li><ul><li>c</li></ul></li></ul><ul></ul>"
    chapter = imported(tmp_path, "page.html", page)
    assert chapter.markdown == "# Page\n\n1.  a\n\n<!-- -->\n\n1.  b\n    - c\n"


def test_running_heads_that_hold_the_folio_part_no_sentence(tmp_path: Path) -> None:
    paper = (
        "A JOURNAL   17\n\nA Title\n\nIt was well-\nknown that the furnaces had\n\n\n18   STEEL AND FAMINE\n\ngrown worse.¹\n\n"
        "¹ Ibid., 15, and more.\n\nA JOURNAL   19\n\nThe end.\n"
    )
    chapter = imported(tmp_path, "p.txt", paper)
    assert chapter.markdown.startswith(
        "# A Title\n\n[p. 17]{.source-page} It was wellknown that the furnaces had [p. 18]{.source-page} grown worse.[^1]\n"
    )
    listed = "\n".join(concerns(chapter))
    assert "line 9: taken for a running head, and left out: “STEEL AND FAMINE”" in listed
    assert "parted words: joined at the ends of lines; some may want their hyphen: wellknown" in listed
    assert "note 1: ‘ibid.’ may mean another work here than it did" in listed
    assert missing(chapter) == []


def test_a_text_box_that_pandoc_does_not_see_is_missed_by_the_accounting(tmp_path: Path) -> None:
    hidden = (
        "<w:p><w:r><w:pict><w:fallback><w:p><w:r><w:t>Unseen words</w:t></w:r></w:p></w:fallback></w:pict></w:r></w:p>"
    )
    data = changed(office("docx"), {"<w:body>": f"<w:body>{hidden}"}, {})
    assert missing(imported(tmp_path, "paper.docx", data)) == ["these words of the file are in neither: unseen, words"]


def test_images_of_a_document_come_with_it(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(picture())
    ast = pandoc.run(["-f", "markdown", "-t", "json"], f"# T\n\n![A caption]({tmp_path / 'p.png'})\n")
    docx = pandoc._run(["-f", "json", "-t", "docx", "-o", "-"], ast, {"p.png": ""})
    chapter = imported(tmp_path, "with image.docx", docx)
    assert chapter.images == {"figures/with-image-1.png": picture()}
    assert "![A caption](figures/with-image-1.png)" in chapter.markdown
    assert any("needs words for those who cannot see it" in said for said in concerns(chapter))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"not a zip", "it is not a DOCX file"),
        ("a.odt", b"", "it is not a ODT file"),
        ("a.pdf", b"%PDF-1.4", "files that can be imported end in"),
        ("a.txt", b"\0\0\0", "it is not a text file"),
        ("a.txt", b"  \n\n", "there are no words in it"),
        ("a.html", b"", "it is not HTML"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=said):
        imported(tmp_path, name, data)


def test_old_encodings_are_read(tmp_path: Path) -> None:
    assert "Müller said so" in imported(tmp_path, "a.txt", "Müller said so.\r\n".encode("cp1252")).markdown
    assert "Müller" in imported(tmp_path, "b.txt", "Müller.".encode("utf-16")).markdown


WORD = st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1, max_size=8)
MARKUP = st.sampled_from(["*", "_a_", "[x]", "@key", "#", "<b>", "1.", "–", "$5", "\\n", "^2^", "12"])
LINE = st.lists(WORD | MARKUP, max_size=8).map(" ".join)
FURNITURE = st.sampled_from(["", "\f", "17", "18", "19", "word.¹", "¹ Note.", "2 Note."])


@settings(max_examples=25, deadline=None)
@given(lines=st.lists(LINE | FURNITURE, min_size=1, max_size=14))
def test_no_word_of_any_text_is_lost_in_silence(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "\n".join(["Words first.", *lines])
    chapter = imported(tmp_path_factory.mktemp("any"), "any.txt", text)
    blocks, _ = read_markdown(SourceFile("any.md", chapter.markdown), chapter.markdown)
    assert blocks
    assert missing(chapter) == []


SAVED = """<title>Site | Banks</title><body><script>evil()</script><div>Subscribe now</div><h1>On banks</h1>
<p>Words. <button>Share this</button></p><noscript>Please enable it.</noscript><form><label>Search for</label></form>
<figure><img src="bank.jpg" alt="A river bank."><figcaption>The bank.</figcaption></figure><p><img src="b.png" alt="A bee."></p>
<table><tr><td>outer <table><tr><td>inner</td></tr></table></td><td>wide</td></tr></table>"""


def test_a_saved_page_keeps_what_describes_its_images_and_tells_what_it_does_besides(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "banks.html", SAVED)
    assert '![The bank.](bank.jpg){alt="A river bank."}' in chapter.markdown
    assert '![](b.png){alt="A bee."}' in chapter.markdown
    listed = "\n".join(concerns(chapter))
    for words in ("Share this", "Please enable it.", "Search for"):
        assert f"within the page: left out: “{words}”" in listed
    assert "title: the file calls itself “Site | Banks”; “On banks” may be the title" in listed
    assert "evil" not in listed + chapter.markdown
    assert all(word in chapter.markdown for word in ("outer", "inner", "wide"))
    assert missing(chapter) == []


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(application(["import"]), ["import", *map(str, arguments)])


def test_the_command_writes_chapters_drafts_and_a_list(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "paper.txt").write_text(PAPER)
    (tmp_path / "in" / "notes.md").write_text(NOTES)
    project = tmp_path / "project"
    project.mkdir()
    (project / "bibliography.bib").write_text(BIBLIOGRAPHY)
    result = run(tmp_path / "in" / "paper.txt", tmp_path / "in" / "notes.md", "--into", project)
    assert result.exit_code == ExitCode.OK, result.output
    written = sorted(str(path.relative_to(project)) for path in project.rglob("*") if path.is_file())
    assert written == [
        "bibliography.bib",
        "import-draft.bib",
        "import-review.md",
        "manuscript/notes.md",
        "manuscript/paper.md",
    ]
    assert "- [ ] note 2: “Ibid., 18.” became [@zagoria1961, 18]" in (project / "import-review.md").read_text()
    again = run(tmp_path / "in" / "paper.txt", "--into", project)
    assert again.exit_code == ExitCode.USAGE
    assert "manuscript/paper.md: already there" in again.stderr
    (tmp_path / "in" / "paper.txt").rename(tmp_path / "in" / "other.txt")
    assert run(tmp_path / "in" / "other.txt", "--into", project).exit_code == ExitCode.OK
    assert "“Ibid., 18.”" in (project / "import-review-2.md").read_text()
    assert "@book{smith1999" in (project / "import-draft-2.bib").read_text()


def test_a_bibliography_that_is_named_must_be_there_and_its_mistakes_are_told(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(NOTES)
    result = run(tmp_path / "notes.md", "--into", tmp_path, "--bibliography", "wroks.bib")
    assert (result.exit_code, "no such bibliography" in result.stderr) == (ExitCode.USAGE, True)
    (tmp_path / "works.bib").write_text("@book{a title = {A}}\n")
    result = run(tmp_path / "notes.md", "--into", tmp_path, "--bibliography", "works.bib")
    assert (result.exit_code, "works.bib:1: error B009" in result.stderr) == (ExitCode.OK, True), result.stderr


def test_two_files_of_one_name_and_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_text("# T\n\nx\n")
    (tmp_path / "a-b.md").write_text("# T\n\nx\n")
    assert run(tmp_path / "a b.md", tmp_path / "a-b.md", "--into", tmp_path / "p").exit_code == ExitCode.USAGE
    assert run(tmp_path / "none.md", "--into", tmp_path / "p").exit_code == ExitCode.MACHINE
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize(
    ("typed", "imported_as"),
    [
        ("At [12:41]({}) the speaker left.", "At 12:41 [@v-1, 00:12:41] the speaker left."),
        ("He begins at [12:41]({}).", "He begins at 12:41 [@v-1, 00:12:41]."),
        ("Um [12:41]({}) Uhr.", "Um 12:41 [@v-1, 00:12:41] Uhr."),
        ("[12:41]({}) is the turn.", "12:41 [@v-1, 00:12:41] is the turn."),
        ("[12:41]({}) The speaker left.", "[@v-1, 00:12:41] The speaker left."),
        ("The speaker left. [12:41]({})", "The speaker left. [@v-1, 00:12:41]"),
        ("The speaker left ([12:41]({})).", "The speaker left ([@v-1, 00:12:41])."),
        ("He [left the room]({}) then.", "He left the room [@v-1, 00:12:41] then."),
    ],
)
def test_a_time_stamp_that_is_a_word_of_its_sentence_stays(tmp_path: Path, typed: str, imported_as: str) -> None:
    chapter = imported(tmp_path, "n.md", f"# N\n\n{typed.format('https://v.example/1?t=761')}\n")
    assert imported_as in chapter.markdown
    assert missing(chapter) == []


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ('<img name="Object1" width="189">', "Object1"),
        ('<img name="Object1" alt="{a} over {b}">', "{a} over {b}"),
        ("<img>", "a picture"),
    ],
)
def test_a_formula_that_libreoffice_left_out_of_a_web_page_is_told_of(tmp_path: Path, image: str, words: str) -> None:
    chapter = imported(tmp_path, "n.html", f"<h1>N</h1><p>A formula {image} in text.</p>")
    assert f"A formula \\[{words}\\] in text." in chapter.markdown.replace("\\{", "{").replace("\\}", "}")
    assert any(f"“{words}” stood here without a file" in said for said in concerns(chapter))


def test_a_picture_that_a_page_loads_late_is_kept(tmp_path: Path) -> None:
    chapter = imported(tmp_path, "n.html", '<h1>N</h1><p>Words <img data-src="p.png" alt="A bee."> here.</p>')
    assert '![](p.png){alt="A bee."}' in chapter.markdown

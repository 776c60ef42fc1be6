"""Programs that no one here wrote, reading the citation exports: what each says of a work, in the same ten fields.

A reader returns one `Read` a record. `fields` are what the program understands as author, title and so on; `words` is all that
it read, for what stands in a note only.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import rispy
from lxml import etree, html

from coursepack import pandoc

FIELDS = ("author", "title", "date", "container", "pages", "publisher", "DOI", "URL", "accessed", "archive")
M = {"m": "http://www.loc.gov/mods/v3"}
B = "{http://biblatex-biber.sourceforge.net/biblatexml}"


@dataclass(frozen=True)
class Read:
    """One record as a program read it, reduced to letters and digits."""

    key: str
    fields: Mapping[str, str]
    words: str


def fold(text: object) -> str:
    return "".join(char for char in str(text).casefold() if char.isalnum())


def of_csl(item: Mapping[str, Any]) -> Read:
    """What a CSL item says; the measure, and what pandoc and citation-js return."""
    makers = item.get("author") or item.get("director") or []
    fields = {
        "author": "|".join(_csl_name(name) for name in makers),
        "title": item.get("title", ""),
        "date": _csl_date(item.get("issued")),
        "container": item.get("container-title", ""),
        "pages": item.get("page", item.get("pages", "")),
        "publisher": item.get("publisher", ""),
        "DOI": item.get("DOI", ""),
        "URL": item.get("URL", ""),
        "accessed": _csl_date(item.get("accessed")),
        "archive": item.get("archive", ""),
    }
    rest = {name: value for name, value in item.items() if not name.startswith("_")}
    dates = " ".join(_csl_date(item.get(name)) for name in ("issued", "accessed"))
    return _read(str(item.get("id", "")), fields, f"{json.dumps(rest, ensure_ascii=False)} {dates}")


def _csl_name(name: Mapping[str, str]) -> str:
    parts = ("dropping-particle", "non-dropping-particle", "family", "given", "literal")
    return fold("".join(name.get(part, "") for part in parts))


def _csl_date(date: Mapping[str, Any] | None) -> str:
    ends = (date or {}).get("date-parts", [])
    return "/".join("-".join(f"{int(part):02d}" for part in end) for end in ends)


def _read(key: str, fields: Mapping[str, str], words: str) -> Read:
    kept = {name: value if name == "author" else fold(value) for name, value in fields.items()}
    return Read(key, {name: value for name, value in kept.items() if value}, fold(words))


def run(*command: str | Path, cwd: Path | None = None) -> bytes:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False, cwd=cwd, timeout=600)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def pandoc_reads(language: str) -> Callable[[Path], list[Read]]:
    def read(path: Path) -> list[Read]:
        text = path.read_text(encoding="utf-8-sig")
        return [of_csl(item) for item in json.loads(pandoc.run(["-f", language, "-t", "csljson"], text))]

    return read


def pandoc_reads_csv(path: Path) -> list[Read]:
    """pandoc reads a table; its heading row names the fields."""
    plain = json.loads(pandoc.run(["-f", "csv", "-t", "json"], path.read_text(encoding="utf-8-sig")))
    table = next(block for block in plain["blocks"] if block["t"] == "Table")["c"]
    head, *rows = [
        [_cell(cell) for cell in row[1]] for row in [*table[3][1], *(r for body in table[4] for r in body[3])]
    ]
    return [_of_row(dict(zip(head, row, strict=True))) for row in rows]


def _cell(cell: Sequence[Any]) -> str:
    return "".join(_texts(cell[4]))


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        return [" "] if value["t"] in ("Space", "SoftBreak") else _texts(value.get("c", []))
    return [value] if isinstance(value, str) else []


def _of_row(row: Mapping[str, str]) -> Read:
    names = {
        "title": "Title", "date": "Date", "container": "In", "pages": "Pages", "publisher": "Publisher", "DOI": "DOI",
        "URL": "URL", "accessed": "Accessed", "archive": "Archive",
    }  # fmt: skip
    people = [name for name in (row["Author"] or row["Other people"].partition(" (")[0]).split("; ") if name]
    fields = {field: row[column] for field, column in names.items()}
    return _read(row["Key"], {**fields, "author": "|".join(map(fold, people))}, " ".join(row.values()))


def rispy_reads(path: Path) -> list[Read]:
    return [_of_ris(record) for record in rispy.loads(path.read_text(encoding="utf-8-sig"))]


def _of_ris(record: Mapping[str, Any]) -> Read:
    pages = (record.get("start_page", ""), record.get("end_page", ""))
    fields = {
        "author": "|".join(map(fold, record.get("authors", []))),
        "title": record.get("title", record.get("primary_title", "")),
        "date": record.get("date", record.get("year", "")),
        "container": record.get("secondary_title", record.get("journal_name", "")),
        "pages": "-".join(page for page in pages if page),
        "publisher": record.get("publisher", ""),
        "DOI": record.get("doi", ""),
        "URL": (record.get("urls") or [""])[0],
        "accessed": record.get("access_date", ""),
        "archive": record.get("name_of_database", ""),
    }
    return _read(str(record.get("id", "")), fields, json.dumps(record, ensure_ascii=False))


def bibutils_reads(program: str) -> Callable[[Path], list[Read]]:
    """bibutils turns every format into its own MODS."""

    def read(path: Path) -> list[Read]:
        made = etree.fromstring(run(program, "-i", "unicode", path).removeprefix(b"\xef\xbb\xbf"))
        return [_of_mods(record) for record in made.iterfind("m:mods", M)]

    return read


def bibutils_reads_mods(path: Path) -> list[Read]:
    """bibutils reads MODS and writes RIS; its book titles are BT, its journals JO."""
    made = run("xml2ris", path).decode("utf-8-sig")
    mapping = {**rispy.TAG_KEY_MAPPING, "BT": "secondary_title", "JO": "secondary_title"}

    class Reader(rispy.RisParser):  # type: ignore[misc]
        DEFAULT_MAPPING = mapping

    return [_of_ris(record) for record in rispy.loads(made, implementation=Reader)]


def mods_by_the_guidelines(path: Path) -> list[Read]:
    """MODS by its own user guidelines, with XPath: for what bibutils does not look for."""
    return [_of_mods(record) for record in etree.parse(path).getroot().iterfind("m:mods", M)]


def _of_mods(record: etree._Element) -> Read:
    def text(*paths: str) -> str:
        for path in paths:
            found = record.xpath(f"string(({path})[1])", namespaces=M)
            if found:
                return str(found)
        return ""

    names = [name for name in record.iterfind("m:name", M) if _role(name) in ("aut", "author")]
    names = names or [name for name in record.iterfind("m:name", M) if _role(name) in ("drt", "director")]
    subtitle = text("m:titleInfo[not(@type)]/m:subTitle")
    host = "m:relatedItem[@type='host']"
    pages = [text(f".//m:extent/m:{end}") for end in ("start", "end")]
    fields = {
        "author": "|".join(_mods_name(name) for name in names),
        "title": text("m:titleInfo[not(@type)]/m:title") + subtitle,
        "date": text(f"m:originInfo/m:dateIssued|{host}/m:originInfo/m:dateIssued", ".//m:part/m:date"),
        "container": text(f"{host}/m:titleInfo/m:title[text()]"),
        "pages": "-".join(page for page in pages if page)
        or text(".//m:extent/m:list", ".//m:detail[@type='page']/m:number"),
        "publisher": text("m:originInfo/m:publisher", f"{host}/m:originInfo/m:publisher"),
        "DOI": text("m:identifier[@type='doi']"),
        "URL": text("m:location/m:url"),
        "accessed": text("m:location/m:url/@dateLastAccessed", "m:location/m:url/@urldate"),
        "archive": text("m:location/m:physicalLocation"),
    }
    return _read(text("m:identifier[@type='citekey']") or record.get("ID", ""), fields, "".join(record.itertext()))


def _role(name: etree._Element) -> str:
    return str(name.xpath("string(m:role/m:roleTerm)", namespaces=M))


def _mods_name(name: etree._Element) -> str:
    parts = [name.xpath(f"string(m:namePart[@type='{kind}'])", namespaces=M) for kind in ("family",)]
    given = " ".join(part.text or "" for part in name.iterfind("m:namePart[@type='given']", M))
    return fold("".join(map(str, parts)) + given) or fold("".join(name.xpath("m:namePart/text()", namespaces=M)))


def endnote_by_its_document_type(path: Path) -> list[Read]:
    """EndNote XML by the element names of its document type: for what neither bibutils nor pandoc looks for."""
    return [_of_endnote(record) for record in etree.parse(path).getroot().iter("record")]


def _of_endnote(record: etree._Element) -> Read:
    authors = [author.text or "" for author in record.iterfind("contributors/authors/author")]
    paths = {
        "title": "titles/title", "date": "dates/pub-dates/date", "container": "titles/secondary-title", "pages": "pages",
        "publisher": "publisher", "DOI": "electronic-resource-num", "URL": "urls/related-urls/url",
        "accessed": "access-date", "archive": "remote-database-name",
    }  # fmt: skip
    fields = {field: record.findtext(path, "") for field, path in paths.items()}
    return _read(
        record.findtext("label", ""), {**fields, "author": "|".join(map(fold, authors))}, "".join(record.itertext())
    )


def biber_reads(path: Path) -> list[Read]:
    """Biber, BibLaTeX's own reader, in tool mode; what it understood, as BibLaTeXML."""
    made = path.with_suffix(".bltxml")
    run("biber", "--tool", "--quiet", "--output-format=biblatexml", "-O", made, path, cwd=path.parent)
    return [_of_biblatexml(entry) for entry in etree.parse(made).getroot().iter(f"{B}entry")]


def _of_biblatexml(entry: etree._Element) -> Read:
    def text(*names: str) -> str:
        found = [entry.find(f"{B}{name}") for name in names]
        return next((" ".join("".join(each.itertext()).split()) for each in found if each is not None), "")

    def date(kind: str | None) -> str:
        return next(("".join(each.itertext()) for each in entry.iterfind(f"{B}date") if each.get("type") == kind), "")

    groups = {names.get("type"): names for names in entry.iterfind(f"{B}names")}
    makers = groups.get("author", groups.get("director"))
    fields = {
        "author": "|".join(_biblatexml_name(name) for name in makers) if makers is not None else "",
        "title": text("title") + text("subtitle"),
        "date": date(None),
        "container": text("journaltitle", "booktitle", "maintitle"),
        "pages": text("pages"),
        "publisher": text("publisher", "institution", "organization").replace("\\&", "&"),
        "DOI": text("doi"),
        "URL": text("url"),
        "accessed": date("url"),
        "archive": text("library"),
    }
    return _read(entry.get("id", ""), fields, "".join(entry.itertext()))


def _biblatexml_name(name: etree._Element) -> str:
    parts = {part.get("type"): "".join(part.itertext()) for part in name.iterfind(f"{B}namepart")}
    return fold("".join(parts.get(kind, "") for kind in ("prefix", "family", "given")) or "".join(name.itertext()))


_READ_WITH_CITATION_JS = """
const { Cite } = require('@citation-js/core')
for (const name of ['bibtex', 'ris', 'csl']) require('@citation-js/plugin-' + name)
const text = require('fs').readFileSync(process.argv[1], 'utf8')
Cite.async(text).then(found => console.log(JSON.stringify(found.data)))
"""


def citation_js_reads(path: Path) -> list[Read]:
    return [of_csl(item) for item in json.loads(run("node", "-e", _READ_WITH_CITATION_JS, path))]


def openurl_reads(path: Path) -> list[Read]:
    """The OpenURLs of a web page, taken apart by urllib as ANSI/NISO Z39.88 says."""
    spans = html.fromstring(path.read_bytes()).xpath("//span[@class='Z3988']")
    return [_of_openurl(span.getparent().get("id", "").removeprefix("ref-"), span.get("title")) for span in spans]


def _of_openurl(key: str, title: str) -> Read:
    pairs = parse_qsl(title)
    one = dict(reversed(pairs))
    ids = [value for name, value in pairs if name == "rft_id"]
    part = one.get("rft.genre") in ("article", "bookitem")
    fields = {
        "author": "|".join(fold(value) for name, value in pairs if name in ("rft.au", "rft.creator")),
        "title": one["rft.atitle"] if part else one.get("rft.btitle", one.get("rft.title", "")),
        "date": one.get("rft.date", ""),
        "container": one.get("rft.jtitle", one.get("rft.btitle", "") if part else one.get("rft.relation", "")),
        "pages": one.get("rft.pages", one.get("rft.format", "")),
        "publisher": one.get("rft.publisher", one.get("rft.inst", "")),
        "DOI": next((value.removeprefix("info:doi/") for value in ids if value.startswith("info:doi/")), ""),
        "URL": next((value for value in ids if value.startswith("http")), ""),
        "archive": one.get("rft.source", "").partition(",")[0],
    }
    return _read(key, fields, " ".join(value for _, value in pairs))


@dataclass(frozen=True)
class Peer:
    """A program that reads an export: its name, the file's suffix, how it reads, what it needs."""

    name: str
    suffix: str
    reads: Callable[[Path], list[Read]]
    program: str = ""

    @property
    def missing(self) -> str:
        """Why it cannot be asked here; empty if it can."""
        if self.program == "citation-js":
            if shutil.which("node") is None:
                return "Node.js is not installed"
            found = subprocess.run(
                ["node", "-e", "require('@citation-js/plugin-ris')"], capture_output=True, check=False
            )
            return "" if found.returncode == 0 else "the npm packages of citation-js are not on NODE_PATH"
        return "" if not self.program or shutil.which(self.program) else f"{self.program} is not installed"


PEERS = (
    Peer("pandoc", ".csl.json", pandoc_reads("csljson")),
    Peer("citation-js", ".csl.json", citation_js_reads, "citation-js"),
    Peer("biber", ".biblatex.bib", biber_reads, "biber"),
    Peer("pandoc", ".biblatex.bib", pandoc_reads("biblatex")),
    Peer("bibutils", ".biblatex.bib", bibutils_reads("biblatex2xml"), "biblatex2xml"),
    Peer("citation-js", ".biblatex.bib", citation_js_reads, "citation-js"),
    Peer("pandoc", ".bib", pandoc_reads("bibtex")),
    Peer("bibutils", ".bib", bibutils_reads("bib2xml"), "bib2xml"),
    Peer("citation-js", ".bib", citation_js_reads, "citation-js"),
    Peer("rispy", ".ris", rispy_reads),
    Peer("pandoc", ".ris", pandoc_reads("ris")),
    Peer("bibutils", ".ris", bibutils_reads("ris2xml"), "ris2xml"),
    Peer("citation-js", ".ris", citation_js_reads, "citation-js"),
    Peer("bibutils", ".endnote.xml", bibutils_reads("endx2xml"), "endx2xml"),
    Peer("pandoc", ".endnote.xml", pandoc_reads("endnotexml")),
    Peer("XPath", ".endnote.xml", endnote_by_its_document_type),
    Peer("bibutils", ".mods.xml", bibutils_reads_mods, "xml2ris"),
    Peer("XPath", ".mods.xml", mods_by_the_guidelines),
    Peer("pandoc", ".csv", pandoc_reads_csv),
    Peer("urllib", ".html", openurl_reads),
)

"""LaTeX in field values: read once into a tree, written as clean LaTeX for pandoc or as plain text.

pandoc silently drops every command that it does not know, with its argument. Here accents and symbols become Unicode,
known formatting is kept, characters that LaTeX would swallow are escaped, and what nobody knows is named for a warning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from coursepack.sources.bibliography.glyphs import ACCENTS, SYMBOLS
from coursepack.sources.bibliography.wordlist import words

NOCASE_START, NOCASE_END = "\ue0c0", "\ue0c1"
"""Stand in clean LaTeX for `<span class="nocase">` and `</span>`: pandoc carries private-use characters through."""

FORMATTING = words(
    """
    emph textit textbf textsc textsuperscript textsubscript texttt textsl enquote mkbibquote mkbibemph
    mkbibitalic mkbibbold url
    """
)
"""Commands with one argument that pandoc renders."""

_KEEP_ARGUMENT = words(
    """
    mbox hbox text textrm textup textnormal textmd textsf textlf lowercase MakeLowercase MakeUppercase uppercase
    autocap textquote textlatin textcyrillic ensuremath mkbibparens nohyphens nolinkurl relax selectlanguage
    bibinfo natexlab
    """
)
_DROP_ARGUMENT = words("noopsort SortNoop foreignlanguage textlang hspace vspace href phantom label")
"""Commands whose first argument is not printed; a second one is."""
_DECLARATIONS = {
    "em": "emph",
    "it": "textit",
    "itshape": "textit",
    "sl": "textit",
    "bf": "textbf",
    "bfseries": "textbf",
}
_DECLARATIONS |= {"sc": "textsc", "scshape": "textsc"}
_SILENT = words(
    """
    rm sf tt small large normalfont upshape mdseries protect relax unskip noindent par newline
    """
)
_ESCAPES = {"%": r"\%", "#": r"\#", "_": r"\_", "&": r"\&", "$": r"\$", "^": r"\textasciicircum{}"}
_ESCAPES |= {"~": r"\textasciitilde{}", "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"}
_SPECIALS = str.maketrans(_ESCAPES)
_KNOWN = frozenset({*FORMATTING, *_KEEP_ARGUMENT, *_DROP_ARGUMENT, *_DECLARATIONS, *_SILENT, *SYMBOLS, *ACCENTS})
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|([^A-Za-z]))")
_TOKEN = re.compile(r"\\([A-Za-z]+)\*?[ \t]*|\\([^A-Za-z])|([{}])|(\$)|([^\\{}$]+)", re.DOTALL)
_UNMARKED = re.compile(r"[^\\{}$~`'%#_&^-]*")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("'", "’"))
_SCRIPT = re.compile(r"\s*([_^])\s*(?:\{([^{}\\$]*)\}|([^{}\\$\s]))\s*")
_SIMPLE_FORMULA = re.compile(rf"(?:[A-Za-z0-9]+|{_SCRIPT.pattern})+")
_DEEPEST = 60  # groups inside groups; deeper ones are read as if their braces were not there


@dataclass(slots=True)
class Group:
    """Text and commands between braces; the whole value is one too."""

    parts: list[str | Group | Command | Math] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its argument, which is the part that follows it."""

    name: str


@dataclass(frozen=True, slots=True)
class Math:
    """What stands between two dollar signs."""

    source: str


def clean(source: str, *, protect: bool = False) -> str:
    """Write a value as LaTeX that pandoc reads wholly.

    With `protect`, braces that keep capitals (`{Mao}`) become `NOCASE_START` and `NOCASE_END`. Unknown commands are left out,
    their arguments kept.
    """
    return source if _UNMARKED.fullmatch(source) else _latex(_parse(source), [], protect)


@lru_cache(maxsize=65536)
def plain(source: str) -> str:
    """Return a value as plain text, white space single."""
    if source.isalnum() and source.isascii():
        return source
    text = source if _UNMARKED.fullmatch(source) else _plain(_parse(source))
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def unknown_commands(source: str) -> tuple[str, ...]:
    """Name the commands that `clean` leaves out."""
    unknown: list[str] = []
    if any((word or sign) not in _KNOWN for word, sign in _COMMAND.findall(source)):
        _latex(_parse(source), unknown, False)  # what stands in a formula is not unknown
    return tuple(dict.fromkeys(unknown))


def legible(source: str) -> str:
    """A value as it is, for other programs to read; as `clean` writes it where they would read something else than the book says:
    a command that nobody knows, or a dollar sign that opens no formula.
    """
    lone = "$" in source and _has_lone_dollar(_parse(source))
    return clean(source) if lone or unknown_commands(source) else source


def _has_lone_dollar(group: Group) -> bool:
    return any(part == "$" or (isinstance(part, Group) and _has_lone_dollar(part)) for part in group.parts)


def _parse(source: str) -> Group:
    root = Group()
    stack, deeper, position = [root], 0, 0
    while position < len(source):
        token = _TOKEN.match(source, position)
        if token is None:  # a backslash at the very end
            break
        position = token.end()
        word, sign, brace, dollar, text = token.groups()
        if text is not None:
            stack[-1].parts.append(text)
        elif word or sign:
            stack[-1].parts.append(Command(word or sign))
        elif dollar:
            end = _math_end(source, position)
            stack[-1].parts.append(Math(source[position:end]) if end else "$")
            position = end + 1 if end else position
        elif brace == "{":
            if len(stack) > _DEEPEST:
                deeper += 1
                continue
            group = Group()
            stack[-1].parts.append(group)
            stack.append(group)
        elif deeper:
            deeper -= 1
        elif len(stack) > 1:
            stack.pop()
    return root


def _math_end(source: str, position: int) -> int:
    """Where the formula ends, or 0 for a dollar sign that is only a dollar sign (`$5 and $6` has blanks and digits)."""
    end = source.find("$", position)
    formula = source[position:end]
    looks_so = (
        end > position and re.search(r"[\\_^=<>+]|^[A-Za-z]$", formula) and formula.count("{") == formula.count("}")
    )
    return end if looks_so else 0


def _latex(group: Group, unknown: list[str], protect: bool) -> str:
    return "".join(_latex_parts(group, unknown, protect))


def _latex_parts(group: Group, unknown: list[str], protect: bool) -> Iterator[str]:
    parts = _Row(group.parts)
    while (part := parts.take()) is not None:
        if isinstance(part, str):
            yield _escape(part)
        elif isinstance(part, Math):
            yield _math(part)
        elif isinstance(part, Group):
            yield _latex_group(part, unknown, protect)
        else:
            yield _latex_command(part.name, parts, unknown, protect)


def _latex_group(group: Group, unknown: list[str], protect: bool) -> str:
    declared = _declared(group)
    if declared:
        return f"\\{declared}{{{_latex(Group(group.parts[1:]), unknown, protect)}}}"
    inner = _latex(group, unknown, False)
    if not protect or not inner or _is_glyph(group):
        return inner
    return f"{NOCASE_START}{inner}{NOCASE_END}"


def _latex_command(name: str, parts: _Row, unknown: list[str], protect: bool) -> str:
    if name in FORMATTING:
        argument = parts.argument()
        if name == "url":
            return f"\\url{{{_plain(argument)}}}"
        return f"\\{name}{{{_latex(argument, unknown, protect)}}}"
    glyph = _glyph(name, parts)
    if glyph is not None:
        return _escape_literal(glyph)
    if name in _DROP_ARGUMENT:
        parts.argument()
    elif name not in _KEEP_ARGUMENT and name not in _SILENT and name not in _DECLARATIONS:
        unknown.append(name)
    if name in _SILENT or not isinstance(parts.peek(), Group):
        return ""
    return _latex(parts.argument(), unknown, protect)


def _plain(group: Group) -> str:
    pieces: list[str] = []
    parts = _Row(group.parts)
    while (part := parts.take()) is not None:
        if isinstance(part, str):
            pieces.append(_ligatures(part).replace("~", "\u00a0"))
        elif isinstance(part, Math):
            pieces.append(_SCRIPT.sub(lambda script: script[2] or script[3] or "", part.source))
        elif isinstance(part, Group):
            pieces.append(_plain(part))
        elif (glyph := _glyph(part.name, parts)) is not None:
            pieces.append(glyph)
        elif part.name in _DROP_ARGUMENT:
            parts.argument()
        elif part.name in ("enquote", "mkbibquote"):
            pieces.append(f"“{_plain(parts.argument())}”")
    return "".join(pieces)


class _Row:
    """The parts of a group, taken one by one."""

    def __init__(self, parts: list[str | Group | Command | Math]) -> None:
        self._parts = parts
        self._next = 0
        self._pushed: str | None = None

    def peek(self) -> str | Group | Command | Math | None:
        if self._pushed:
            return self._pushed
        return self._parts[self._next] if self._next < len(self._parts) else None

    def take(self) -> str | Group | Command | Math | None:
        part = self.peek()
        if self._pushed:
            self._pushed = None
        else:
            self._next += 1
        return part

    def argument(self) -> Group:
        """Take what a command applies to: a group, a command, or the next character."""
        part = self.take()
        if isinstance(part, str):
            text = part.lstrip()
            self._pushed = text[1:]
            return Group([text[:1]])
        if isinstance(part, Group):
            return part
        return Group([] if part is None else [part])


def _glyph(name: str, parts: _Row) -> str | None:
    """Find the character that a command stands for, taking its argument if it is an accent."""
    if name in SYMBOLS:
        following = parts.peek()
        if isinstance(following, Group) and not following.parts:
            parts.take()  # \ss{} and the like
        return SYMBOLS[name]
    if name in ACCENTS:
        base = _plain(parts.argument()).strip() or "\u00a0"
        base = {"ı": "i", "ȷ": "j"}.get(base[0], base[0]) + base[1:]
        return unicodedata.normalize("NFC", base[0] + ACCENTS[name] + base[1:])
    return None


def _is_glyph(group: Group) -> bool:
    r"""Whether the braces only hold an accent or symbol together, as in `{\\"o}` and `{\\ss}`, and protect nothing."""
    first = group.parts[0] if group.parts else None
    return isinstance(first, Command) and (first.name in ACCENTS or first.name in SYMBOLS) and len(group.parts) <= 2


def _declared(group: Group) -> str | None:
    first = group.parts[0] if group.parts else None
    return _DECLARATIONS.get(first.name) if isinstance(first, Command) else None


def _math(formula: Math) -> str:
    """Write letters, figures and single sub- and superscripts, `H_2O`, as text; leave any other formula as it is."""
    if not _SIMPLE_FORMULA.fullmatch(formula.source):
        return f"${formula.source}$"
    pieces, done = [], 0
    for script in _SCRIPT.finditer(formula.source):
        command = "textsuperscript" if script[1] == "^" else "textsubscript"
        pieces.append(formula.source[done : script.start()])
        pieces.append(f"\\{command}{{{_escape_literal(script[2] or script[3] or '')}}}")
        done = script.end()
    return "".join([*pieces, formula.source[done:]])


def _ligatures(text: str) -> str:
    for written, meant in _LIGATURES:
        text = text.replace(written, meant)
    return text


def _escape(text: str) -> str:
    """Text as written: its ligatures and ties are LaTeX."""
    return _escape_literal(_ligatures(text).replace("~", "\u00a0"))


def _escape_literal(text: str) -> str:
    return text.translate(_SPECIALS)

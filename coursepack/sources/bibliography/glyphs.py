"""LaTeX commands that stand for one character, and accents as Unicode combining marks (T1, TS1 and T2 encodings)."""

from __future__ import annotations

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "r": "\u030a", "c": "\u0327", "k": "\u0328", "d": "\u0323",
    "b": "\u0331",
    "t": "\u0361", "C": "\u030f", "f": "\u0311", "G": "\u030f", "U": "\u030e", "h": "\u0309",
    "textcommabelow": "\u0326",
}  # fmt: skip
"""Accent command → combining mark, to be put after the letter."""

SYMBOLS = {
    # Letters
    "ss": "ß", "SS": "ẞ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ",
    "NG": "Ŋ",
    "ij": "ĳ", "IJ": "Ĳ", "cprime": "ʹ", "cdprime": "ʺ", "textsoftsign": "ʹ",
    # Punctuation
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "quotesinglbase": "‚", "quotedblbase": "„",
    "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»", "guilsinglleft": "‹",
    "guilsinglright": "›", "flqq": "«", "frqq": "»", "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "lq": "‘",
    "rq": "’",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textexclamdown": "¡", "textquestiondown": "¿", "slash": "/",
    "textbar": "|",
    "textless": "<", "textgreater": ">", "textbackslash": "\\", "textunderscore": "_", "textasciitilde": "~",
    "textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}",
    "textperiodcentered": "·",
    "textasteriskcentered": "*", "textbullet": "•", "textdagger": "†", "textdaggerdbl": "‡", "dag": "†", "ddag": "‡",
    "S": "§",
    "P": "¶", "textsection": "§", "textparagraph": "¶", "bibrangedash": "–", "bibinitdelim": " ", "-": "", "/": "",
    "@": "",
    # Signs
    "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "textdegree": "°",
    "degree": "°",
    "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "textyen": "¥", "textcent": "¢",
    "textdollar": "$",
    "textordfeminine": "ª", "textordmasculine": "º", "textmu": "µ", "texttimes": "×", "textdiv": "÷", "textpm": "±",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textonesuperior": "¹", "texttwosuperior": "²",
    "textthreesuperior": "³", "textnumero": "№", "textrightarrow": "→", "textleftarrow": "←", "ast": "*",
    # Greek letters as they occur in titles
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "lambda": "λ", "mu": "μ", "pi": "π", "sigma": "σ",
    "omega": "ω",
    "Delta": "Δ", "Omega": "Ω",
    # Names
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "XeTeX": "XeTeX",
    # Spaces
    " ": " ", ",": "\u2009", ";": " ", ":": " ", "!": "", ">": " ", "thinspace": "\u2009", "enspace": " ",
    "quad": " ", "qquad": " ",
    "space": " ", "addspace": " ", "addnbspace": "\u00a0", "nobreakspace": "\u00a0", "addcomma": ",", "adddot": ".",
    "addcolon": ":", "addsemicolon": ";", "isdot": "", "\\": " ", "\n": " ", "linebreak": " ", "newblock": " ",
    # Escaped characters
    "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}",
}  # fmt: skip
"""Command → the characters it stands for."""

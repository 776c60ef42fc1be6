"""Join the structure trees of the parts (ISO 32000-1, 14.7): one Document, one parent tree, one list of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name

from coursepack.editions.layout import ROLE_MAP


@dataclass(slots=True)
class StructureTree:
    """Grows part by part; `finish` hangs it into the PDF. Keys of the parent tree: pages first, then annotations."""

    pdf: pikepdf.Pdf
    document: pikepdf.Object = field(init=False)
    _kids: list[pikepdf.Object] = field(default_factory=list)
    _pages: list[pikepdf.Object] = field(default_factory=list)
    _annotations: list[tuple[pikepdf.Object, pikepdf.Object]] = field(default_factory=list)
    _names: list[tuple[pikepdf.Object, pikepdf.Object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))

    def add(self, source: pikepdf.Pdf, pages: Sequence[pikepdf.Object], *, inside_part: bool = False) -> None:
        """Take over the tree of a section whose pages have just been copied; a chapter of a part is hung below that part."""
        root = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        for kid in root.K[0].K:
            self._hang(kid, inside_part=inside_part)
        numbers = list(root.ParentTree.Nums)
        table = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        for page in pages:
            elements = table[int(page.StructParents)]
            page.StructParents = len(self._pages)
            self._pages.append(elements)
            for annotation in page.get("/Annots", ()):
                if "/StructParent" in annotation:
                    self._annotations.append((annotation, table[int(annotation.StructParent)]))
        if "/IDTree" in root:
            names = list(root.IDTree.Names)
            self._names += zip(names[::2], names[1::2], strict=True)

    def _hang(self, section: pikepdf.Object, *, inside_part: bool) -> None:
        if inside_part and self._kids and Name.Part == self._kids[-1].S:
            section.P = self._kids[-1]
            self._kids[-1].K.append(section)
        else:
            section.P = self.document
            self._kids.append(section)

    def finish(self) -> None:
        """Write the tree's root."""
        parents = [item for key, elements in enumerate(self._pages) for item in (key, elements)]
        for key, (annotation, element) in enumerate(self._annotations, start=len(self._pages)):
            annotation.StructParent = key
            parents += [key, element]
        root = Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([self.document]),
            ParentTree=self.pdf.make_indirect(Dictionary(Nums=Array(parents))),
            RoleMap=Dictionary({f"/{name}": Name(f"/{standard}") for name, standard in ROLE_MAP.items()}),
            ParentTreeNextKey=len(self._pages) + len(self._annotations),
        )
        if self._names:
            names = sorted(self._names, key=lambda item: bytes(item[0]))
            root.IDTree = self.pdf.make_indirect(Dictionary(Names=Array([item for pair in names for item in pair])))
        self.document.K = Array(self._kids)
        self.pdf.Root.StructTreeRoot = self.pdf.make_indirect(root)
        self.document.P = self.pdf.Root.StructTreeRoot
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)

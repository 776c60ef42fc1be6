"""Join the structure trees of the parts (ISO 32000-1, 14.7): one Document, one parent tree, one list of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name


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

    def add(self, source: pikepdf.Pdf, pages: Sequence[pikepdf.Object]) -> None:
        """Take over the tree of a part whose pages have just been copied."""
        root = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        for kid in root.K[0].K:
            kid.P = self.document
            self._kids.append(kid)
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
            ParentTreeNextKey=len(self._pages) + len(self._annotations),
        )
        if self._names:
            names = sorted(self._names, key=lambda item: bytes(item[0]))
            root.IDTree = self.pdf.make_indirect(Dictionary(Names=Array([item for pair in names for item in pair])))
        self.document.K = Array(self._kids)
        self.pdf.Root.StructTreeRoot = self.pdf.make_indirect(root)
        self.document.P = self.pdf.Root.StructTreeRoot
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)

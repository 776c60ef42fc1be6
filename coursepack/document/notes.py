"""Notes: from pandoc's list at the end of a document to asides of the section, numbered from 1 in each section."""

from __future__ import annotations

from coursepack.document.markup import Element, has_class, make, of_class, remove, replace, take_content
from coursepack.document.note_labels import CLASS
from coursepack.labels import Labels


def take_notes(root: Element, written: Element | None, section: str, labels: Labels) -> None:
    """Number the calls of a section in document order, and set its notes after its text in the order of their calls."""
    calls = list(of_class(root, "footnote-ref"))
    if written is None or not calls:
        return
    bodies = {item.get("id"): item for item in written.iter("li") if (item.get("id") or "").startswith("fn")}
    notes = make("section", class_="notes", id=f"{section}-notes")
    notes.append(make("h2", labels.word("notes")))
    for number, call in enumerate(calls, 1):
        body = bodies[(call.get("href") or "").removeprefix("#")]
        new_id = f"{section}-note-{number}"
        label = _take_label(call)
        replace(call, make("a", str(number), class_="noteref", id=f"{section}-call-{number}", href=f"#{new_id}"))
        notes.append(_note(body, new_id, number))
        if label:
            notes[-1].set("data-label", label)
    root.append(notes)


def _take_label(call: Element) -> str:
    """Take off the span behind a call that holds the label that references name."""
    span = call.getnext()
    if span is None or call.tail or not has_class(span, CLASS):
        return ""
    label = span.get("data-label", "")
    remove(span)
    return label


def _note(body: Element, new_id: str, number: int) -> Element:
    for back in [link for link in body.iter("a") if has_class(link, "footnote-back")]:
        remove(back)
    note = make("aside", class_="note", id=new_id, data_number=str(number))
    take_content(note, body)
    return note

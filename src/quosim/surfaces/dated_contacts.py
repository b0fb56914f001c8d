"""Dated: contacts with shares, notes and properties."""

from quosim import errors
from quosim.index import by_time
from quosim.routes import Asked
from quosim.surfaces import dated_items as items
from quosim.surfaces.dated_pages import one, page, resumed, whole
from quosim.world.model import Contact, Note


def list_contacts(asked: Asked) -> bytes:
    values, now = asked.values, asked.now
    idents = set(values["externalId[in]"] or ()) | ({values["externalId"]} if values["externalId"] else set())
    sources = set(values["source[in]"] or ()) | ({values["source"]} if values["source"] else set())
    found = (
        contact
        for contact in asked.house.index.contacts.oldest_first(None, now, resumed(asked))
        if (not idents or contact.external_id in idents) and (not sources or contact.source in sources)
    )

    def tell(contact: Contact) -> bytes:
        settled = max(contact.at, contact.updated_at)
        return asked.tell("dated contact", contact.id, settled, lambda: items.contact(contact, now))

    return page(asked, found, by_time, tell)


def known_contact(asked: Asked) -> Contact:
    contact = asked.house.index.contact.get(asked.path[0])
    if contact is None or contact.at > asked.now:
        raise errors.dated_not_found("Contact")
    return contact


def get_contact(asked: Asked) -> bytes:
    return one(asked, items.contact(known_contact(asked), asked.now))


def list_shares(asked: Asked) -> bytes:
    return whole(asked, [items.share(asked.house, known_contact(asked))])


def known_notes(asked: Asked) -> list[Note]:
    return [note for note in known_contact(asked).notes if note.at <= asked.now]


def list_notes(asked: Asked) -> bytes:
    return whole(asked, [items.note(note) for note in known_notes(asked)])


def get_note(asked: Asked) -> bytes:
    for note in known_notes(asked):
        if note.id == asked.path[1]:
            return one(asked, items.note(note))
    raise errors.dated_not_found("Note")


def list_properties(asked: Asked) -> bytes:
    wanted = asked.values["type"]
    told = items.properties(known_contact(asked))
    return whole(asked, [known for known in told if wanted is None or known["type"] == wanted])


def get_property(asked: Asked) -> bytes:
    for known in items.properties(known_contact(asked)):
        if known["id"] == asked.path[1]:
            return one(asked, known)
    raise errors.dated_not_found("Property")

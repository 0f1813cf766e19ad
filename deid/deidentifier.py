"""The de-identifier: find every identifier of a document, replace it, check that nothing is left, or refuse.

The layers are united, then merged: the record's own identity, rules with checksums, dates, titles, roles, places, gazetteers,
layout, the tagger, propagation through the document. Only this module makes a ``Document``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from clinical.documents import Document, Identifier, Mask, Person, Quarantine, SourceDocument
from clinical.errors import DeidError
from clinical.identities import KnownIdentities
from deid import checks, dates, layout, leak_scan, merge, propagation, wholes
from deid.detectors import (
    acronyms,
    addresses,
    ages,
    bare_days,
    codes,
    contacts,
    day_forms,
    destinations,
    dialled,
    dictated,
    english,
    english_prose,
    entries,
    establishments,
    extensions,
    figures,
    files,
    firms,
    hospitals,
    hurried,
    identity,
    initials,
    institutions,
    kin,
    labels,
    letters,
    listed,
    localities,
    lone_days,
    lone_names,
    makes,
    members,
    neighbours,
    numbers,
    persons,
    phrases,
    places,
    reach,
    regions,
    registers,
    relatives,
    roles,
    signatures,
    sites,
    slots,
    spoken,
    spoken_names,
    titles,
    unknown,
    whereabouts,
    word_names,
    writers,
)
from deid.detectors import dates as date_detector
from deid.lexicon import key
from deid.options import Deidentification, DeidOptions
from deid.page import Page
from deid.pseudonyms import Pseudonyms
from deid.spans import KNOWN, Span
from deid.surrogates import Surrogates
from deid.tagger.model import tagger
from deid.vocabulary import PARTICLES
from language.scanned import as_written
from language.words import Words

VERSION = "1"
TAG = re.compile(
    r"\[(?:NOM|PRENOM|DATE_NAISSANCE|DATE_DECES|DATE|ADRESSE|ZIP|VILLE|TEL|MAIL|SECU|IPP|NDA|HOPITAL|RPPS|FINESS|URL|AGE90|AUTRE_ID)\]"
)
_CARE = "DATE"


class Deidentifier:
    """De-identifies documents of one warehouse; holds no document and is safe to share between threads.

    ``known`` answers whether a number belongs to another known patient; without it that check is left out.
    """

    def __init__(self, options: DeidOptions, *, pseudonyms: Pseudonyms, known: KnownIdentities | None = None) -> None:
        self.options = options
        self._pseudonyms = pseudonyms
        self._known = known
        self._ipp = tuple(re.compile(pattern) for pattern in options.ipp_patterns)
        self._fields: dict[tuple[str, str], list[Span]] = {}
        self._nda = tuple(re.compile(pattern) for pattern in options.nda_patterns)

    def deidentify(self, source: SourceDocument) -> Deidentification | Quarantine:
        """The document without identifiers, or why it may not be kept.

        Raises:
            DeidError: the document could not be read at all; nothing of it goes on.
        """
        try:
            return self._deidentify(source)
        except (ValueError, IndexError, KeyError, RecursionError, re.error) as error:
            pseudonym = self._pseudonyms.document(source.doc_id)
            raise DeidError(f"document {pseudonym} could not be de-identified ({type(error).__name__})") from None

    def _deidentify(self, source: SourceDocument) -> Deidentification | Quarantine:
        doc_id = self._pseudonyms.document(source.doc_id)
        page = Page(source.text, lang=source.lang)
        spans = self._find(page, source)
        refused = list(self._checks(page, spans, source))
        words = page.lexicon
        del page  # some forty times the text, and not needed any more
        if refused:
            return Quarantine(doc_id, tuple(refused))
        surrogates = self._surrogates(source)
        text, identifiers = self._replace(source.text, spans, source, surrogates)
        fields = {name: self._plain_field(name, source, surrogates) for name in ("title", "type", "unit", "source")}
        scanned = "\n".join(part for part in (text, *fields.values()) if part)
        reasons = leak_scan.scan(scanned, source.patient, is_word=lambda word: words.info(word).wordish)
        if reasons:
            return Quarantine(doc_id, reasons)
        return Deidentification(self._document(source, doc_id, text, fields, identifiers), identifiers)

    def find(self, text: str, source: SourceDocument) -> list[Span]:
        """Merged, disjoint findings in ``text`` for the patient of ``source``."""
        return self._find(Page(text, lang=source.lang), source)

    def _find(self, page: Page, source: SourceDocument) -> list[Span]:
        text = page.text
        tags = [match.span() for match in TAG.finditer(text)] if "[" in text else []
        if tags:
            page = Page(TAG.sub(lambda match: "\x00" * len(match.group()), text), lang=source.lang)
        found = list(self._detect(page, source))
        written = as_written(page.text, Words(source.lang))
        if written is not None:  # a scanned text: what its author wrote, at the same offsets, is read as well
            found += self._detect(Page(written, lang=source.lang), source)
        if (
            not tags
        ):  # a text that was masked before: the tagger would read tags for context, and masking twice would add to it
            found += self._guessed(page, found)
        found += list(members.find(page, found))
        found += list(neighbours.find(page, found))
        widened: wholes.Widened = {}
        found = list(wholes.widen(page, found, known=widened))
        found += list(propagation.propagate(page, found))
        found += list(initials.of_named(page, found))
        found += list(layout.births(page, found, year=_day(source.date).year if source.date else None))
        if tags:
            found = [span for span in found if not any(span.start < end and start < span.end for start, end in tags)]
        whole = wholes.widen(page, found, known=widened)
        return merge.merge([_own_date(span, text, source) if span.label == _CARE else span for span in whole], text)

    @staticmethod
    def _guessed(page: Page, found: list[Span]) -> list[Span]:
        """What the tagger adds to the rules' findings."""
        return list(tagger().find(page, found))

    def _checks(self, page: Page, spans: list[Span], source: SourceDocument) -> Iterator[str]:
        person = source.patient
        own = {
            checks.normalise("ipp", person.ipp),
            checks.normalise("nir", person.nir or ""),
            person.birth_date or "",
        } - {""}
        own |= _name_parts(person)
        yield from checks.reasons(
            page, spans, own=own, patient_id=self._pseudonyms.patient(person.ipp), known=self._known
        )

    def _surrogates(self, source: SourceDocument) -> Surrogates | None:
        if self.options.replacement != "surrogate":
            return None
        return Surrogates(
            self._pseudonyms, source.doc_id, avoid=frozenset(_name_parts(source.patient)), known=self._known
        )

    def rules(self, page: Page, source: SourceDocument) -> list[Span]:
        """What the rules alone find, unmerged: the context in which the tagger is trained."""
        return list(self._detect(page, source))

    def _detect(self, page: Page, source: SourceDocument) -> Iterator[Span]:
        yield from identity.find(page, source.patient)
        yield from numbers.find(page, ipp_patterns=self._ipp, nda_patterns=self._nda)
        yield from contacts.find(page)
        yield from date_detector.find(page)
        yield from addresses.find(page)
        yield from places.find(page)
        yield from hospitals.find(page)
        yield from institutions.find(page)
        yield from establishments.find(page)
        yield from ages.find(page)
        yield from titles.find(page)
        yield from labels.find(page)
        yield from kin.find(page)
        yield from roles.find(page)
        yield from phrases.find(page)
        yield from listed.find(page)
        yield from lone_names.find(page)
        yield from files.find(page)
        if page.lang == "en":
            yield from english.find(page)
            yield from english_prose.find(page)
        yield from signatures.find(page)
        yield from initials.find(page)
        yield from persons.find(page)
        yield from lone_days.find(page)
        yield from codes.find(page)
        yield from makes.find(page)
        yield from figures.find(page)
        yield from reach.find(page)
        yield from extensions.find(page)
        yield from spoken.find(page)
        yield from slots.find(page)
        yield from letters.find(page)
        yield from sites.find(page)
        yield from bare_days.find(page)
        yield from regions.find(page)
        yield from destinations.find(page)
        yield from dictated.find(page)
        yield from registers.find(page)
        yield from dialled.find(page)
        yield from day_forms.find(page)
        yield from entries.find(page)
        yield from localities.find(page)
        yield from acronyms.find(page)
        yield from unknown.find(page)
        yield from spoken_names.find(page)
        yield from relatives.find(page)
        yield from writers.find(page)
        yield from hurried.find(page)
        yield from whereabouts.find(page)
        yield from firms.find(page)
        yield from word_names.find(page)

    def _replace(
        self, text: str, spans: list[Span], source: SourceDocument, surrogates: Surrogates | None
    ) -> tuple[str, tuple[Identifier, ...]]:
        out: list[str] = []
        identifiers: list[Identifier] = []
        position = size = 0
        for span in spans:
            out.append(text[position : span.start])
            size += span.start - position
            surface = text[span.start : span.end]
            replacement = self._replacement(span, surface, source, surrogates)
            written = surface if replacement is None else replacement
            identifiers.append(
                Identifier(span.start, span.end, span.label, span.detector, replacement, size, size + len(written))
            )
            out.append(written)
            size += len(written)
            position = span.end
        out.append(text[position:])
        return "".join(out), tuple(identifiers)

    def _replacement(
        self, span: Span, surface: str, source: SourceDocument, surrogates: Surrogates | None
    ) -> str | None:
        if span.label == _CARE:
            if self.options.dates == "keep":
                return None
            if self.options.dates == "shift":
                moved = dates.shift(surface, self.shift_days(source.patient.ipp), reference=_day(source.date))
                return moved if moved is not None else "[DATE]"
            return "[DATE]"
        if span.label == "AGE90" and not self.options.group_ages:
            return None
        if surrogates is not None:
            return surrogates(span, surface, _day(source.date))
        return f"[{span.label}]"

    def shift_days(self, ipp: str) -> int:
        """The patient's secret offset in days, never 0, between a week and a year either way."""
        number = self._pseudonyms.number("shift", ipp, below=2 * 359)
        return number - 365 if number < 359 else number - 359 + 7

    def _plain_field(self, name: str, source: SourceDocument, surrogates: Surrogates | None) -> str | None:
        """A field without identifiers. Type, unit and source repeat for thousands of documents: they are read once."""
        value: str | None = getattr(source, name)
        if not value:
            return value
        if name == "title":
            return self._replace(value, self.find(value, source), source, surrogates)[0]
        key_ = value, source.lang
        if key_ not in self._fields:
            if len(self._fields) > 10_000:
                self._fields.clear()
            self._fields[key_] = self.find(value, SourceDocument(doc_id="", text=value, lang=source.lang))
        return self._replace(value, self._fields[key_], source, surrogates)[0]

    def _document(
        self,
        source: SourceDocument,
        doc_id: str,
        text: str,
        fields: dict[str, str | None],
        identifiers: tuple[Identifier, ...],
    ) -> Document:
        age = dates.age_at(source.patient.birth_date, source.date)
        if age is not None and self.options.group_ages:
            age = min(age, 90)
        masks = tuple(
            Mask(i.out_start, i.out_end, i.label, i.detector) for i in identifiers if i.replacement is not None
        )
        pseudonyms = self._pseudonyms
        return Document(
            doc_id=doc_id, patient_id=pseudonyms.patient(source.patient.ipp), text=text, masks=masks, lang=source.lang,
            date=self._record_date(source), stay_id=pseudonyms.stay(source.stay.id) if source.stay else None,
            extraction=source.extraction, ocr_confidence=source.ocr_confidence, status=source.status,
            replaces=pseudonyms.document(source.replaces) if source.replaces else None, lot=source.lot or "",
            sensitivity=source.sensitivity, sex=source.patient.sex, age=age, **fields,
        )  # fmt: skip

    def _record_date(self, source: SourceDocument) -> str | None:
        """The record's date under the policy: kept, shifted with the text, or its year alone under ``tag``."""
        if not source.date or self.options.dates == "keep":
            return source.date
        if self.options.dates == "tag":
            return source.date[:4]
        moved = _day(source.date) + dt.timedelta(days=self.shift_days(source.patient.ipp))
        return moved.isoformat()


def _name_parts(person: Person) -> set[str]:
    names = (person.family_name, person.birth_name, person.usual_name, *person.given_names, *person.related)
    return {part for name in names if name for part in key(name).split() if part not in PARTICLES and len(part) > 1}


def _day(date: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat((date or "")[:10])
    except ValueError:
        return dt.date(2000, 7, 1)


def _own_date(span: Span, text: str, source: SourceDocument) -> Span:
    """A date, relabelled if it is the record's birth or death date, which are such wherever they stand."""
    meant = dates.days_meant(text[span.start : span.end])
    if source.patient.birth_date in meant:
        return span._replace(label="DATE_NAISSANCE", detector="identity.birth", strength=KNOWN)
    if source.patient.death_date in meant:
        return span._replace(label="DATE_DECES", detector="identity.death", strength=KNOWN)
    return span

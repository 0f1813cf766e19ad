"""The annotator: what concepts a text names and how it speaks of them. One pass, no spaCy objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from typing import Protocol

from clinical.annotations import AnnotatedDocument, Annotation, Assertion, Reading, Section
from clinical.documents import Document, Mask
from clinical.errors import UsageError
from language.scanned import as_written
from language.words import Words
from nlp.matching.matcher import Matcher
from terminologies import Catalogue

from .context import Context, ContextReading
from .context.allergies import is_harm, is_past_allergy
from .context.chronic import is_chronic, is_cured
from .context.drugs import drug_bits
from .context.marks import HISTORICAL, HYPOTHETICAL, NEGATED, SECTION_HISTORICAL, SECTION_NEGATED, assertion_of
from .context.plans import is_looked_for, is_tested_for
from .values import read_measurements

CONTEXT_VERSION = "5"
"""Raised whenever cues or rules change what is read, so that stored readings can be renewed."""

DRUG_SYSTEMS = frozenset({"ATC", "BDPM", "UCD"})


class Mention(Protocol):
    """What a matcher finds: a concept at ``start`` to ``end``."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def system(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def method(self) -> str: ...
    @property
    def intrinsic_negation(self) -> bool: ...


class ConceptMatcher(Protocol):
    """Finds concepts in a text; ``nlp.matching.matcher.Matcher`` is the one in use."""

    def match(
        self,
        text: str,
        *,
        sections: Sequence[Section] = (),
        lang: str = "fr",
        masks: Sequence[Mask] = (),
        type: str | None = None,
        unit: str | None = None,
    ) -> Sequence[Mention]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NlpOptions:
    """What the annotator does besides finding concepts and context."""

    measurements: bool = True


def assert_mention(
    context: ContextReading, start: int, end: int, system: str, *, absent: bool = False
) -> tuple[Assertion, str]:
    """The assertion of a mention and, for a drug, its state. ``absent``: the word itself denies (``apyrétique``)."""
    if system in DRUG_SYSTEMS:
        bits, state = drug_bits(context, start, end)
        return assertion_of(bits), state
    bits = context.bits_of(start, end)
    if bits & NEGATED and not absent and context.denies_itself(start, end):
        bits &= ~NEGATED
    if not bits & ~SECTION_NEGATED and is_harm(context, start):
        bits = HISTORICAL
    if not bits and is_past_allergy(context, start):
        bits |= HISTORICAL
    elif not bits and (is_looked_for(context, start) or is_tested_for(context, start, end)):
        bits |= HYPOTHETICAL
    if absent:
        bits = bits & ~NEGATED if _is_denied(context, start) else bits | NEGATED
    return assertion_of(bits), ""


def _is_denied(context: ContextReading, start: int) -> bool:
    """A negation right before a word that denies by itself: ``n'est pas apyrétique``."""
    at = context.stream.first_at(start)
    return at > 0 and bool(context.bits[at - 1] & NEGATED) and context.stream.words[at - 1].isalpha()


class Annotator:
    """Reads texts; one for a process, as its matcher is.

    Args:
        terms: the open catalogue of terminologies.
        options: see ``NlpOptions``.
        matcher: another matcher than the one over ``terms``.
    """

    def __init__(
        self, terms: Catalogue | None, options: NlpOptions | None = None, *, matcher: ConceptMatcher | None = None
    ) -> None:
        self.options = options or NlpOptions()
        self.matcher = matcher or _matcher_over(terms)
        terms_version = terms.version if terms is not None else ""
        self.versions: tuple[tuple[str, str], ...] = (
            ("nlp", f"{_package_version()}+{CONTEXT_VERSION}"),
            ("terminologies", terms_version),
        )
        """Versions of pipeline and terminologies, to be kept beside each reading."""

    def read(
        self,
        text: str,
        *,
        lang: str = "fr",
        masks: Sequence[Mask] = (),
        date: str | None = None,
        type: str | None = None,
        unit: str | None = None,
    ) -> Reading:
        """Read one text; what a scanner confused is read as it was written, at the same offsets.

        Args:
            text: as kept, identifiers replaced.
            lang: ``fr`` or ``en``.
            masks: where identifiers stood; nothing is matched there.
            date: ISO date of the document.
            type: kind of document, which guards of ambiguous terms may ask.
            unit: medical unit, likewise.
        """
        text = as_written(text, Words(lang)) or text
        context = Context.of(text, lang=lang, masks=masks, date=date)
        mentions = self.matcher.match(text, sections=context.sections, lang=lang, masks=masks, type=type, unit=unit)
        measurements = read_measurements(context.stream, date=date) if self.options.measurements else ()
        return Reading(
            annotations=tuple(annotate_mention(context, mention) for mention in mentions),
            contexts=context.context_spans(),
            sentences=context.sentences,
            sections=context.sections,
            measurements=measurements,
        )

    def annotate(self, document: Document) -> AnnotatedDocument:
        """Read a kept document."""
        reading = self.read(
            document.text,
            lang=document.lang,
            masks=document.masks,
            date=document.date,
            type=document.type,
            unit=document.unit,
        )
        return AnnotatedDocument(document=document, reading=reading, versions=self.versions)


def annotate_mention(context: ContextReading, mention: Mention) -> Annotation:
    """A mention with its assertion, section, drug state, and whether it goes on although it stands under history."""
    assertion, state = assert_mention(
        context, mention.start, mention.end, mention.system, absent=mention.intrinsic_negation
    )
    ongoing = (
        assertion.historical
        and mention.system == "CIM10"
        and is_chronic(mention.code)
        and bool(context.bits_of(mention.start, mention.end) & (SECTION_HISTORICAL | HISTORICAL))
        and not is_cured(context.stream.text, mention.start, mention.end, mention.code)
    )
    return Annotation(
        start=mention.start,
        end=mention.end,
        system=mention.system,
        code=mention.code,
        label=mention.label,
        assertion=assertion,
        score=mention.score,
        section=context.section_at(mention.start),
        method=mention.method,
        ongoing=ongoing,
        state=state,
    )


def _matcher_over(terms: Catalogue | None) -> ConceptMatcher:
    if terms is None:
        raise UsageError("an annotator needs terms or a matcher")
    return Matcher(terms)


@lru_cache(maxsize=1)
def _package_version() -> str:
    try:
        return metadata.version("klask")
    except metadata.PackageNotFoundError:
        return "checkout"

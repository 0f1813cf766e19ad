"""The spaCy frame: the same reading as ``Annotator.read``, as a spaCy ``Language`` for notebooks and other pipes.

    from nlp.frame import build_language
    language = build_language(annotator)
    doc = language("Pas de fièvre. HTA connue.")
    [(span.text, span.kb_id_, span._.negated) for span in doc.spans["concepts"]]

Importing this module imports spaCy; ``import nlp`` does not. Factories: ``klask_sections`` (sentences, sections and the
context of every token), ``klask_concepts``, ``klask_assertion``, ``klask_values``. One frame with our light tokenizer
serves every language: ``spacy.blank("fr")`` alone takes seconds to load.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import BaseDefaults, Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans, registry
from spacy.vocab import Vocab

from clinical.annotations import Annotation, Reading
from clinical.errors import SettingsError
from terminologies import open_catalogue

from .annotator import Annotator, ConceptMatcher, Mention, annotate_mention
from .context import Context, ContextReading
from .matching.matcher import Matcher
from .values import read_measurements

CONTEXT, MENTIONS, MEASUREMENTS = "klask.context", "klask.mentions", "klask.measurements"
"""Where components leave what they read in ``doc.user_data``."""

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": "klask.tokenizer.v1"}}}

_PIECE = re.compile(r"[^\W_](?:[^\W_]|[̀-ͯ])*|[^\w\s]|_|\s+")
_MARKS = ("negated", "hypothetical", "historical", "family")


class LightTokenizer:
    """Words and marks by one expression; whitespace is kept so that ``doc.text`` is the text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _PIECE.findall(text):
            if piece.isspace() and words and piece[0] == " " and not words[-1].isspace() and not spaces[-1]:
                spaces[-1] = True
                piece = piece[1:]
            if piece:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, path: Path, **kwargs: Any) -> None:
        """Nothing to save: the tokenizer has no state."""

    def from_disk(self, path: Path, **kwargs: Any) -> LightTokenizer:
        return self

    def to_bytes(self, **kwargs: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> LightTokenizer:
        return self


def _make_tokenizer() -> Any:
    return lambda language: LightTokenizer(language.vocab)


registry.tokenizers.register("klask.tokenizer.v1", func=_make_tokenizer)


class KlaskDefaults(BaseDefaults):
    """No exceptions, no stop words: language lies in our own tables."""


@registry.languages("klask")
class KlaskLanguage(Language):  # type: ignore[no-untyped-call]
    """The frame of every language."""

    lang = "klask"
    Defaults = KlaskDefaults


def _extensions() -> None:
    for name in ("lang", "date", "type", "unit"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default="fr" if name == "lang" else None)
    for name in (*_MARKS, "ongoing"):
        if not Span.has_extension(name):
            Span.set_extension(name, default=False)
    for name, default in (
        ("state", ""),
        ("section", None),
        ("context_class", "present"),
        ("score", 1.0),
        ("method", ""),
    ):
        if not Span.has_extension(name):
            Span.set_extension(name, default=default)
    if not Span.has_extension("measurement"):
        Span.set_extension("measurement", default=None)


def _context(doc: Doc) -> ContextReading:
    reading = doc.user_data.get(CONTEXT)
    if reading is None:
        reading = doc.user_data[CONTEXT] = Context.of(doc.text, lang=doc._.lang or "fr", date=doc._.date)
    assert isinstance(reading, ContextReading)
    return reading


def _span(doc: Doc, start: int, end: int, label: str, kb_id: str = "") -> Span:
    span = doc.char_span(start, end, label=label, kb_id=kb_id, alignment_mode="expand")
    if span is None:
        raise SettingsError(f"the tokenizer has no token at characters {start} to {end}")
    return span


def _group(doc: Doc, name: str, spans: Iterable[Span]) -> None:
    doc.spans[name] = SpanGroup(doc, name=name, spans=list(spans))


@Language.factory("klask_sections", assigns=["doc.spans", "token.is_sent_start"])
def make_sections(nlp: Language, name: str) -> Any:
    """Sentences (``doc.sents``) and ``doc.spans["sections"]``; the context of every token for the pipes after it."""
    return read_sections


def read_sections(doc: Doc) -> Doc:
    """Set sentence starts and section spans."""
    _extensions()
    reading = _context(doc)
    starts = {sentence.start for sentence in reading.sentences}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    _group(doc, "sections", (_span(doc, s.start, s.end, s.kind) for s in reading.sections if s.end > s.start))
    return doc


class ConceptPipe:
    """``doc.spans["concepts"]`` with the code as ``kb_id_``; ``doc.ents`` holds those that do not overlap."""

    def __init__(self, matcher: ConceptMatcher) -> None:
        self.matcher = matcher

    def __call__(self, doc: Doc) -> Doc:
        _extensions()
        mentions = list(
            self.matcher.match(
                doc.text, sections=_context(doc).sections, lang=doc._.lang or "fr", type=doc._.type, unit=doc._.unit
            )
        )
        doc.user_data[MENTIONS] = mentions
        spans = [_span(doc, found.start, found.end, found.system, found.code) for found in mentions]
        _group(doc, "concepts", spans)
        doc.ents = tuple(filter_spans(spans))
        return doc


@Language.factory("klask_concepts", default_config={"cache": ""}, assigns=["doc.spans", "doc.ents"])
def make_concepts(nlp: Language, name: str, cache: str) -> ConceptPipe:
    """Concepts of the terminologies compiled in ``cache`` (``~/.cache/klask`` where it is empty)."""
    folder = Path(cache).expanduser() if cache else Path.home() / ".cache" / "klask"
    return ConceptPipe(Matcher(open_catalogue(folder)))


@Language.factory("klask_assertion", requires=["doc.spans"])
def make_assertion(nlp: Language, name: str) -> Any:
    """``span._.negated``, ``hypothetical``, ``historical``, ``family``, ``state``, ``ongoing`` of every concept."""
    return read_assertions


def read_assertions(doc: Doc) -> Doc:
    """Set the assertion of every span of ``doc.spans["concepts"]``."""
    _extensions()
    mentions: list[Mention] = doc.user_data.get(MENTIONS, [])
    for span, mention in zip(doc.spans.get("concepts", ()), mentions, strict=True):
        annotation = annotate_mention(_context(doc), mention)
        for mark in _MARKS:
            span._.set(mark, getattr(annotation.assertion, mark))
        for extra in ("ongoing", "state", "section", "score", "method"):
            span._.set(extra, getattr(annotation, extra))
        span._.context_class = annotation.assertion.context_class
    return doc


@Language.factory("klask_values", assigns=["doc.spans"])
def make_values(nlp: Language, name: str) -> Any:
    """``doc.spans["measurements"]`` with ``span._.measurement``."""
    return read_values


def read_values(doc: Doc) -> Doc:
    """Set the measurement spans."""
    _extensions()
    found = read_measurements(_context(doc).stream, date=doc._.date)
    doc.user_data[MEASUREMENTS] = found
    spans = []
    for measurement in found:
        span = _span(doc, measurement.start, measurement.end, measurement.analyte)
        span._.measurement = measurement
        spans.append(span)
    _group(doc, "measurements", spans)
    return doc


def build_language(annotator: Annotator, *, scispacy: bool = False) -> Language:
    """A ``Language`` that reads as ``annotator`` does.

    Args:
        annotator: its matcher finds the concepts.
        scispacy: put scispaCy's abbreviation detector in front.

    Raises:
        SettingsError: scispaCy is asked for and not installed.
    """
    _extensions()
    language = KlaskLanguage.from_config(CONFIG)
    if scispacy:
        add_scispacy(language)
    language.add_pipe("klask_sections")

    def make_own(nlp: Language, name: str) -> ConceptPipe:
        return ConceptPipe(annotator.matcher)

    own = f"klask_concepts_{id(annotator):x}"
    Language.factory(own, func=make_own, assigns=["doc.spans", "doc.ents"])
    language.add_pipe(own, name="klask_concepts")
    language.add_pipe("klask_assertion")
    if annotator.options.measurements:
        language.add_pipe("klask_values")
    return language


def add_scispacy(language: Language, *, linker: dict[str, Any] | None = None) -> None:
    """Add scispaCy's abbreviation detector, and its linker with the given configuration where one is given.

    Nothing is downloaded: the linker's configuration must name files that are there.

    Raises:
        SettingsError: scispaCy is not installed.
    """
    try:
        importlib.import_module("scispacy.abbreviation")
    except ImportError as error:
        raise SettingsError("scispaCy is not installed: install klask[scispacy]") from error
    language.add_pipe("abbreviation_detector")
    if linker is not None:
        importlib.import_module("scispacy.linking")
        language.add_pipe("scispacy_linker", config=linker)


def reading_of(doc: Doc) -> Reading:
    """What a processed ``Doc`` says, in our own words; equal to what ``Annotator.read`` gives for its text."""
    context = _context(doc)
    mentions: list[Mention] = doc.user_data.get(MENTIONS, [])
    annotations: tuple[Annotation, ...] = tuple(annotate_mention(context, mention) for mention in mentions)
    return Reading(
        annotations=annotations,
        contexts=context.context_spans(),
        sentences=context.sentences,
        sections=context.sections,
        measurements=tuple(doc.user_data.get(MEASUREMENTS, ())),
    )

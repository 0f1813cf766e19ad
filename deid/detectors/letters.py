"""Single letters that stand for people: `vu le 9/12 C. H.`, `M. A. de B.`, `Baci, L.`, `frappe m.-c. p.`, `Dr 0. Szymanski`.

Letters with stops are also short forms of medicine (`T. A.`): those count only behind a date or a word of signing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue, GapCue
from deid.marks import CAPITALS, LETTER
from deid.page import INITIAL, LOWER, TITLE, UPPER, Page
from deid.spans import CONTEXT, Span
from deid.vocabulary import NEVER, ROLES, SHORT_FORMS

_CAP = r"[A-ZÀ-ÝĀ-ŒŔ-ŽẠ-Ỹ]"
_NAME = rf"{_CAP}[\w'’-]+"
_COMPOSITE = re.compile(r"(?:[A-ZÀ-Ý]\.-[A-ZÀ-Ý]\.?|[a-z]\.-[a-z]\.)(?!\w)")
"""A double first name in letters; nothing else is written so, but for the postscript."""
_PARTED = re.compile(
    rf"(?:M|Mme|Mlle|Mr|Dr|Pr|Mmes?|MM)\.? (?P<given>{_CAP}\.)(?:-{_CAP}\.)? (?P<family>(?:d['’]|(?:de|du|des|de la|le|la|von|van|ben|el|di|da|dos) ?){_CAP}\.)(?!\w)"
)
_DATED = re.compile(rf"(?P<given>{_CAP}\.) ?(?P<family>{_CAP}\.)(?![\w]|[ -]?{_CAP}[a-z.])")
_BEFORE_DATED = re.compile(
    r"(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\b(?i:vue?s?|revue?s?|par|avec|avis|sign[ée]e?|valid[ée]e?|dict[ée]e?|relue?|visa|prescrit|examin[ée]e?)),? ?:? ?\Z"
)
_TYPED = re.compile(
    r"(?<![^\W_])(?i:frapp[ée]e?s?|tap[ée]e?s?|dactylo\w*|saisie?|secr[ée]tariat|secr(?:[ée]taire)?\.?|transcri(?:te?|ption)|relue?s?|dict[ée]e?s?)(?: par)? ?:? ?(?P<given>[a-z]\.(?:-[a-z]\.)?|[a-zà-ÿ]{3,12}) (?P<family>[a-z]\.?)(?=[ \t]*(?:$|\n|[,;)/–-]| le ))"
)
_CLOSED = re.compile(
    rf"(?i:baci|baisers?|bises?|bisous|biz|becs?|ciao|tchao|tchuss|kenavo|hugs?|xx+|love|cheers|thanks|best|thx|a\+|[àa] (?:bient[ôo]t|plus|\+|demain|lundi|mardi|mercredi|jeudi|vendredi|ce soir|tout [àa] l['’]heure|la semaine prochaine)(?: au [a-zà-ÿ]+| pour [^\n]{{0,25}}| en [a-zà-ÿ]+)?|affectueusement|ton amie?|ta vieille amie?|ton vieil ami|kisses|abrazos?|saludos|merci(?: encore)?|agur|amiti[ée]s|amicalement|cordialement|cdt|cdlt|bav|bien [àa] (?:toi|vous))[ ]?[,.!:]?[ ]?\n?[ \t]*(?P<who>{_CAP}\.(?:-?{_CAP}\.)?|{_CAP}-{_CAP}|{_CAP}[a-zà-ÿ])(?=[ \t]*(?:$|\n|[–—-]))",
    re.M,
)
_SIGNED = re.compile(
    rf"(?i:[ée]lectronique(?:ment)?|valid[ée]e?|validation|sign[ée]e?|signature|signataire|dict[ée]e?|r[ée]dig[ée]e?|relue?|op[ée]r[ée]e?|visa|par|de|avec|bien [àa] (?:vous|toi)|cordialement|confraternellement|amicalement|amiti[ée]s|salutations)[ ]?[:,.]?[ \n](?P<given>{_CAP}\.(?:[ -]?{_CAP}\.)?) ?(?P<family>{_NAME})"
)
_CLOSING_HEAD = re.compile(r"bien|cordialement|confraternellement|amicalement|amiti|salutations", re.I)
_STAFF = re.compile(
    r"(?i:ide|as|ap|ash|aes|ide/as|bin[ôo]me|aux) ?[+/&] ?(?P<given>[A-Z])\.? (?P<family>[A-Z])\.?(?=[ \t]*(?:$|\n|[,;:)–-]))",
    re.M,
)
_OPERATOR = re.compile(
    rf"(?i:op|op[ée]rat(?:eur|rice)s?|aides?|chir|anesth|mar|interne|ibode|iade|panseuse|instru\w*|circulante?|senior|externe)\.? ?: ?(?P<family>{_CAP}{{3,}}(?:-{_CAP}+)?) (?P<given>[A-Z]\.)(?!\w)"
)
_SHIFT = re.compile(r"(?:IDE|AS|ASH|AP|AES|IDE/AS|ide|as)s? ?: ?(?P<given>[A-Z]\.) ?[+/&] ?(?P<family>[A-Z]\.)(?!\w)")
_PAIR = re.compile(r"(?P<who>[A-ZÀ-Ý]{2,3})/(?P<typist>[a-zà-ÿ]{2,3})(?=[ \t]*(?:$|\n|[–—|-] ))", re.M)
_PIECE = r"(?:[A-ZÀ-Ý]{2,3}|[a-zà-ÿ]{2,4}|[A-ZÀ-Ý]\.[A-ZÀ-Ý]\.?|[a-z]\.[a-z]\.?|(?<=[a-zà-ÿA-ZÀ-Ý]/)[A-Za-z](?!\w))"
_REFERENCE = re.compile(
    rf"(?:[NV]?r[ée]f(?:[ée]rences?)?s?|initiales|dict[ée]e?(?:/| et )frapp[ée]e?|dact?(?:ylo)?)(?:\.|(?![\w]))[^\n]{{0,60}}?(?<![\w.@-])(?P<code>{_PIECE}(?: ?[/–-] ?{_PIECE}){{1,3}})(?=[ \t]*(?:$|\n|[;,)|]|[ \t]{{2}}|[/–-] ?\d|[–—-][ \t]))",
    re.I | re.M,
)
"""`N/Réf. : 12-40 / av-ml`, `Nos réf. JB/mc-ld`: who dictated and who typed, at the end of a letter's reference."""
_CODE_SHAPE = re.compile(rf"{_PIECE}(?: ?[/–-] ?{_PIECE}){{1,3}}")
_REFERENCES = Cue("initiales dac dact dactylo dictee dicte nref vref", heads="ref")
_SCANNED = re.compile(
    rf"(?:Dr|Pr|Docteur|Mme|Mr|Professeur|M)\.? (?P<given>[01]\.|[01][a-zà-ÿ]{{2,}})(?: (?P<family>{_NAME}))?"
)
_SMALL_DOCTOR = re.compile(
    r"(?:dr|docteur|pr|professeur|mme|mr|mlle|madame|monsieur|interne|ide)\.? (?P<given>(?:[a-zà-ÿ]\.[ -]?){1,3})(?P<family>(?:(?:le|la|du|de la|de|des|el|ben|bel|da|dos|di|van|von|aït|ait|abd|ould|saint|st)[ '-]|[dln]['’])?[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]{3,})?)(?![\w'’.@])"
)
_SIGNS = frozenset("Rh Hb Na Ca Mg Ph Fe Cl Ac Ag Kt Tp Ht Va Vt Ta Fc Ra Rx Tt".split())
"""Short forms of two letters that may close a line."""
_NO_PAIR = frozenset("UI MG UG NG KG ML G U ET OU NA AU OK".split())

_NO_CODE = frozenset(
    "de du des le la les un une et ou en sur par pour au aux ce non oui pas tel fax cf ex soit dans avec sans dont cas plus bas haut voir page suite jour soir nuit mois sous sein selon copie".split()
)

_HYPHENED = GapCue(r"\A\.-\Z")
_CIVIL = Cue(written=r"(?:M|Mme|Mlle|Mr|Dr|Pr|Mmes?|MM)\Z", of="capital")
_DOCTOR = Cue(written=r"(?:Dr|Pr|Docteur|Mme|Mr|M|Professeur)\Z", of="capital")
_STOPS = GapCue(r"\A\. ?\Z")
_SMALL_TITLES = Cue(written=r"(?:dr|docteur|pr|professeur|mme|mr|mlle|madame|monsieur|interne|ide)\Z")
_TYPISTS = Cue(heads="frapp tap dactylo saisi secr transcri relu dict")
_CLOSINGS = Cue(
    "baci baiser baisers bise bises bisous biz bec becs ciao tchao tchuss kenavo hug hugs xx xxx love cheers thanks best thx a affectueusement ton ta kisses abrazo abrazos saludos merci agur amities amitie amicalement cordialement cdt cdlt bav bien"
)
_SIGNERS = Cue(
    "electronique electroniquement valide validee validation signe signee signature signataire dicte dictee redige redigee relu relue opere operee visa par de avec bien cordialement confraternellement amicalement amities amitie salutations"
)
_STAFF_WORDS = Cue("ide as ap ash aes binome aux")
_OPERATORS = Cue(heads="op aide chir anesth mar interne ibode iade panseuse instru circulant senior externe")
_SLASH = GapCue(r"\A/\Z")


def find(page: Page) -> Iterator[Span]:
    """Letters that stand for people."""
    text, starts = page.text, page.starts
    for match in page.matches_at(_COMPOSITE, [i - 1 for i in page.at(_HYPHENED) if i and len(page.words[i - 1]) == 1]):
        if match.group().upper() not in ("P.-S.", "P.-S"):
            yield Span(match.start(), match.end(), "PRENOM", "letter.composite", CONTEXT)
    for pattern, cue in (
        (_PARTED, _CIVIL),
        (_TYPED, _TYPISTS),
        (_STAFF, _STAFF_WORDS),
        (_OPERATOR, _OPERATORS),
        (_SHIFT, _STAFF_WORDS),
        (_SCANNED, _DOCTOR),
        (_SMALL_DOCTOR, _SMALL_TITLES),
    ):
        for match in page.matches(pattern, cue):
            if (pattern is not _TYPED or _typist(page, match)) and (
                pattern is not _SMALL_DOCTOR or _borne(page, match)
            ):
                yield from _both(match)
    for match in page.matches(_CLOSED, _CLOSINGS):
        if match["who"] not in _SIGNS:
            yield Span(match.start("who"), match.end("who"), "PRENOM", "letter.closing", CONTEXT)
    for match in page.matches(_REFERENCE, _REFERENCES):
        yield from _reference(match)
    shapes = page.shapes
    for match in page.matches_at(_SIGNED, [i for i in page.at(_SIGNERS) if INITIAL in shapes[i + 1 : i + 4]]):
        if _signer(page, match):
            yield from _both(match)
    for i in page.at(_STOPS):
        if i and page.has(i, LETTER) and len(page.words[i - 1]) == 1 and page.words[i - 1].isupper():
            match_ = _DATED.match(text, starts[i - 1])
            if match_ and _BEFORE_DATED.search(text, max(0, starts[i - 1] - 16), starts[i - 1]):
                yield from _both(match_)
    for match in page.matches_at(_PAIR, [i - 1 for i in page.at(_SLASH) if i and page.has(i - 1, CAPITALS)]):
        if page.line_start(page.token_at(match.start())) and match["who"] not in _NO_PAIR:
            yield Span(match.start("who"), match.end("who"), "NOM", "letter.pair", CONTEXT)
            yield Span(match.start("typist"), match.end("typist"), "NOM", "letter.pair", CONTEXT)


def _both(match: re.Match[str]) -> Iterator[Span]:
    yield Span(match.start("given"), match.end("given"), "PRENOM", "letter", CONTEXT)
    if match["family"]:
        yield Span(match.start("family"), match.end("family"), "NOM", "letter", CONTEXT)


def _reference(match: re.Match[str]) -> Iterator[Span]:
    """The codes behind a reference, but those that are capitals of medicine or units."""
    if not _CODE_SHAPE.fullmatch(match["code"]):
        return
    pieces = re.split(r"[ /–-]+", match["code"])
    plain = [piece.replace(".", "") for piece in pieces]
    if any(len(piece) == 1 for piece in plain) and (len(plain[0]) > 3 or plain[0].upper() in _NO_PAIR):
        return  # `mmol/l`
    if all(piece.upper() in _NO_PAIR for piece in plain) or any(piece in _NO_CODE for piece in plain):
        return
    small = [piece for piece in plain if piece.islower()]
    if small or not all(piece in SHORT_FORMS for piece in plain):
        yield Span(match.start("code"), match.end("code"), "NOM", "letter.reference", CONTEXT)


def _borne(page: Page, match: re.Match[str]) -> bool:
    """Whether what stands behind letters in small letters is a family name: of the lists, or in none."""
    i = page.tokens_in(match.start("family"), match.end("family"))[-1]
    info = page.info(i)
    if page.folded[i] in NEVER or page.folded[i] in ROLES:
        return False
    return info.surname >= 1.5 or not (info.wordish or info.medical or info.zipf > 2.5)


def _typist(page: Page, match: re.Match[str]) -> bool:
    """A typist's first name, in letters or of the lists."""
    i = page.token_at(match.start("given"))
    return "." in match["given"] or (page.info(i).first >= 2.5 and page.folded[i] not in NEVER)


def _signer(page: Page, match: re.Match[str]) -> bool:
    """`validation électronique A. LOUP`, `Bien à vous,⏎M. Legros`: not `par M. Legros`, not a heading `A. CONCLUSION`."""
    i = page.token_at(match.start("family"))
    info = page.info(i)
    closing = _CLOSING_HEAD.match(match.group()) is not None
    if match["given"] == "M." and not closing:
        return False
    if page.folded[i] in NEVER or page.words[i] in SHORT_FORMS or len(page.words[i]) < 3 or page.shapes[i] == LOWER:
        return False
    return page.shapes[i] in (UPPER, TITLE) and (info.surname >= 1 or not (info.wordish or info.medical or info.eponym))

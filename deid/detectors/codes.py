"""Codes that identify and that no single label announces: user names, bank accounts, trial subjects, seals, files, post boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deid.cues import Cue
from deid.detectors.contacts import signs_at
from deid.marks import HYPHEN
from deid.page import Page
from deid.spans import CONTEXT, LABELLED, Span

_LOGIN = re.compile(
    r"(?<![^\W_])(?i:saisie?s?|valid[ée]e?s?|sign[ée]e?s?|imprim[ée]e?s?|[ée]dit[ée]e?s?|cr[ée][ée]{1,2}|modifi[ée]e?s?|scann[ée]e?s?|num[ée]ris[ée]e?s?|cl[ôo]tur[ée]e?s?|connect[ée]e?|d[ée]pos[ée]e?s?|export[ée]e?s?|trac[ée]e?s?|utilisateur|login|user|session|identifiant|compte|op[ée]rateur|by)(?:[ \t]+(?i:[ée]lectroniquement[ \t]+)?(?i:par|de|by)[ \t]*:?[ \t]*|[ \t]*[:=][ \t]*)(?P<login>[a-z][a-z]{0,14}(?:[._-][a-z]{2,14})?\d{0,4})(?![\w@'’-]|\.\w)"
)
_IBAN = re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?:[ .-]?[\dA-Z]{4}){3,7}(?:[ .-]?[\dA-Z]{1,4})?(?!\w)")
_SUBJECT = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,4}-)?\d{2,4}-\d{2,4}[ ]?/[ ]?[A-Z][A-Z-]{1,4}[ ]?/[ ]?(?:19|20)?\d\d(?!\d)"
)
_LETTERED = re.compile(
    r"(?<![^\W_])(?i:mutuelle|amc|adh[ée]rente?|compl[ée]mentaire|cmu|c2s|css|ame|contrat|caisse|s[ée]cu)\b[^\n\d|;]{0,40}?(?P<value>\d[\d.-]{2,}(?: ?[\d-]{2,}){0,4}(?: [A-Z](?![\w'’]))?)"
)
_SEALED = re.compile(
    r"(?<![^\W_])(?i:matricule|badge|cellule|immatricul[ée]e?|imei|jeton|licence|sinistre|police|ine|rg|oqtf|scell[ée]e?s?|sceau|mot de passe|mdp|password|code(?: (?:qr|d['’]acc[èe]s|patient|postal interne|barre|confidentiel|wifi|porte|portail))?|qr(?:[ -]?code)?|bo[îi]te(?: postale| [àa] cl[ée]s?)?|coffre(?: [àa] cl[ée]s?)?|alarme|casier|siao|mdph|mda|cmu|caf|agdref|ofii|ofpra|dossier(?: (?:tutelle|curatelle|mda|mdph|apa|social|aide sociale|ase|m[èe]re|p[èe]re|enfant|conjointe?|donneur|receveur|n[°º]))?|inclusion|randomisation|rando|sujet(?: n[°º])?|num[ée]ro de sujet|essai|lot|ref|r[ée]f(?:[ée]rence)?\.?|n[°º] de s[ée]rie|plainte|proc[ée]dure|parquet|jugement|ordonnance n[°º]|arr[êe]t[ée][^\n\d]{0,25}n[°º]|pv|don|culot|poche|cgr|pfc|pochette|chambre mortuaire n[°º]|bracelet|bon de transport|btx|prescription n[°º]|[ée]chantillon|sample|pr[ée]l[èe]vement|tube|kit)s?(?!(?-i:[a-zà-ÿ])|(?-i:[A-ZÀ-Ý])(?![\dA-Z-]*\d\d))"
    r"[ \t]*(?:n[°º]|num[ée]ro|no\.|:|=|#)?[ \t]*:?[ \t]*(?P<value>(?=[\w./ -]{0,60}\d)(?:[A-Z]{1,5}[-./ ]?)?\d[\dA-Z]*(?:[-./][\dA-Z]+){0,4}(?: \d{2,4}){0,4}|(?=[A-Za-z-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z\d]{2,6}-[A-Za-z\d]{2,8}(?:-[A-Za-z\d]{2,8})?)(?![\w'’/])"
)
_SHAPES = re.compile(
    r"(?<![\w./-])(?:[A-Z]{1,3}-\d{2}/\d{3,6}|(?:19|20)\d\d-\d{4}-\d{2,4}|[A-Z]{2,5}\d{2,3}-[A-Z]?\d{3,6}|[A-Z]{2,6}-\d{2,3}-\d{3,6}|\d{2,3}-\d{2,3}-\d{3,6}|\d{2}-[A-Z]{2,4}-\d{3,6}|[A-Z]\d{3,6}-[A-Z]\d?|[A-Z]{1,3}\d{2}-\d{3,6}|[A-Z]-?\d{2}-\d{3,6}(?:-[A-Z\d]+)?|[A-Z]{1,2}\d-\d{2}-\d{3,6}|[A-Z]{2,5}-[A-Z]{1,3}-?\d{3,}|\d{6,9}-[A-Z]{1,3}|\d{4}-\d{4}-[A-Z])(?![\w/-])"
)
_POINTED = re.compile(r"(?<![\w./-])[A-Z]{1,3}\d{2}\.\d{3,6}(?![\w/-])")
_POINTED_STARTS = Cue(written=r"[A-Z]{1,3}\d{2}\Z", of="figure", whole=True)
_SECRET = re.compile(
    r"(?:mots? de passe|mdp|password|passphrase|code secret|mot secret)(?: [^\W\d_]{1,12}){0,3}[ \t]*[:=]?[ \t]*[«\"“'][ \t]*(?P<value>[^\n»\"”]{2,30}?)[ \t]*[»\"”']",
    re.I,
)
_SECRETS = Cue("mot mots mdp password passphrase code")
_USER = re.compile(
    r"(?i:user(?:name)?|login|utilisateur|identifiant|compte|id)[ \t]*[:=]?[ \t]*(?P<login>[a-z]{2,14}(?:[._-][a-z]{2,14})?\d{1,4})(?![\w@'’-]|\.\w)"
)
_DOTTED = re.compile(
    r"(?<![^\W_])(?P<kind>(?i:ipp|nip|dossier(?: (?:m[èe]re|p[èe]re|enfant|patient))?|nda|iep|s[ée]jour|passage|mrn|hospital no\.?))[ \t]*(?:n[°º]|:)?[ \t]*(?P<value>\d{2,4}(?:[. ]\d{2,4}){2,4})(?![\d/-])"
)
_FILE = re.compile(
    r"(?<![\w/\\.-])(?=[\w.-]*(?:\d{5}|[-_]))[\w-]{3,}(?:\.[\w-]+)*\.(?:pdf|docx?|odt|rtf|jpe?g|png|wav|mp3|ds2|dss|dcm|zip|tiff?|xlsx?|hl7|xml|edf)(?!\w)",
    re.I,
)
_CONVENTION = re.compile(
    r"(?<![^\W_])(?i:conventionn[ée]e?|adeli|n[°º] ?am|am)[ \t]*(?:n[°º]|:)?[ \t]*(?P<value>\d\d[ ]?\d[ ]?\d{4,5}[ ]?\d{0,2})(?!\d)"
)
_AT_NAME = re.compile(r"(?<![\w.@])@(?P<at>[a-zA-Z][\w.]{2,30})")
_ACCOUNT = re.compile(
    r"(?<![^\W_])(?i:insta(?:gram)?|snap(?:chat)?|facebook|whatsapp|skype|tiktok|discord|pseudo)[ \t]*:[ \t]*@?(?P<named>[\w.]{3,30})"
)
_RANGE = re.compile(r"[ ]?(?:à|/|et|,|;)[ ]?(?P<tail>-\d{2,5})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")


_LOGIN_STARTS = Cue(
    heads="saisi valid sign imprim edit cree modifi scann numeris clotur connect depos export trac utilisateur login user session identifiant compte operateur by"
)
_IBAN_STARTS = Cue(written=r"[A-Z]{2}\d{2}", of="figure", whole=True)
_CODE_PARTS = Cue(written=r"[A-Z\d]+\Z", of="code", listed=False)
_COMPLEMENTARY = Cue(heads="mutuelle amc adherent complementaire cmu c2s css ame contrat caisse secu")
_SEALED_STARTS = Cue(
    "bon n",
    heads="ine rg qr lot ref pv don cgr pfc btx tube kit mda cmu caf matricule badge cellule immatricul imei jeton licence sinistre police oqtf scell sceau mot mdp password code boite casier coffre alarme siao mdph agdref ofii ofpra dossier inclusion randomisation "
    "rando sujet numero essai reference plainte procedure parquet jugement ordonnance arret culot poche pochette chambre bracelet prescription echantillon sample prelevement",
)
_DOTTED_STARTS = Cue("ipp nip dossier nda iep sejour passage mrn hospital")
_CONVENTION_STARTS = Cue("adeli n am", heads="convention")
_EXTENSIONS = Cue("pdf doc docx odt rtf jpg jpeg png wav mp3 ds2 dss dcm zip tif tiff xls xlsx hl7 xml edf")
_NETWORKS = Cue(parts="insta snap facebook whatsapp skype")
_ACCOUNT_STARTS = Cue("insta instagram snap snapchat facebook whatsapp skype tiktok discord pseudo")


def find(page: Page) -> Iterator[Span]:
    """Every such code of the page."""
    text = page.text
    for match in page.matches(_LOGIN, _LOGIN_STARTS):
        if _is_login(page, match["login"]):
            yield Span(match.start("login"), match.end("login"), "AUTRE_ID", "code.login", CONTEXT)
    for match in page.matches(_USER, _LOGIN_STARTS):
        yield Span(match.start("login"), match.end("login"), "AUTRE_ID", "code.login", CONTEXT)
    for match in page.matches(_SECRET, _SECRETS):
        yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "code.secret", CONTEXT)
    for match in page.matches(_IBAN, _IBAN_STARTS):
        if sum(c.isdigit() for c in match.group()) > 12:
            yield Span(match.start(), match.end(), "AUTRE_ID", "code.iban", LABELLED)
    yield from _shaped(page)
    for match in page.matches(_DOTTED, _DOTTED_STARTS):
        label = "NDA" if match["kind"].lower()[:3] in ("nda", "iep", "séj", "sej", "pas") else "IPP"
        yield Span(match.start("value"), match.end("value"), label, "code.dotted", LABELLED)
    for pattern, cue in ((_LETTERED, _COMPLEMENTARY), (_SEALED, _SEALED_STARTS)):
        for match in page.matches(pattern, cue):
            yield from _value(text, match)
    for match in page.matches(_CONVENTION, _CONVENTION_STARTS):
        yield Span(match.start("value"), match.end("value"), "AUTRE_ID", "code.convention", LABELLED)
    for start in signs_at(text):
        named = _AT_NAME.match(text, start)
        if named:
            yield Span(*named.span("at"), "AUTRE_ID", "code.account", CONTEXT)
    if "@" in text or page.at(_NETWORKS):
        for match in page.matches(_ACCOUNT, _ACCOUNT_STARTS):
            yield Span(*match.span("named"), "AUTRE_ID", "code.account", CONTEXT)
    if any(page.gaps[i].endswith(".") for i in page.at(_EXTENSIONS)):
        for match in _FILE.finditer(text):
            yield Span(match.start(), match.end(), "AUTRE_ID", "code.file", CONTEXT)


def _shaped(page: Page) -> Iterator[Span]:
    """Trial subjects and codes by their make: a hyphen (or, after a letter, a point) stands behind their first part."""
    text, starts = page.text, page.starts
    firsts = [i - 1 for i in page.at(HYPHEN) if page.has(i - 1, _CODE_PARTS) and page.has(i, _CODE_PARTS)]
    places = [starts[i] if page.gaps[i] or not i else starts[i - 1] for i in firsts]
    for pattern, detector in ((_SUBJECT, "code.subject"), (_SHAPES, "code.shape")):
        done = 0
        for start in places:
            match = pattern.match(text, start) if start >= done else None
            if match:
                done = match.end()
                yield Span(start, done, "AUTRE_ID", detector, LABELLED)
    for match in page.matches(_POINTED, _POINTED_STARTS):
        yield Span(match.start(), match.end(), "AUTRE_ID", "code.shape", LABELLED)


def _value(text: str, match: re.Match[str]) -> Iterator[Span]:
    value, start, end = match["value"], match.start("value"), match.end("value")
    digits = sum(char.isdigit() for char in value)
    bare = value.isdecimal()
    head = match.group()[: start - match.start()].lower()
    if head.startswith("bo"):
        start = match.start()
    short = re.match(r"bo[îi]te|bp|casier|code|digicode", head)
    secret = re.match(r"mot|mdp|pass|qr|code qr", head)
    if digits < (1 if secret else 3 if not bare else 3 if short else 4) or re.fullmatch(r"(?:19|20)\d\d", value):
        return
    if re.match(r"\d{1,2}[/.-]\d{1,2}(?:[/.-](?:19|20)?\d\d)?$", value) or re.match(
        r"[ \t]?(?:mg|ml|g|ui|cp|%|ans|jours|mois|/|kg|mm|€|euros|h\b)", text[end : end + 6]
    ):
        return
    if re.match(r"dossier|bp|lot|don|code|tube|poche|culot|pv", head) and digits < 3:
        return
    yield Span(start, end, "AUTRE_ID", "code.announced", CONTEXT)
    tail = _RANGE.match(text, end)
    if tail:
        yield Span(tail.start("tail"), tail.end("tail"), "AUTRE_ID", "code.range", CONTEXT)


def _is_login(page: Page, login: str) -> bool:
    """Letters in small case that are no word, or end in digits: `tlemaire2`, `fsow`, `m.perrot`."""
    word = _WORD.match(login)
    if word is None or len(login) < 4:
        return False
    info = page.lexicon.info(word.group())
    return login[-1].isdigit() or "_" in login or (info.zipf < 1.5 and not info.medical)

"""Answers that are not the page: bot walls, log-ins, consent, parked domains, soft 404s.

Such an answer says nothing about links: it must never count as "no link". Each recogniser wants
little text and a telling phrase, the weaker ones in the title or a heading, so that an article
about captchas is no captcha and a shop's "Page 404 paper bags" no error page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.page.gates import recognise_gate
from backlinkspider.page.text import text_of

if TYPE_CHECKING:
    from backlinkspider.page.document import HtmlDocument

Wall = Literal["blocked", "parked", "soft_404"]

_FEW_WORDS: Final = 250
_FORM_WORDS: Final = 80
"""A page with so few words and a captcha or a password field is there for that form."""


_GATE_WORDS: Final = 120
"""Words of a page that may be no more than a question, with its legal text."""

_TITLE_LENGTH: Final = 1000
_TEXT_LENGTH: Final = 20_000
"""Characters that are looked through: few words may be very long ones."""


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_CHALLENGE: Final = _any_of(
    r"verify(?:ing)? (?:that )?you(?: a|')re (?:a )?(?:human|not a (?:ro)?bot)",
    r"checking your browser|checking if the site connection is secure",
    r"enable javascript and cookies to continue|please enable js and disable any ad ?blocker",
    r"unusual traffic from your (?:computer )?network|pardon our interruption",
    r"incapsula incident|request unsuccessful|ddos-guard|sucuri website firewall",
    r"press (?:&|and) hold to confirm|your access to this site has been limited",
    r"you don['’]t have permission to access|sorry, you have been blocked",
    r"(?:please )?enable (?:cookies|javascript and cookies) (?:to continue|and reload)",
    r"too many requests|rate limit(?:ed)? exceeded|request (?:was )?blocked",
    r"подтвердите, что (?:запросы отправляли вы|вы не робот)|请完成安全验证|安全验证",
)
_CHALLENGE_TITLE: Final = _any_of(
    r"^just a moment|^attention required|^access (?:denied|to this page has been denied)",
    r"^(?:are you|i['’]m not|you are not) a robot|^human verification",
    r"^(?:security (?:check|challenge)|captcha|bot (?:detection|verification)|robot check)",
    r"^ddos protection",
    r"^(?:einen moment|un instant|un momento|een moment|chwileczkę|bir dakika)",
    r"^(?:подождите|один момент)",
    r"^(?:請稍候|请稍候|しばらくお待ちください|잠시만 기다리)",
)
_LOGIN_TITLE: Final = _any_of(
    r"^(?:please )?(?:log|sign)[- ]?in\b|\b(?:log|sign)[- ]?in$",
    r"^(?:anmelde[nr]|anmeldung|einloggen|se connecter|connexion|identifiez-vous)",
    r"^(?:iniciar sesi[oó]n|acceso|accedi|entrar|inloggen)",
    r"^(?:zaloguj|logowanie|přihlášení|logga in|giriş yap|đăng nhập)",
    r"^(?:войти|вход|авторизация|увійти)",
    r"^(?:ログイン|로그인|登录|登錄|登入|تسجيل الدخول)",
)
_LOGIN_TEXT: Final = _any_of(
    r"(?:must|need to|have to) (?:be )?(?:log(?:ged)? ?in|sign(?:ed)? ?in|register)",
    r"(?:log|sign) in (?:or (?:register|sign up) )?to (?:view|see|read|continue|access)",
    r"(?:this (?:content|page|topic|forum) is )?(?:only )?(?:visible|available) (?:only )?to"
    r" (?:registered|logged[- ]in) (?:users|members)",
    r"(?:sie müssen|du musst|bitte) (?:\S+ ){0,3}(?:angemeldet sein|eingeloggt sein|anmelden)",
    r"(?:vous devez|veuillez) (?:être connecté|vous (?:connecter|identifier))",
    r"debes? (?:iniciar sesión|estar (?:registrado|conectado))",
    r"необходимо (?:войти|авторизоваться|зарегистрироваться)",
)
_AWAY: Final = _any_of(
    r"^(?:site |website )?(?:is )?(?:(?:down|closed|undergoing|under|in) )?(?:for )?"
    r"(?:scheduled |planned )?maintenance(?: mode)?\W*$",
    r"^we(?:['’]ll| will) be (?:right )?back (?:soon|shortly)|^briefly unavailable for",
    r"^wartungs(?:arbeiten|modus)|^site en maintenance|^en mantenimiento",
)
"""A page in place of the site while it is being worked on."""

_PARKED: Final = _any_of(
    r"^welcome to (?:nginx|caddy|openresty|your new (?:site|website))",
    r"^apache\d? (?:\S+ )?default page|^(?:\S+ )?test page for the (?:apache|nginx|http)",
    r"^iis windows server|^(?:default|web server'?s default) (?:web )?page",
    r"^(?:this )?(?:account|site|website) (?:has been |is )?suspended",
    r"domain (?:name )?(?:\S+ )?(?:is|may be) (?:for sale|parked|available for purchase)",
    r"buy this domain|this domain (?:has expired|is expired|name expired)",
    r"domain (?:\S+ )?(?:steht (?:zum verkauf|zu verkaufen)|ist geparkt|kaufen)",
    r"nom de domaine (?:\S+ )?est (?:à|a) vendre",
    r"dominio (?:\S+ )?(?:está|esta|è) (?:a la|en|in) ven",
    r"domein(?:naam)? (?:\S+ )?is te koop|domena (?:\S+ )?jest na sprzedaż",
    r"домен (?:\S+ )?(?:прода[её]тся|припаркован)",
    r"このドメインは(?:お名前|販売)|该域名(?:正在)?出售",
)
_NOT_FOUND_TITLE: Final = _any_of(
    r"^(?:error |fehler |erreur |ошибка )?404(?:$| ?[-–—|:!]|\W+(?:error|fehler|erreur|not)\b)",
    r"\b404 (?:error|not found)|(?:error|fehler|http) 404\b|\bnot found\b|^gone$",
    r"page (?:doesn['’]t|does not|no longer) exists?|(?:no longer|isn['’]t) available",
    r"nicht gefunden|niet gevonden|introuvable|non trouvée?|n['’]existe (?:pas|plus)",
    r"no (?:se (?:ha )?)?encontrad[ao]|no existe|n[ãa]o (?:foi )?encontrad[ao]",
    r"non (?:è stata )?trovata",
    r"nie (?:została )?znalezion[oa]|nenalezena|hittades inte|ikke fundet|ikke funnet|ei löyt",
    r"nem található|bulunamadı|nu a fost găsită|không tìm thấy",
    r"δεν βρέθηκε|не найден[ао]?|не знайдено",
    r"見つかりません|存在しません|不存在|找不到|찾을 수 없|غير موجودة?",
)
_CAPTCHA_MARKUP: Final = (
    "[class*=captcha],[id*=captcha],[src*=captcha],[src*=challenge-platform],[class*=cf-turnstile]"
)


def recognise_wall(document: HtmlDocument, status: int) -> tuple[Wall, str] | None:
    """Return which wall the page is and the phrase or mark that tells, or ``None``."""
    if document.has_more_words(_FEW_WORDS):
        return None
    titles = _titles(document)
    texts = [*titles, document.text()[:_TEXT_LENGTH]]
    words = document.count_words()
    if found := _blocked(document, titles, texts, words):
        return "blocked", found
    if found := _first(_PARKED, texts):
        return "parked", found
    if 200 <= status < 300 and (found := _first(_NOT_FOUND_TITLE, titles)):
        return "soft_404", found
    return None


def _blocked(document: HtmlDocument, titles: list[str], texts: list[str], words: int) -> str | None:
    """Return what tells that the page is kept from us: a challenge, a log-in, a question."""
    if found := _first(_CHALLENGE_TITLE, titles) or _first(_CHALLENGE, texts):
        return found
    if words <= _FORM_WORDS and document.tree.css_first(_CAPTCHA_MARKUP) is not None:
        return "captcha"
    has_password = document.tree.css_first("input[type=password i]") is not None
    if has_password and (found := _first(_LOGIN_TITLE, titles)):
        return f"log-in form: {found}"
    if (has_password or words <= _FORM_WORDS) and (found := _first(_LOGIN_TEXT, texts)):
        return f"log-in: {found}"
    if words > _GATE_WORDS:
        return None
    gate = recognise_gate(document)
    return f"asks first: {gate}" if gate else _first(_AWAY, titles)


def _titles(document: HtmlDocument) -> list[str]:
    """Return what the page calls itself: its title and its first heading."""
    heading = document.tree.css_first("h1,h2")
    titles = [document.title(), text_of(heading) if heading is not None else ""]
    return [title[:_TITLE_LENGTH] for title in titles if title]


def _first(pattern: re.Pattern[str], texts: list[str]) -> str | None:
    return next((found[0] for text in texts if (found := pattern.search(text))), None)

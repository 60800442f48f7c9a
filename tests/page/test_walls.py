from __future__ import annotations

import pytest

from backlinkspider.page.walls import recognise_wall
from tests.page.reading import document


def page(title: str = "", body: str = "", heading: str = "") -> str:
    return f"<title>{title}</title><body><h1>{heading}</h1>{body}"


def wall(html: str, status: int = 200) -> str | None:
    found = recognise_wall(document(html), status)
    return found[0] if found else None


WORDS = "<p>" + "oak tables are made by hand " * 60
FORM = "<form><input name=user><input type=password><button>OK</button></form>"


@pytest.mark.parametrize(
    "html",
    [
        page("Just a moment...", "Enable JavaScript and cookies to continue"),
        page("Attention Required! | Cloudflare", "Sorry, you have been blocked"),
        page("Einen Moment, bitte …"),
        page("Un momento…"),
        page("Подождите немного..."),
        page("请稍候…"),
        page("Access Denied", "You don't have permission to access this on this server."),
        page("Pardon Our Interruption"),
        page("shop.example", "Please enable JS and disable any ad blocker"),
        page("", "Request unsuccessful. Incapsula incident ID: 123"),
        page("", "Checking your browser before accessing example.com."),
        page("Are you a robot?", "We have detected unusual traffic from your network."),
        page("", "Our systems have detected unusual traffic from your computer network."),
        page("", "Please verify you are a human"),
        page("DDoS-Guard", "Checking"),
        page("安全验证"),
        page("", "Подтвердите, что запросы отправляли вы, а не робот"),
        page("Welcome", "<div class=g-recaptcha></div>"),
        page("Hello", "<script src=/cdn-cgi/challenge-platform/x.js></script>"),
        page("", "<div class=cf-turnstile></div>"),
        page("Log in - Members Only", FORM),
        page("Members", FORM, "Sign in"),
        page("Anmelden", FORM),
        page("Se connecter", FORM),
        page("Iniciar sesión", FORM),
        page("Войти", FORM),
        page("ログイン", FORM),
        page("登录", FORM),
        page("Zaloguj się", FORM),
        page("Our forum", "You must be logged in to view this topic." + FORM),
        page("Our forum", "This content is only visible to registered users."),
        page("Forum", "Sie müssen angemeldet sein, um das zu lesen."),
        page("Forum", "Vous devez vous connecter pour lire ce sujet."),
        page("Before you continue", "We use cookies.<button>Accept all</button>"),
        page("", "Accept cookies to go on.", "We value your privacy"),
        page("", "<a href=/>Yes</a>", "Please confirm you are over 18"),
        page("", "This page is not available in your country."),
        page("", "Please enable cookies to continue."),
        page("Too Many Requests", "Slow down."),
        page("Maintenance", "", "We'll be back soon"),
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_blocked(html: str, status: int) -> None:
    assert wall(html, status) == "blocked"


@pytest.mark.parametrize(
    "html",
    [
        page("old.example is for sale", "This domain is for sale! Make an offer."),
        page("", "The domain name old.example is for sale"),
        page("", "Buy this domain"),
        page("", "This domain has expired. Renew it now."),
        page("", "Diese Domain steht zum Verkauf"),
        page("", "Die Domain alt.example ist geparkt"),
        page("", "Ce nom de domaine est à vendre"),
        page("", "Este dominio está en venta"),
        page("", "Deze domeinnaam is te koop"),
        page("", "Домен продаётся"),
        page("", "该域名正在出售"),
        page("Welcome to nginx!", "If you see this page, the server is installed."),
        page("Apache2 Debian Default Page: It works", "", "It works!"),
        page("Account Suspended", "Contact your hosting provider."),
    ],
)
def test_parked(html: str) -> None:
    assert wall(html) == "parked"


@pytest.mark.parametrize(
    "title",
    [
        *(
            "404",
            "404 - Page not found | Shop",
            "Error 404",
            "404 error",
            "404 Not Found",
            "Not Found",
        ),
        *("Page not found", "This page does not exist", "Seite nicht gefunden", "Fehler 404"),
        *("Page introuvable", "Cette page n'existe plus", "Página no encontrada", "No existe"),
        *(
            "Página não encontrada",
            "Pagina non trovata",
            "Pagina niet gevonden",
            "Sayfa bulunamadı",
        ),
        *(
            "Nie znaleziono strony",
            "Stránka nenalezena",
            "Sidan hittades inte",
            "Siden ikke fundet",
        ),
        *(
            "Страница не найдена",
            "Сторінку не знайдено",
            "ページが見つかりません",
            "页面不存在",
            "找不到網頁",
        ),
        *(
            "페이지를 찾을 수 없습니다",
            "Không tìm thấy trang",
            "Az oldal nem található",
            "Sivua ei löytynyt",
        ),
        *("Η σελίδα δεν βρέθηκε", "الصفحة غير موجودة", "Pagina nu a fost găsită"),
    ],
)
def test_soft_404(title: str) -> None:
    assert wall(page(title)) == "soft_404"
    assert wall(page("Shop", heading=title)) == "soft_404"
    assert wall(page(title), status=404) is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        page("Oak tables", "A short page about a table."),
        page("Oak tables", f"{WORDS}<h2>We value your privacy</h2>"),
        page("Oak tables", f"<h2>We value your privacy</h2>{WORDS}"),
        page("A guide", WORDS + "You must be logged in to comment." + FORM),
        page("Maintenance of oak tables", "Oil them twice a year."),
        page("Welcome", "Our account was suspended, he said."),
        page("Members", FORM),
        page(
            "How captchas work", "Checking your browser" + WORDS + "<div class=g-recaptcha></div>"
        ),
        page("Bot detection explained", WORDS),
        page("Access denied: a novel", WORDS),
        page("Page not found, a poem", WORDS),
        page("Page 404 paper bags - Shop", "Brown paper bags, 404 a pack."),
        page("Peugeot 404", "A car of the sixties."),
        page("Room 404 is haunted"),
        page("Oak Club", FORM + "<p>Log in</p>" + "A short page of a club with a log-in box."),
        page("Contact us", "<p>" + "write to us " * 40 + "<div class=g-recaptcha></div>"),
        page("Is this domain yours?", "We sell furniture."),
        page("Tables", "<script>var text = 'Checking your browser, just a moment'</script>Oak."),
        page("Waiting", "<noscript>Enable JavaScript and cookies to continue</noscript>Oak."),
        page(
            "",
            "日本語の長い記事です。" * 60 + "お探しの商品は見つかりません",
            "ページが見つかりません",
        ),
    ],
)
def test_ordinary_pages(html: str) -> None:
    assert wall(html) is None


def test_the_telling_phrase_is_given() -> None:
    found = recognise_wall(document(page("Log in", FORM)), 200)
    assert found == ("blocked", "log-in form: Log in")
    assert recognise_wall(document(page("404 Not Found")), 200) == ("soft_404", "404 Not")

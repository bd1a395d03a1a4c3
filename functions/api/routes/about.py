"""The API about itself: its document, a page to read it, and whether it is there."""

from __future__ import annotations

from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path

from functions.api.about_views import HealthView
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.refusals import UnknownRoute

_HERE = Path(__file__).parent.parent
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Referral hub API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
"""
# The hub may be served below a path; what is tried out on the page goes there, too.
_SCRIPT = """fetch("openapi.json").then((answer) => answer.json()).then((spec) => SwaggerUIBundle({
  spec: { ...spec, servers: [{ url: new URL(".", location.href).href.replace(/[/]$/, "") }] },
  dom_id: "#swagger-ui", deepLinking: true, filter: true,
}));
"""
# The page runs what the hub serves, and nothing else.
_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
}
_KEPT = {"Cache-Control": "public, max-age=86400"}
# Named as they stand in the package of Powertools, which ships them.
_SWAGGER = {
    "swagger-ui.css": ("swagger-ui.min.css", "text/css; charset=utf-8"),
    "swagger-ui.js": ("swagger-ui-bundle.min.js", "text/javascript; charset=utf-8"),
}


def openapi(call: Call[NoQuery, NoQuery]) -> Answer:
    return Answer(HTTPStatus.OK, (_HERE / "openapi.json").read_text(encoding="utf-8"))


def docs(call: Call[NoQuery, NoQuery]) -> Answer:
    return Answer(HTTPStatus.OK, _PAGE, _POLICY, "text/html; charset=utf-8")


def docs_asset(call: Call[NoQuery, NoQuery]) -> Answer:
    """Serve what the page needs, so that it works where nothing else can be reached."""
    name = call.path["asset"]
    if name == "page.js":
        return Answer(HTTPStatus.OK, _SCRIPT, _KEPT, "text/javascript; charset=utf-8")
    if name not in _SWAGGER:
        raise UnknownRoute(f"there is no /docs/{name}")
    file, kind = _SWAGGER[name]
    return Answer(HTTPStatus.OK, (_swagger_ui() / file).read_text(encoding="utf-8"), _KEPT, kind)


def health(call: Call[NoQuery, NoQuery]) -> Answer:
    return answer(HTTPStatus.OK, HealthView())


def _swagger_ui() -> Path:
    """Find the files without importing the package around them, which is large."""
    spec = find_spec("aws_lambda_powertools")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent / "event_handler" / "openapi" / "swagger_ui"

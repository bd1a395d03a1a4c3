"""Operations that need no key: the API about itself."""

from __future__ import annotations

from functions.api.about_views import HealthView
from functions.api.refusals import UnknownRoute
from functions.api.routes import about

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/openapi.json",
        "readOpenApi",
        "Read this document",
        about.openapi,
        answers={200: None},
    ),
    Operation(
        "GET",
        "/docs",
        "readDocs",
        "Read the documentation",
        about.docs,
        answers={200: None},
    ),
    Operation(
        "GET",
        "/docs/{asset}",
        "readDocsAsset",
        "Load what the documentation page needs",
        about.docs_asset,
        answers={200: None},
        refusals=(UnknownRoute,),
    ),
    Operation(
        "GET",
        "/health",
        "checkHealth",
        "See whether the API answers",
        about.health,
        answers={200: HealthView},
    ),
)

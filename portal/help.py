"""Help inside the portal: documents of the folder docs/, shown as pages to everyone with an account."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from portal.operations import DocumentView, OperationsView
from training.access import MemberView
from training.markdown import heading_id

#: The documents that have a page, by the last part of its address. A new page is a line here.
TOPICS = {"scoring": "scoring.md", "api": "api.md"}


@dataclass(frozen=True)
class Document:
    """A document as a page: its title, the (id, heading) of its parts, and its Markdown without the title."""

    title: str
    parts: list[tuple[str, str]]
    text: str


class HelpView(MemberView):
    """One document."""

    document: str = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "help/document.html", {"document": read_document(self.document)})


@cache
def read_document(name: str) -> Document:
    """A Markdown file of docs/, whose first line is its title."""
    title, _, text = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8").partition("\n")
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    return Document(title.lstrip("# "), [(heading_id(heading), heading) for heading in headings], text)


urlpatterns: list[URLPattern] = [
    path("api/operations/", OperationsView.as_view(), name="help_operations"),
    path("api/openapi.json", DocumentView.as_view(), name="help_openapi"),
    *(
        path(f"{topic}/", HelpView.as_view(document=document), name=f"help_{topic}")
        for topic, document in TOPICS.items()
    ),
]

"""Help inside the portal: documents of the folder docs/, shown as pages to everyone with an account."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.text import slugify
from markdown_it import MarkdownIt

from training.access import MemberView

#: The documents that have a page, by the last part of its address. A new page is a line here.
TOPICS = {"scoring": "scoring.md"}

_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Document:
    """A document as a page: its title, the (id, heading) of its parts, and its HTML without the title."""

    title: str
    parts: list[tuple[str, str]]
    html: str


class HelpView(MemberView):
    """One document."""

    document: str = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "help/document.html", {"document": read_document(self.document)})


@cache
def read_document(name: str) -> Document:
    """A Markdown file of docs/, whose first line is its title."""
    heading, _, body = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8").partition("\n")
    tokens = _MARKDOWN.parse(body)
    parts = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", slugify(inline.content))
            if opening.tag == "h2":
                parts.append((slugify(inline.content), inline.content))
    return Document(heading.lstrip("# "), parts, _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))


urlpatterns: list[URLPattern] = [
    path(f"{topic}/", HelpView.as_view(document=document), name=f"help_{topic}") for topic, document in TOPICS.items()
]

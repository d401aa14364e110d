"""Markdown to HTML that is safe to show: written by admins, read by everyone in the project."""

import re
from functools import lru_cache
from itertools import pairwise

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt

#: CommonMark with tables; HTML of the writer's own is shown as text, and links to scripts are no links.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
#: Headings begin below those of the page: # is an h3.
_SHIFT = 2
#: No pictures: the pages show those of the portal alone.
_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}


@lru_cache(maxsize=64)
def to_html(text: str, *, is_page: bool = False) -> str:
    """The HTML of a text in Markdown; whatever the text holds, no script, style or foreign picture is in it.

    A text that fills a page of its own keeps its headings' levels, and each can be linked to by `heading_id`.
    """
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if not is_page and re.fullmatch(r"h[1-6]", token.tag):
            token.tag = f"h{min(6, int(token.tag[1]) + _SHIFT)}"
    for opening, inline in pairwise(tokens):
        if is_page and opening.type == "heading_open":
            opening.attrSet("id", heading_id(inline.content))
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    ids = {tag: {"id"} for tag in ("h2", "h3")} if is_page else {}
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}, **ids},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def heading_id(heading: str) -> str:
    """Where a heading of a page is linked to: its words.

    >>> heading_id("Category and attributes: is it named right?")
    'category-and-attributes-is-it-named-right'
    """
    return slugify(heading)

"""Markdown to HTML that is safe to show: written by admins, read by everyone in the project."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

#: CommonMark with tables; HTML of the writer's own is shown as text, and links to scripts are no links.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
#: Headings begin below those of the page: # is an h3.
_SHIFT = 2
#: No pictures: the pages show those of the portal alone.
_TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}


@lru_cache(maxsize=64)
def to_html(text: str) -> str:
    """The HTML of a text in Markdown; whatever the text holds, no script, style or foreign picture is in it."""
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        if re.fullmatch(r"h[1-6]", token.tag):
            token.tag = f"h{min(6, int(token.tag[1]) + _SHIFT)}"
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )

"""The page: one HTML file with everything inside, and a policy that forbids it to ask for anything else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from branca.element import Element, Figure
from jinja2 import Environment, PackageLoader, StrictUndefined

from atlas.look.strings import say
from atlas.page.guests import Need, inlined, links_of, origin_of
from atlas.page.letters import face_style
from atlas.page.parts import Part, ground_origin, parts_in, use_key
from atlas.page.verbatim import Shelf
from atlas.record.options import Fonts

_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_POLICY_HERE = "<!-- policy -->"
_ICON = (  # a mark of the map: without an icon of its own a page makes its browser ask the server for one
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Ccircle cx='8' cy='8' r='6' fill='%23b01e24' stroke='%23f3ecdc' stroke-width='1.5'/%3E%3C/svg%3E"
)


@cache
def templates() -> Environment:
    """The package's HTML templates; what goes into them is escaped."""
    environment = Environment(
        loader=PackageLoader("atlas.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["icon"] = _ICON
    environment.globals["part"] = lambda text, which: text.split(",")[int(which)] if which else text
    environment.globals["use_key"], environment.globals["ground_origin"] = use_key, ground_origin
    environment.globals["say"] = lambda key, lang: say(key, lang.split("-")[0].lower())
    return environment


class Page(Figure):
    """A ``branca.Figure`` that renders as a complete HTML document under a strict Content-Security-Policy.

    Parameters
    ----------
    title, lede, description
        Plain text; the title also heads the page, the description is for search engines and link previews.
    lang
        Language of the page, BCP 47.
    rows, milestones, sources
        Rows of the record's table, its milestones, and the sources that they number (see :mod:`atlas.page.table`);
        none for no table.
    """

    def __init__(
        self,
        title: str,
        *,
        lede: str = "",
        description: str = "",
        lang: str = "en",
        rows: Iterable[dict[str, Any]] = (),
        milestones: Iterable[dict[str, Any]] = (),
        sources: Iterable[dict[str, Any]] = (),
    ) -> None:
        super().__init__(title=title, height="640px")
        self.script = Shelf()
        self.script._parent = self
        self.lede, self.description, self.lang = lede, description, lang
        self.rows, self.milestones, self.sources = list(rows), list(milestones), list(sources)
        self.needs: tuple[Need, ...] = ()  # what guests on the map ask from outside
        self.handlers: tuple[str, ...] = ()  # scripts in attributes of what guests show
        self.guests = False
        self.with_table = True  # show the rows, if there are any
        self.licence = "no licence stated"
        self.ground_note = ""  # what the record says of its borders
        self.ground_words: Mapping[str, str] = {}  # the same in other languages
        self.ground_parts: list[Part] = []  # what borders and waters were derived from
        self.previews: dict[str, Any] | None = None
        self.story: dict[str, Any] | None = None  # what the template needs of a story (atlas.page.story)
        self.tiled = False  # whether its marks come from tiles there, which its script fetches
        self.fonts: Fonts = "auto"
        self.apart = ""  # the folder of the parts beside the page, while one is drawn that leaves its texts to them

    @property
    def table_shown(self) -> bool:
        """Whether the record's table stands below the map."""
        return bool(self.rows) and self.with_table

    @property
    def listed(self) -> list[tuple[int, dict[str, Any]]]:
        """The sources that the page lists, by their numbers: with parts beside it those that the page itself cites."""
        numbered = list(enumerate(self.sources, start=1))
        if not self.apart or self.story:
            return numbered
        told = {said["number"] + 1 for milestone in self.milestones for said in milestone["says"]}
        return [(number, source) for number, source in numbered if number in told]

    def render(self, **kwargs: Any) -> str:
        """The document, with the policy worked out from the very scripts and styles that are put into it here."""
        for child in self._children.values():
            child.render(**kwargs)
        header, early = _outside_free(self.header, **kwargs)
        scripts = _blocks(self.script, **kwargs)
        html, payloads = _sheet(self.html, **kwargs)
        style = self._style()
        brought = [header, *early, *scripts]

        def sheet(faces: str = "") -> str:
            return (
                templates()
                .get_template("page.html")
                .render(
                    page=self,
                    policy=_POLICY_HERE,
                    header=header,
                    html=html,
                    style=style,
                    late=[*payloads, *early],
                    faces=faces,
                    scripts=scripts,
                    parts=[*parts_in("\n".join([*brought, faces])), *self.ground_parts],
                )
            )

        text, own = sheet(), [header, *early, html, f"<style>{style}</style>"]
        if self.fonts == "embedded":
            own.append(face_style(self, text))
            text = sheet(own[-1])
        own += [f"<script>{script}</script>" for script in scripts]
        return text.replace(_POLICY_HERE, self._policy("\n".join(own)), 1)

    def _style(self) -> str:
        names = ["page.css", *(["story.css"] if self.story else [])]
        return "".join(templates().get_template(name).render(page=self) for name in names)

    def _policy(self, text: str) -> str:
        """The policy's ``<meta>``: only the very scripts and styles in ``text`` may run, and nothing may be loaded, but
        the parts beside a page that has some: style sheets, which cannot run.

        ``text`` is what the map and its guests bring, and nothing that is written from the record: should a script
        stand there after all, no policy blesses it.

        Elements that somebody else added to the map may bring outside scripts and styles of their own: their
        origins are then named, and style attributes allowed.
        """
        origins = sorted({origin_of(link.url) for link in links_of(self)})
        hashes = {kind: sorted({_hash(block) for block in kind.findall(text)}) for kind in (_SCRIPT, _STYLE)}
        attributes = ["'unsafe-hashes'", *sorted({_hash(text) for text in self.handlers})] if self.handlers else []
        fonts = ["data:"] if "@font-face" in text and (self.guests or self.fonts == "embedded") else []
        beside = ["'self'"] if self.apart else []  # a part is a style sheet
        rules = {
            "default-src": ["'none'"],
            "script-src": hashes[_SCRIPT] + attributes + origins,
            "style-src": (["'unsafe-inline'"] if self.guests else hashes[_STYLE]) + beside + origins,
            "img-src": ["data:", *origins],
            "font-src": [*fonts, *origins],
            # A published page asks for nothing either; but who audits it fetches the site's robots.txt in its name.
            **({"connect-src": ["'self'"]} if self.previews or self.tiled else {}),
        }
        for need in self.needs:
            rules[need.directive] = [*rules.get(need.directive, []), need.origin]
        rules = {rule: list(dict.fromkeys(values)) for rule, values in rules.items() if values}
        rules |= {"base-uri": ["'none'"], "form-action": ["'none'"]}
        policy = "; ".join(f"{rule} {' '.join(values)}" for rule, values in rules.items())
        return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy, quote=False)}">'


def _blocks(script: Element, **kwargs: Any) -> list[str]:
    """The page's script in blocks, the map's and the timeline's own apart, so that a faulty guest stops only guests."""
    blocks: list[str] = []
    alone = True
    for name, child in script._children.items():
        own, text = name.startswith(("map_atlas", "timeline_record")), child.render(**kwargs)
        if own or alone:
            blocks.append(text)
        else:
            blocks[-1] += f"\n{text}"
        alone = own
    return blocks


def _hash(block: str) -> str:
    digest = hashlib.sha256(block.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _sheet(html: Element, **kwargs: Any) -> tuple[str, list[str]]:
    """What stands on the sheet, and the payloads, which come after all that is to be read."""
    texts = {name: child.render(**kwargs) for name, child in html._children.items()}
    payloads = [name for name in texts if name.startswith("timeline_record") and not name.endswith("_still")]
    return "\n".join(text for name, text in texts.items() if name not in payloads), [texts[name] for name in payloads]


def _outside_free(header: Element, **kwargs: Any) -> tuple[str, list[str]]:
    """The figure's header without branca's own ``<meta>`` tags, which the template states itself; and without its
    scripts, in their order: they stand at the end, so that the page is painted before.
    """
    children = [child for name, child in header._children.items() if not name.startswith("meta_")]
    texts = list(dict.fromkeys(inlined(child).render(**kwargs) for child in children))
    scripts = [text for text in texts if text.lstrip().startswith("<script")]
    return "\n".join(text for text in texts if text not in scripts), scripts

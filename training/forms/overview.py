"""What the Overview is asked for by its address: a search, a state, an order and a page."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from training.forms.base import DomainForm
from training.models import Project
from training.selectors.overview import SORTS, LineFilter

STAGES = (
    ("finished", _("All tasks submitted")),
    ("working", _("At work")),
    ("not_started", _("Not started")),
    ("former", _("Former annotators")),
)
VERDICTS = (("pass", _("Pass")), ("too_close_to_call", _("Too close to call")), ("not_yet", _("Not yet")))


class OverviewForm(DomainForm):
    """What makes no sense is left out, so that an old or mistyped address still gives a page."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(
        required=False,
        widget=forms.Select(attrs={"aria-label": _("Trainees"), "data-submit-on-change": ""}),
    )
    sort = forms.ChoiceField(required=False, choices=[(f"{sign}{name}", "") for name in SORTS for sign in ("", "-")])

    def __init__(self, data: QueryDict, *, project: Project) -> None:
        super().__init__(data)
        verdicts = VERDICTS if project.pass_mark is not None else ()
        self.fields["state"].choices = [("", _("All trainees")), *verdicts, *STAGES]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def search(self) -> str:
        return str(self.cleaned_data.get("q", ""))

    @property
    def order(self) -> str:
        return self.cleaned_data.get("sort") or "trainee"

    def line_filter(self) -> LineFilter:
        return LineFilter(search=self.search, state=self.cleaned_data.get("state", ""), sort=self.order)

    def query(self) -> str:
        """The filters as the end of an address, for the downloads of what is shown; empty without any."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.cleaned_data.items() if value})
        return f"?{query.urlencode()}" if query else ""

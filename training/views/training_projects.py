"""The list of training projects."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training.access import MemberView
from training.models import Project
from training.selectors.projects import DEFAULT_SORT, project_counts, training_projects
from training.selectors.wizard import unfinished_drafts

PROJECTS_PER_PAGE = 50


class TrainingListView(MemberView):
    """The training projects one is a member of, and one's own drafts of new ones."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = {name: request.GET.get(name, "").strip() for name in ("q", "status", "sort")}
        rows = training_projects(
            user=request.user, search=asked["q"], status=asked["status"], sort=asked["sort"] or DEFAULT_SORT
        )
        context = {
            "page": Paginator(rows, PROJECTS_PER_PAGE).get_page(request.GET.get("page")),
            "search": asked["q"],
            "status": asked["status"],
            "sort": asked["sort"] or DEFAULT_SORT,
            "statuses": Project.Status.choices,
            "drafts": unfinished_drafts(user=request.user)[:10],
            **project_counts(user=request.user),
        }
        return render(request, "training/training_list.html", context)

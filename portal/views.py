"""The way in, and what a monitor asks."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views import View


class HomeView(View):
    """Sends everyone to the projects, which list what is theirs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("training_list")


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readiness(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated; 503 while it isn't."""
    executor = MigrationExecutor(connection)
    is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return JsonResponse({"migrated": is_migrated}, status=200 if is_migrated else 503)

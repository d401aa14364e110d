"""Every route of the domain, page by page; the API's stand under /api/v1/."""

from django.urls import include, path

from training.api.urls import urlpatterns as api_routes
from training.encord.urls import urlpatterns as sdk_routes
from training.urls.annotation import urlpatterns as annotation_routes
from training.urls.library import urlpatterns as library_routes
from training.urls.notifications import urlpatterns as notification_routes
from training.urls.summary import urlpatterns as summary_routes
from training.urls.tasks import urlpatterns as task_routes
from training.urls.tokens import urlpatterns as token_routes
from training.urls.wizard import urlpatterns as wizard_routes

urlpatterns = [
    *library_routes,
    *annotation_routes,
    *wizard_routes,
    *task_routes,
    *summary_routes,
    *token_routes,
    *sdk_routes,
    *notification_routes,
    path("api/v1/", include((api_routes, "api"))),
]

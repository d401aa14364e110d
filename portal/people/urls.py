"""Routes of the pages about people and trainee groups, below /people/."""

from django.urls import URLPattern, path

from portal.people import views

GROUP = "groups/<uuid:group_uuid>/"

urlpatterns: list[URLPattern] = [
    path("", views.PersonListView.as_view(), name="person_list"),
    path("new/", views.PersonCreateView.as_view(), name="person_create"),
    path("<int:person_id>/", views.PersonDetailView.as_view(), name="person_detail"),
    path("groups/", views.GroupListView.as_view(), name="group_list"),
    path("groups/new/", views.GroupCreateView.as_view(), name="group_create"),
    path(GROUP, views.GroupDetailView.as_view(), name="group_detail"),
    path(f"{GROUP}members/<int:person_id>/remove/", views.GroupMemberRemoveView.as_view(), name="group_member_remove"),
]

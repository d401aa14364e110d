"""Pages about people and trainee groups, for those who may create projects."""

from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.models import User
from portal.people import selectors, services
from portal.people.forms import GroupForm, MembersForm, PersonForm, PersonFormForSuperusers
from training.access import CreatorView
from training.errors import DomainError
from training.models import TraineeGroup

PER_PAGE = 50
#: How many people can be ticked on one page; more are found by searching.
OFFERED = 20


class PersonListView(CreatorView):
    """Everyone with an account."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        page = Paginator(selectors.people(search=search), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "people/person_list.html", {"page": page, "search": search})


class PersonCreateView(CreatorView):
    """A new person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(request, _person_form(request)())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = _person_form(request)(request.POST)
        if not form.is_valid():
            return self._form(request, form)
        origin = request.build_absolute_uri("/").rstrip("/")
        try:
            person = services.add_person(actor=request.user, origin=origin, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(
            request, _("%(name)s was added, and told by e-mail how to set a password.") % {"name": person.name}
        )
        return redirect("person_detail", person.pk)

    def _form(self, request: HttpRequest, form: PersonForm) -> HttpResponse:
        return render(request, "people/person_create.html", {"form": form}, status=422 if form.errors else 200)


class PersonDetailView(CreatorView):
    """A person, and the link by which they set their password as long as they have none."""

    def get(self, request: HttpRequest, *, person_id: int) -> HttpResponse:
        person = get_object_or_404(selectors.people(), pk=person_id)
        has_link = services.may_see_link(actor=request.user, person=person)
        context = {
            "person": person,
            "is_invited": services.is_invited(person),
            "link": request.build_absolute_uri(services.password_path(person)) if has_link else "",
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        }
        response = render(request, "people/person_detail.html", context)
        # The link is a key to the account: no cache may keep it.
        response.headers["Cache-Control"] = "no-store"
        return response


class GroupListView(CreatorView):
    """The trainee groups."""

    def get(self, request: HttpRequest) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        page = Paginator(selectors.groups(search=search), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "people/group_list.html", {"page": page, "search": search})


class GroupCreateView(CreatorView):
    """A new trainee group."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(request, GroupForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = GroupForm(request.POST)
        if not form.is_valid():
            return self._form(request, form)
        try:
            group = services.create_group(actor=request.user, **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
            return self._form(request, form)
        messages.success(request, _("The group “%(name)s” is there; add its members.") % {"name": group.name})
        return redirect("group_detail", group.uuid)

    def _form(self, request: HttpRequest, form: GroupForm) -> HttpResponse:
        return render(request, "people/group_create.html", {"form": form}, status=422 if form.errors else 200)


class GroupView(CreatorView):
    """A page of one group."""

    @cached_property
    def group(self) -> TraineeGroup:
        return get_object_or_404(selectors.groups(), uuid=self.kwargs["group_uuid"])


class GroupDetailView(GroupView):
    """The members of a group, and who else could join."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        return self._page(request, MembersForm(offered=self._offered(request)))

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        # Whoever was offered may be ticked, also where the offer has changed meanwhile.
        form = MembersForm(request.POST, offered=User.objects.filter(is_active=True))
        if not form.is_valid():
            form.fields["people"].queryset = self._offered(request)  # type: ignore[attr-defined]
            return self._page(request, form)
        added = services.add_members(actor=request.user, group=self.group, people=form.everyone())
        told = ngettext(
            "%(count)s person was added to “%(name)s”.", "%(count)s people were added to “%(name)s”.", added
        )
        messages.success(request, told % {"count": added, "name": self.group.name})
        return redirect("group_detail", self.group.uuid)

    def _offered(self, request: HttpRequest) -> "QuerySet[User]":
        return selectors.candidates_for(group=self.group, search=request.GET.get("q", "").strip())[:OFFERED]

    def _page(self, request: HttpRequest, form: MembersForm) -> HttpResponse:
        page = Paginator(selectors.members_of(group=self.group), PER_PAGE).get_page(request.GET.get("page"))
        context = {"group": self.group, "page": page, "form": form, "search": request.GET.get("q", "").strip()}
        return render(request, "people/group_detail.html", context, status=422 if form.errors else 200)


class GroupMemberRemoveView(GroupView):
    """Takes a person out of a group."""

    def post(self, request: HttpRequest, *, person_id: int, **kwargs: object) -> HttpResponse:
        person = get_object_or_404(selectors.members_of(group=self.group), pk=person_id)
        services.remove_member(actor=request.user, group=self.group, person=person)
        words = {"person": person, "name": self.group.name}
        messages.success(request, _("%(person)s was taken out of “%(name)s”.") % words)
        return redirect("group_detail", self.group.uuid)


def _person_form(request: HttpRequest) -> type[PersonForm]:
    return PersonFormForSuperusers if request.user.is_superuser else PersonForm

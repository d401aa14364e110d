"""One's own notifications, and how they come by e-mail."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.access import MemberView
from training.models import MailChoice, Notification, Project
from training.services.notifications import choose_mail, mark_read, pace_of

#: Older ones are looked up by nobody.
SHOWN = 50


class MailForm(forms.Form):
    """When e-mails come."""

    pace = forms.ChoiceField(
        label=gettext_lazy("E-mails about notifications"), choices=MailChoice.Pace.choices, widget=forms.RadioSelect
    )


class NotificationListView(MemberView):
    """What happened in one's projects, the newest first; a POST marks all of it as read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(MailForm(initial={"pace": pace_of(request.user)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        mark_read(user=request.user)
        return redirect("notification_list")

    def _show(self, form: MailForm) -> HttpResponse:
        visible = Project.objects.visible_to(self.request.user)  # type: ignore[arg-type]
        own = Notification.objects.filter(user=self.request.user.pk, project__in=visible.values("pk"))
        context = {"rows": own.select_related("project")[:SHOWN], "form": form}
        status = 422 if form.errors else 200
        return render(self.request, "training/notification_list.html", context, status=status)


class NotificationMailView(NotificationListView):
    """Keeps when e-mails come."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MailForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        choose_mail(user=request.user, pace=form.cleaned_data["pace"])
        messages.success(request, _("Saved when you get e-mails."))
        return redirect("notification_list")

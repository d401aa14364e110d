"""Routes of one's own notifications."""

from django.urls import URLPattern, path

from training.views import notifications

urlpatterns: list[URLPattern] = [
    path("notifications/", notifications.NotificationListView.as_view(), name="notification_list"),
    path("notifications/mail/", notifications.NotificationMailView.as_view(), name="notification_mail"),
]

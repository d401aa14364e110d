"""What every view of the API is made of: its operations as data, checked input, pages of rows, and safe repetition.

The operations say what is sent and answered. The views check their input by them, and the API's document
(docs/openapi.json) is made of them, so that neither can drift from the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from training.access import Access
from training.api.permissions import CreatorPermission, MemberPermission, ProjectPermission
from training.api.repetition import once
from training.models import AccessToken, Project
from training.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of a route: what it does, what it takes and what it gives."""

    does: str
    body: "type[serializers.BaseSerializer[Any]] | None" = None
    answer: "type[serializers.BaseSerializer[Any]] | None" = None
    #: Whether the answer is a page of such things.
    is_page: bool = False
    status: int = 200
    #: Query parameters and headers by name, with a sentence each.
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Of a body or an answer that is no JSON.
    sends: str = ""
    gives: str = ""


class ApiView(APIView):
    """A view that names its operations, method by method."""

    operations: ClassVar[Mapping[str, Operation]] = {}
    #: What a token needs to change something here.
    write_scope: str = AccessToken.Scope.MANAGE

    def checked(self, request: Request) -> dict[str, Any]:
        """What was sent, as the operation's body describes it; an error names the field."""
        body = self.operations[str(request.method).lower()].body
        if body is None:
            return {}
        given = body(data=request.data, context={"request": request, "view": self})
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def page(self, request: Request, rows: Any, *, ordering: tuple[str, ...] = ("-pk",)) -> Response:
        """A page of rows, each as the operation's answer describes it."""
        paginator = CursorPages()
        paginator.ordering = ordering
        found: Any = paginator.paginate_queryset(rows, request, view=self)
        return paginator.get_paginated_response(self.shown(request, found, many=True))

    def shown(self, request: Request, thing: Any, *, many: bool = False) -> Any:
        """A thing as the operation's answer describes it."""
        answer = self.operations[str(request.method).lower()].answer
        if answer is None:
            raise TypeError(f"{type(self).__name__} names no answer for {request.method}.")
        return answer(thing, many=many, context={"request": request, "view": self}).data


class CreatingView(ApiView):
    """A view whose POST makes something: with the header Idempotency-Key it does so once, however often it is sent."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return once(request, lambda: self.create(request, *args, **kwargs))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make it, and answer."""
        raise NotImplementedError

    def made(self, request: Request, thing: Any) -> Response:
        """The answer that shows what was made."""
        return Response(self.shown(request, thing), status=self.operations["post"].status)


class MemberApiView(ApiView):
    """For everyone with an account."""

    permission_classes = (MemberPermission,)


class CreatorApiView(ApiView):
    """For those who may create projects, ontologies and datasets."""

    permission_classes = (CreatorPermission,)


class ProjectApiView(ApiView):
    """Of one project. It names its permission, and in `permissions` what a method needs instead."""

    permission_classes = (ProjectPermission,)
    permission: Permission
    permissions: ClassVar[Mapping[str, Permission]] = {}
    kind: str | None = None
    project: Project
    access: Access


class CursorPages(CursorPagination):
    """Pages that neither skip nor repeat rows while others are added: ``next`` and ``previous`` are addresses."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 500
    ordering: Any = ("-pk",)

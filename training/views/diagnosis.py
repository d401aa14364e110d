"""Summary > Class diagnosis."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from training.selectors.diagnosis import diagnosis
from training.views.summary import SummaryView


class DiagnosisView(SummaryView):
    """What is mixed up with what, which classes are weak, and what is hard for many."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = diagnosis(
            project=self.project,
            function=self.function,
            trainee=request.GET.get("trainee", ""),
            page=request.GET.get("page"),
        )
        return render(request, "training/summary_diagnosis.html", self.page(diagnosis=found))

"""What every form of the domain shares: how a domain error is shown on it."""

from django import forms

from training.errors import DomainError


class DomainForm(forms.Form):
    """Checks and translates input; what the services refuse comes back to the field it names."""

    def refuse(self, error: DomainError) -> None:
        """Show a domain error at its fields, or above the form where it names none of them."""
        for fault in error.errors or [{"where": "", "message": error.message}]:
            self.add_error(fault["where"] if fault["where"] in self.fields else None, fault["message"])

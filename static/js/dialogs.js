// Dialogs: buttons open them by the `command` and `commandfor` attributes. Browsers know these by themselves since 2025;
// this does the same for older ones, closes a dialog on a press beside it, and reopens one that came back with errors.

const COMMANDS = { "show-modal": (dialog) => dialog.showModal(), close: (dialog) => dialog.close() };

if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", onCommand);
}
document.addEventListener("click", onBackdrop);
reopen(document);
document.addEventListener("htmx:load", (event) => reopen(event.target));

function onCommand(event) {
  const button = event.target.closest("button[commandfor]");
  const dialog = button && document.getElementById(button.getAttribute("commandfor"));
  if (dialog) COMMANDS[button.getAttribute("command")]?.(dialog);
}

// The form fills the dialog, so a press that meets the dialog itself is one on its backdrop.
function onBackdrop(event) {
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
}

// Without script such a dialog is simply shown in the page (`open`); with script it becomes a real one.
function reopen(root) {
  for (const dialog of root.querySelectorAll("dialog[data-reopen]")) {
    dialog.close();
    dialog.showModal();
  }
}

// Menus are <details>; this closes them on Escape and on a press elsewhere.

document.addEventListener("click", (event) => closeAll((menu) => !menu.contains(event.target)));
document.addEventListener("focusin", (event) => closeAll((menu) => !menu.contains(event.target)));
document.addEventListener("keydown", onKey);

function onKey(event) {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  closeAll(() => true);
  menu?.querySelector("summary").focus();
}

function closeAll(isConcerned) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (isConcerned(menu)) menu.open = false;
  }
}

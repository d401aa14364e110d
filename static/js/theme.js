// The theme switch: keeps the choice in a cookie, so that the server renders the next page in it without a flash.

const COOKIE_AGE_S = 365 * 24 * 3600;

for (const control of document.querySelectorAll("[data-theme-switch]")) {
  control.addEventListener("change", (event) => choose(event.target.value));
}

function choose(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${COOKIE_AGE_S}; samesite=lax${secure}`;
  document.documentElement.dataset.theme = theme;
}

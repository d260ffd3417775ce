// The recruiter's list: the drawer beside it, and filters that are folded away on a small screen. The page works without.
(() => {
  "use strict";
  const drawer = document.getElementById("drawer");
  let opener = null;

  const filters = document.getElementById("filters");
  if (filters && matchMedia("(max-width: 1023.98px)").matches) filters.open = false;

  const close = () => {
    if (!drawer.firstElementChild) return;
    drawer.replaceChildren();
    opener?.focus();
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("[data-drawer-link]")) opener = event.target;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === drawer) drawer.querySelector("[data-drawer-title]")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer-close]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (!event.target.matches?.("[data-drawer-link]")) return;
    const links = [...document.querySelectorAll("[data-drawer-link]")];
    const next = links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (drawer.firstElementChild) next.click();
  });
})();

// What makes pages quicker or kinder; every page works without it.
(() => {
  "use strict";

  // Menus are <details>: close them on Escape and on a press outside.
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // The workbench's menu is longer than the screen: where somebody is stands in sight. The page itself does not move.
  const here = document.querySelector(".side-nav [aria-current]");
  const list = here?.closest(".side-nav");
  if (list) {
    const below = here.getBoundingClientRect().bottom - list.getBoundingClientRect().bottom;
    if (below > 0) list.scrollTop += below + list.clientHeight / 3;
  }

  // On a narrow screen the filters begin folded, so that the list comes first.
  if (window.matchMedia("(max-width: 1023.98px)").matches) {
    document.querySelectorAll("details.filters[open]:not([data-keep-open])").forEach((filters) => {
      filters.open = false;
    });
  }

  // A form that is being sent cannot be sent twice. It is freed again when the page comes back from the history.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("hx-post") || form.hasAttribute("data-hx-post")) return;
    form.dataset.sending = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sending]").forEach((form) => {
      delete form.dataset.sending;
      form.removeAttribute("aria-busy");
    });
  });

  // After a refused form the summary of errors gets the focus, so that it is read first.
  document.getElementById("error-summary")?.focus();

  // "Select all on this page": <input type="checkbox" data-select-all="name">
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.selectAll;
    if (!name) return;
    document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`).forEach((box) => {
      box.checked = event.target.checked;
    });
  });

  // Filters that apply at once: <select data-submit-on-change>
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submit-on-change]")) event.target.form?.requestSubmit();
  });
})();

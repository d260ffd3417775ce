// The recruiter's list by keyboard, and the drawer beside it. The page works without.
(() => {
  "use strict";
  const drawer = document.getElementById("drawer");
  const keys = document.getElementById("keys");
  const links = () => [...document.querySelectorAll("[data-drawer-link]")];
  const isOpen = () => Boolean(drawer?.firstElementChild);
  let current = null;
  let wanted = null; // whose application the drawer is to show; an answer that comes after it was closed is not shown

  const mark = (link) => {
    current?.removeAttribute("aria-current");
    current = link;
    link?.setAttribute("aria-current", "true");
  };
  const close = () => {
    wanted = null;
    if (!isOpen()) return;
    drawer.replaceChildren();
    current?.focus();
  };
  // One step along the list. With the drawer open the next application is shown in it, without leaving the list.
  const step = (by) => {
    const all = links();
    if (!all.length) return;
    const next = all[current ? all.indexOf(current) + by : 0];
    if (!next) {
      document.querySelector(by > 0 ? "[data-next-page]" : "[data-previous-page]")?.focus();
      return;
    }
    mark(next);
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (isOpen()) next.click();
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("[data-drawer-link]")) mark((wanted = event.target));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = event.detail.requestConfig?.elt;
    if (asked?.matches?.("[data-drawer-link]") && asked !== wanted) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== drawer) return;
    const here = `${location.pathname}${location.search}`;
    drawer.querySelectorAll("form[method=post]").forEach((form) => {
      if (form.elements.back) return;
      const back = document.createElement("input");
      Object.assign(back, { type: "hidden", name: "back", value: here });
      form.append(back);
    });
    drawer.scrollTop = 0;
    drawer.querySelector("[data-drawer-title]")?.focus();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-drawer-link]")) mark(event.target);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer-close]")) close();
    if (event.target.closest("[data-drawer-next]")) step(1);
    if (event.target.closest("[data-drawer-previous]")) step(-1);
    if (event.target.closest("[data-show-keys]")) keys?.showModal();
    document.querySelectorAll(".views-menu[open], .bulk-more[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  const typing = (element) =>
    element.isContentEditable || element.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select");
  const plain = {
    j: () => step(1),
    k: () => step(-1),
    n: () => document.querySelector("[data-next-page]")?.click(),
    p: () => document.querySelector("[data-previous-page]")?.click(),
    "/": () => {
      const filters = document.getElementById("filters");
      if (filters) filters.open = true;
      document.getElementById("id_search")?.focus();
    },
    "?": () => keys?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys?.open) return;
    if (event.key === "Escape") {
      const menu = document.querySelector(".views-menu[open], .bulk-more[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      } else {
        close();
      }
      return;
    }
    if (typing(event.target)) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow && (event.target.matches?.("[data-drawer-link]") || event.target.matches?.("[data-drawer-title]"))) {
      event.preventDefault();
      step(arrow);
      return;
    }
    if (!plain[event.key]) return;
    event.preventDefault();
    plain[event.key]();
  });

  document.querySelectorAll("[data-show-keys]").forEach((button) => {
    button.hidden = false;
  });
  // Empty fields need not stand in the address.
  document.querySelector("form[data-filters]")?.addEventListener("submit", (event) => {
    event.target.querySelectorAll("input, select").forEach((field) => {
      if (!field.value && !field.name.startsWith("answer_")) field.disabled = true;
    });
    event.target.querySelectorAll(".answer-row").forEach((row) => {
      const fields = [...row.querySelectorAll("input, select")];
      if (!fields[0].value || !fields[2].value) fields.forEach((field) => (field.disabled = true));
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-filters] :disabled").forEach((field) => {
      field.disabled = false;
    });
  });
  // Back from an action in the drawer: open it where it was.
  const hash = /^#(application-\d+)$/.exec(location.hash);
  const opened = hash && document.getElementById(hash[1]);
  if (opened) {
    mark(opened);
    if (window.htmx) opened.click();
    else window.addEventListener("load", () => opened.click());
  }
})();

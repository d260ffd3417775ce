// The rubric editor: sliders beside weights and thresholds, folds that stay as they were, and a preview that says when it works.
// The page works without.
(() => {
  "use strict";
  const form = document.getElementById("rubric-form");
  if (!form) return;

  for (const input of form.querySelectorAll("input[data-slider]")) {
    const most = Number.parseInt(input.dataset.slider, 10);
    if (!most) continue;
    const slider = document.createElement("input");
    slider.type = "range";
    slider.min = "0";
    slider.max = String(Math.max(most, Number.parseInt(input.value, 10) || 0));
    slider.value = input.value;
    slider.className = "cell-slider";
    const owner = input.closest("fieldset")?.querySelector("legend")?.textContent.trim();
    const label = input.labels[0]?.textContent.trim();
    slider.setAttribute("aria-label", owner ? `${label}, ${owner}` : label);
    slider.addEventListener("input", () => {
      input.value = slider.value;
    });
    input.addEventListener("input", () => {
      slider.value = input.value;
    });
    input.after(slider);
  }

  form.addEventListener(
    "toggle",
    (event) => {
      const kept = event.target.closest("[data-part]")?.querySelector("[data-open]");
      if (kept) kept.value = event.target.open ? "1" : "";
    },
    true,
  );

  const preview = document.getElementById("preview");
  form.addEventListener("htmx:beforeRequest", () => preview.setAttribute("aria-busy", "true"));
  form.addEventListener("htmx:afterRequest", () => preview.setAttribute("aria-busy", "false"));

  // What was folded open in the preview stays open when it is drawn anew.
  let open = new Set();
  const heads = () => [...preview.querySelectorAll("details")];
  form.addEventListener("htmx:beforeSwap", () => {
    open = new Set(heads().flatMap((one, place) => (one.open ? [place] : [])));
  });
  form.addEventListener("htmx:afterSwap", () => {
    heads().forEach((one, place) => {
      if (open.has(place)) one.open = true;
    });
  });

  const where = location.hash.slice(1);
  if (where) document.getElementById(where)?.querySelector("input:not([type=hidden])")?.focus({ preventScroll: true });
})();

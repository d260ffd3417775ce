// One that is not read any more: what this browser still keeps of it is shown, to be copied, and kept no longer.
(() => {
  "use strict";
  const box = document.querySelector("[data-over]");
  const field = box.querySelector("textarea");
  const place = `reading ${box.dataset.over}`;
  try {
    const kept = JSON.parse(localStorage.getItem(place) || "null");
    localStorage.removeItem(place);
    const label = (name) => box.querySelector(`[data-label-of="${CSS.escape(name)}"]`)?.textContent || name;
    const lines = (kept ? kept.rest : []).map(([name, said]) => [label(name), said.filter(Boolean).join(", ")]);
    const text = lines.filter(([, said]) => said).map((each) => each.join(": ")).join("\n");
    if (text && !field.value) field.value = text;
  } catch { /* no store, or nothing that could be read */ }
  box.hidden = !field.value;
})();

// Names for controls that Django's scripts make without one.
(() => {
  "use strict";

  const name = (root) => {
    root.querySelectorAll(".select2-selection:not([aria-label])").forEach((box) => {
      const select = box.closest(".select2-container")?.previousElementSibling;
      const label = select?.labels?.[0] ?? document.querySelector(`label[for="${CSS.escape(select?.id ?? "")}"]`);
      if (!label) return;
      const words = label.textContent.trim().replace(/:$/, "");
      box.setAttribute("aria-label", words);
      box.querySelector(".select2-selection__rendered")?.setAttribute("aria-label", words);
    });
    root.querySelectorAll(".help-tooltip[aria-label]:not([role])").forEach((hint) => hint.setAttribute("role", "img"));
    root.querySelectorAll(".select2-search__field:not([aria-label])").forEach((box) => box.setAttribute("aria-label", "Search"));
  };

  const watch = () => {
    name(document);
    new MutationObserver(() => name(document)).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();
})();

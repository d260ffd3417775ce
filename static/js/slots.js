// The time zone of the device, where it is not the one that times are shown in: offered, never taken by itself.
(() => {
  "use strict";
  const form = document.querySelector("[data-zone]");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!form || !here || here === form.dataset.zone) return;
  // Browsers give some places their older names, which are not on the list but are taken.
  const option = [...form.querySelectorAll("option")].find((each) => each.value === here);
  const hint = form.querySelector("[data-zone-hint]");
  if (!hint) return;
  const now = (zone) =>
    new Intl.DateTimeFormat("en", { dateStyle: "short", timeStyle: "short", timeZone: zone }).format();
  if (now(here) === now(form.dataset.zone)) return;
  const button = hint.querySelector("[data-zone-name]");
  button.value = here;
  button.textContent = option ? option.textContent : here.split("/").pop().replaceAll("_", " ");
  button.addEventListener("click", () => {
    form.querySelector("select").value = here;
  });
  hint.hidden = false;
})();

// A button that copies the link. Without this file the link can be selected and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const word = button.querySelector("[data-copy-word]");
  const before = word.textContent;
  button.hidden = !navigator.clipboard;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      word.textContent = "Copied";
    } catch {
      field.focus();
      word.textContent = "Press Ctrl and C";
    }
    setTimeout(() => { word.textContent = before; }, 3000);
  });
}

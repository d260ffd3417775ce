// The reader's keys: 1 to 5 set the mark, C goes to the comment, Ctrl+Enter saves. The page works without.
(() => {
  "use strict";
  const form = document.querySelector(".scorecard");
  if (!form) return;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, input[type=text]")) return;
    const radio = form.querySelector(`input[data-key="${CSS.escape(event.key)}"]`);
    if (radio) {
      radio.checked = true;
      radio.focus();
    } else if (event.key === "c" || event.key === "C") {
      event.preventDefault();
      form.querySelector("textarea").focus();
    }
  });
})();

// Two kindnesses of the application form: characters left, and a file that is too large is named before it is sent.
(() => {
  "use strict";

  document.querySelectorAll("[data-counter]").forEach((note) => {
    const area = document.getElementById(note.dataset.counter);
    const most = Number(note.dataset.most);
    const words = note.textContent;
    if (!area || !most) return;
    const say = () => {
      const used = area.value.replace(/\r\n/g, "\n").trim().length;
      const left = most - used;
      note.textContent = used ? `${words} ${used.toLocaleString("en")} / ${most.toLocaleString("en")}` : words;
      note.classList.toggle("is-over", left < 0);
    };
    area.addEventListener("input", say);
    say();
  });

  document.querySelectorAll("form[data-most-bytes]").forEach((form) => {
    const input = form.querySelector("input[type=file]");
    const check = () => {
      const file = input.files[0];
      const large = file && file.size > Number(form.dataset.mostBytes);
      input.setCustomValidity(large ? form.dataset.tooLarge : "");
      return !large;
    };
    input.addEventListener("change", () => check() || input.reportValidity());
    form.addEventListener("submit", (event) => {
      if (check()) return;
      event.preventDefault();
      input.reportValidity();
    });
  });
})();

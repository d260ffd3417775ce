// Moving through the grids by keyboard, and counting what is not saved yet. The forms work without it.
(() => {
  "use strict";

  const CODES = { p: "present", l: "late", r: "remote", m: "made_up", e: "excused", u: "unexcused" };
  const WITH_MINUTES = new Set(["late", "left_early", "remote", "made_up"]);

  document.querySelectorAll("form[data-grid]").forEach((form) => {
    const status = form.querySelector("[data-changes]");
    const rows = [...form.querySelectorAll("tbody tr")];
    let sending = false;

    const changed = () =>
      [...form.querySelectorAll("tbody input")].filter((field) =>
        field.type === "radio" ? field.checked && !field.defaultChecked : field.value !== field.defaultValue,
      );
    const count = () => {
      const people = new Set(changed().map((field) => field.name.replace(/^(code|minutes)-/, "")));
      if (status) status.textContent = people.size ? `${people.size} changed, not saved yet` : "";
    };

    const focusRow = (row, step, from) => {
      const next = rows[rows.indexOf(row) + step];
      if (!next) return;
      const cells = [...row.children];
      const place = cells.findIndex((cell) => cell.contains(from));
      const same = next.children[place]?.querySelector("input:checked, input:not([type=radio])");
      // Minutes are hidden where nobody asks for them: then the codes of that row take the focus.
      const hidden = same && getComputedStyle(same).visibility === "hidden";
      const target = same && !hidden ? same : next.querySelector("input:checked, input:not([type=radio])");
      target?.focus();
      if (target?.select && target.type !== "radio") target.select();
      target?.scrollIntoView({ block: "nearest" });
    };

    const choose = (row, letter) => {
      const radio = row.querySelector(`input[type=radio][value="${CODES[letter]}"]`);
      // L again: from late to left early.
      const late = letter === "l" && radio?.checked ? row.querySelector('input[value="left_early"]') : null;
      const wanted = late || radio;
      if (!wanted) return;
      wanted.checked = true;
      wanted.focus();
      wanted.dispatchEvent(new Event("change", { bubbles: true }));
    };

    form.addEventListener("keydown", (event) => {
      const field = event.target;
      const row = field.closest?.("tbody tr");
      if (row && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-save]"));
        return;
      }
      if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
      const radio = field.type === "radio";
      const step = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
      if (step) {
        event.preventDefault();
        focusRow(row, step, field);
      } else if (radio && CODES[event.key.toLowerCase()]) {
        event.preventDefault();
        choose(row, event.key.toLowerCase());
      } else if (!radio && form.dataset.grid === "grades" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
        const edge = event.key === "ArrowLeft" ? field.selectionEnd === 0 : field.selectionStart === field.value.length;
        const all = field.selectionStart === 0 && field.selectionEnd === field.value.length;
        if (!edge && !all) return;
        const inputs = [...row.querySelectorAll("input")];
        const next = inputs[inputs.indexOf(field) + (event.key === "ArrowLeft" ? -1 : 1)];
        if (!next) return;
        event.preventDefault();
        next.focus();
        next.select();
      }
    });

    form.addEventListener("change", (event) => {
      const field = event.target;
      const row = field.closest?.("tbody tr");
      if (row && field.type === "radio") {
        const minutes = row.querySelector(".minutes");
        if (minutes && !WITH_MINUTES.has(field.value)) minutes.value = "";
      }
      count();
    });
    form.addEventListener("input", (event) => {
      const field = event.target;
      if (field.matches?.(".cell, .minutes")) field.classList.toggle("is-changed", field.value !== field.defaultValue);
      count();
    });
    form.addEventListener("submit", () => {
      sending = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!sending && changed().length) event.preventDefault();
    });
  });
})();

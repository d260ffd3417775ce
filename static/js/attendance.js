// The attendance grid by keyboard: find a person, note them by one key, save in one request. The form works without it.
(() => {
  "use strict";

  const NEEDS_MINUTES = new Set(["late", "left_early"]);
  const TAKES_MINUTES = new Set(["late", "left_early", "remote", "made_up"]);
  const plain = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .trim();

  document.querySelectorAll("form[data-attendance]").forEach((form) => {
    const find = form.querySelector("[data-find]");
    const found = form.querySelector("[data-found]");
    const status = form.querySelector("[data-changes]");
    const counted = form.querySelector("[data-count]");
    const reason = form.querySelector("#reason");
    const rows = [...form.querySelectorAll("tbody tr")].map((row, index) => {
      const name = plain(row.querySelector("th").textContent);
      return { row, number: String(index + 1), words: name.split(/[\s'’-]+/), name, minutes: row.querySelector(".minutes") };
    });
    const of = new Map(rows.map((entry) => [entry.row, entry]));
    let sending = false;

    form.querySelector("[data-find-bar]").hidden = false;

    const chosen = (entry) => entry.row.querySelector("input[type=radio]:checked");
    const visible = () => rows.filter((entry) => !entry.row.hidden);

    // --- what is not saved yet -------------------------------------------------------------------------------------

    const isChanged = (entry) => {
      const radio = chosen(entry);
      return (radio && !radio.defaultChecked) || entry.minutes.value !== entry.minutes.defaultValue;
    };
    const count = () => {
      const changed = rows.filter(isChanged).length;
      status.textContent = changed ? `${changed} changed, not saved yet` : "";
      const codes = new Map();
      rows.forEach((entry) => {
        const label = chosen(entry)?.parentElement.querySelector("i").textContent;
        if (label) codes.set(label, (codes.get(label) || 0) + 1);
      });
      counted.textContent = [...codes].map(([label, many]) => `${label} ${many}`).join(" · ");
    };

    // --- moving ----------------------------------------------------------------------------------------------------

    const goTo = (entry) => {
      if (!entry) return;
      (chosen(entry) || entry.row.querySelector("input[type=radio]")).focus();
      entry.row.scrollIntoView({ block: "nearest" });
    };
    const step = (entry, by) => {
      const shown = visible();
      goTo(shown[shown.indexOf(entry) + by]);
    };
    const choose = (entry, key) => {
      const radio = entry.row.querySelector(`label[data-key="${key.toUpperCase()}"] input`);
      if (!radio) return false;
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      if (NEEDS_MINUTES.has(radio.value)) {
        entry.minutes.focus();
        entry.minutes.select();
      } else {
        radio.focus();
      }
      return true;
    };

    // --- finding ---------------------------------------------------------------------------------------------------

    const matches = (entry, asked) => {
      if (/^\d+$/.test(asked)) return entry.number === asked;
      // Beginnings of words in their order: "g h" is Grace Hopper, not Hana Goran.
      let from = 0;
      return asked.split(/\s+/).every((part) => {
        const at = entry.words.findIndex((word, index) => index >= from && word.startsWith(part));
        from = at + 1;
        return at >= 0;
      });
    };
    const filter = () => {
      const asked = plain(find.value);
      let hits = rows.filter((entry) => !asked || matches(entry, asked));
      // Nobody's words begin like that: then it may stand inside a name.
      if (!hits.length) hits = rows.filter((entry) => entry.name.includes(asked));
      const shown = new Set(hits);
      rows.forEach((entry) => {
        entry.row.hidden = !shown.has(entry);
      });
      found.textContent = asked ? `${hits.length} of ${rows.length} shown` : "";
    };
    const clear = () => {
      find.value = "";
      filter();
    };
    const ask = () => {
      clear();
      find.focus();
    };

    find.addEventListener("input", filter);
    find.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        const first = visible()[0];
        if (!first) return;
        clear();
        goTo(first);
      } else if (event.key === "Escape") {
        clear();
      }
    });

    // --- keys ------------------------------------------------------------------------------------------------------

    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        // A correction needs its reason: the keys lead there first, and save from there.
        if (reason && !reason.value.trim() && event.target !== reason && rows.some(isChanged)) {
          reason.focus();
          return;
        }
        form.requestSubmit(form.querySelector("[data-save]"));
        return;
      }
      const entry = of.get(event.target.closest?.("tbody tr"));
      if (!entry || event.ctrlKey || event.metaKey || event.altKey) return;
      const inMinutes = event.target === entry.minutes;
      const moves = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 };
      if (event.key in moves) {
        event.preventDefault();
        step(entry, moves[event.key]);
      } else if (event.key === "/") {
        event.preventDefault();
        ask();
      } else if (!inMinutes && (event.key === "Home" || event.key === "End")) {
        event.preventDefault();
        goTo(visible().at(event.key === "Home" ? 0 : -1));
      } else if (event.key.length === 1 && /[a-z]/i.test(event.key)) {
        // Letters are codes in the minutes too: nothing else of them is a number.
        if (choose(entry, event.key) || inMinutes) event.preventDefault();
      } else if (!inMinutes && /^[\d-]$/.test(event.key) && TAKES_MINUTES.has(chosen(entry)?.value)) {
        entry.minutes.focus();
        entry.minutes.select();
      }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.matches("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      ask();
    });

    form.addEventListener("change", (event) => {
      const entry = of.get(event.target.closest?.("tbody tr"));
      if (entry && event.target.type === "radio" && !TAKES_MINUTES.has(event.target.value)) entry.minutes.value = "";
      count();
    });
    form.addEventListener("input", (event) => {
      if (event.target.matches(".minutes")) {
        event.target.classList.toggle("is-changed", event.target.value !== event.target.defaultValue);
        count();
      }
    });
    form.addEventListener("reset", () => {
      setTimeout(() => {
        form.querySelectorAll(".is-changed").forEach((field) => field.classList.remove("is-changed"));
        filter();
        count();
      });
    });
    form.querySelector("[data-all]").addEventListener("click", () => {
      visible().forEach((entry) => {
        entry.row.querySelector('input[value="present"]').checked = true;
        entry.minutes.value = "";
      });
      count();
    });

    form.addEventListener("submit", () => {
      sending = true;
    });
    window.addEventListener("pageshow", () => {
      sending = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!sending && rows.some(isChanged)) event.preventDefault();
    });
    count();
  });
})();

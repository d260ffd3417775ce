// The reader's page. 1 to 5 mark the line that is lit and light the next; letters lead everywhere else; on a phone the scorecard
// slides up. All of it works without: what is missing is said by the server then.
(() => {
  "use strict";
  const form = document.querySelector("form.scorecard");
  if (!form) return;
  const spoken = form.querySelector("[data-spoken]");
  const speak = (text) => spoken && (spoken.textContent = text);
  const rows = [...form.querySelectorAll("[data-row]")];
  const comment = form.querySelector("[name=comment]");
  const nameOf = (row) => row.querySelector("legend").textContent.trim();
  const marked = (row) => row.querySelector("input[type=radio]:checked");
  const noteOf = (row) => row.querySelector(".note textarea");
  const isOpen = !form.querySelector("fieldset.scorecard-fields:disabled");

  // --- the line that is lit -------------------------------------------------------------------------------------------------
  let current = null;
  const light = (row) => {
    current = row;
    rows.forEach((each) => each.classList.toggle("is-current", each === row));
  };
  const show = (element) => {
    const box = form.querySelector(".scorecard-scroll");
    const [inner, outer] = [element.getBoundingClientRect(), box.getBoundingClientRect()];
    if (inner.top < outer.top + 8) box.scrollTop += inner.top - outer.top - 8;
    else if (inner.bottom > outer.bottom - 8) box.scrollTop += Math.min(inner.bottom - outer.bottom + 8, inner.top - outer.top - 8);
    if (form.scrollHeight > form.clientHeight) element.scrollIntoView({ block: "nearest" }); // large text: all of it scrolls
  };
  const go = (row) => {
    light(row);
    (marked(row) || row.querySelector("input[type=radio]")).focus({ preventScroll: true });
    show(row);
  };
  const step = (by) => go(rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(current) + by))]);
  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) light(row);
  });
  const mark = (point) => {
    const radio = current.querySelector(`input[type=radio][value="${point}"]`);
    const said = `${nameOf(current)}: ${point}.`;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    const following = rows[rows.indexOf(current) + 1];
    if (following) {
      go(following);
      speak(`${said} ${nameOf(following)}?`);
    } else {
      radio.focus({ preventScroll: true });
      speak(`${said} Press c to write what you saw.`);
    }
  };

  // --- what is missing ------------------------------------------------------------------------------------------------------
  const needsNote = (row) => noteOf(row) && ["1", "5"].includes(marked(row)?.value) && !noteOf(row).value.trim();
  const missing = () => {
    const found = [];
    for (const row of rows) {
      if (!marked(row)) found.push([row.querySelector("input[type=radio]"), `${nameOf(row)}: choose`]);
      else if (needsNote(row)) found.push([noteOf(row), `${nameOf(row)}: write what made it a ${marked(row).value}`]);
    }
    if (!comment.value.trim()) found.push([comment, "Write what you saw"]);
    return found;
  };
  const count = () => {
    const done = rows.filter(marked).length;
    document.querySelectorAll("[data-marked]").forEach((each) => (each.textContent = `${done} of ${rows.length}`));
    const flags = form.querySelectorAll("[name=flags]:checked").length;
    form.querySelectorAll("[data-flag-count]").forEach((each) => (each.textContent = flags ? `${flags} chosen` : ""));
    rows.forEach((row) => row.classList.toggle("needs-note", Boolean(needsNote(row))));
  };
  form.addEventListener("input", count);
  form.addEventListener("change", (event) => {
    count();
    const box = event.target.closest(".is-missing");
    if (box && !(box.matches("[data-row]") && needsNote(box))) box.classList.remove("is-missing");
  });
  form.addEventListener("filled", count);
  const nag = document.createElement("p");
  nag.className = "field-problem still-missing";
  nag.hidden = true;
  form.querySelector(".scorecard-foot")?.prepend(nag);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    const found = missing();
    rows.forEach((row) => row.classList.toggle("is-missing", found.some(([control]) => row.contains(control))));
    comment.closest(".comment").classList.toggle("is-missing", found.some(([control]) => control === comment));
    nag.hidden = !found.length;
    if (!found.length) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // nothing is being sent
    nag.textContent = found.length === 1 ? `${found[0][1]}.` : `${found[0][1]}. ${found.length - 1} more after that.`;
    speak(nag.textContent);
    const [control] = found[0];
    openSheet();
    control.focus({ preventScroll: true });
    show(control.closest("[data-row]") || control);
  });

  // --- the panel that slides up on a phone ------------------------------------------------------------------------------------
  const opener = document.querySelector("[data-sheet-open]");
  const closer = form.querySelector("[data-sheet-close]");
  const narrow = window.matchMedia("(max-width: 1023.98px)");
  let pushed = false;
  const slide = (open, focus = true) => {
    if (!narrow.matches) return;
    form.classList.toggle("is-up", open);
    document.body.classList.toggle("scorecard-is-up", open);
    opener.setAttribute("aria-expanded", String(open));
    if (focus) (open ? form.querySelector("#scorecard-title") : opener).focus({ preventScroll: true });
  };
  function openSheet() {
    if (narrow.matches && !form.classList.contains("is-up")) slide(true, false);
  }
  opener.hidden = closer.hidden = false;
  document.querySelector(".reading-room").classList.add("slides");
  opener.addEventListener("click", () => {
    slide(true);
    history.pushState({ scorecard: true }, "");
    pushed = true;
  });
  const close = () => (pushed ? history.back() : slide(false));
  closer.addEventListener("click", close);
  window.addEventListener("popstate", () => {
    pushed = false;
    slide(false);
  });
  if (form.querySelector("#error-summary")) slide(true, false);
  document.querySelector("#error-summary")?.addEventListener("click", () => openSheet());

  // --- keys -------------------------------------------------------------------------------------------------------------------
  const help = document.querySelector("#keys");
  const off = help.querySelector("[data-keys-off]");
  const place = "reading keys";
  try {
    off.checked = localStorage.getItem(place) === "off";
  } catch { /* no store: they are on */ }
  off.addEventListener("change", () => {
    showLine();
    try {
      localStorage.setItem(place, off.checked ? "off" : "on");
    } catch { /* for this page only */ }
  });
  const button = document.querySelector("[data-keys-open]");
  const line = document.querySelector("[data-keys-line]");
  const showLine = () => line && (line.hidden = off.checked);
  showLine();
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  const unfold = (selector) => {
    const fold = form.querySelector(selector);
    if (!fold) return;
    fold.open = true;
    const control = fold.querySelector("textarea, input");
    control.focus({ preventScroll: true });
    show(fold);
  };
  const scroll = (by) => window.scrollBy({ top: by * window.innerHeight * 0.8 });
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => {
      const fold = current.querySelector("details.anchors");
      if (fold) fold.open = !fold.open;
      if (fold) show(current);
    },
    n: () => {
      const row = rows.find(needsNote) || current;
      if (!noteOf(row)) return;
      row.classList.add("is-noting");
      noteOf(row).focus({ preventScroll: true });
      show(row);
    },
    f: () => unfold("[data-flags]"),
    c: () => {
      comment.focus({ preventScroll: true });
      show(comment.parentElement);
    },
    p: () => unfold("[data-hand-back=p]"),
    x: () => unfold("[data-hand-back=x]"),
    s: () => form.requestSubmit(form.querySelector("[data-skip]") || undefined),
  };
  document.addEventListener("keydown", (event) => {
    if (help.open || event.defaultPrevented || event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (isOpen) form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (event.target.matches("textarea")) go(current);
      else if (form.classList.contains("is-up")) close();
      return;
    }
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const onButton = event.target.closest("a, button, summary, [type=checkbox]");
    if (event.key === "PageDown" || event.key === "PageUp" || (event.key === " " && !onButton)) {
      event.preventDefault();
      scroll(event.key === "PageUp" || event.shiftKey ? -1 : 1);
      return;
    }
    if (off.checked) return;
    if (event.key === "?") {
      event.preventDefault();
      help.showModal();
    } else if (isOpen && /^[1-5]$/.test(event.key)) {
      event.preventDefault();
      if (!event.repeat) mark(event.key);
    } else if (isOpen && !event.repeat && Object.hasOwn(keys, event.key.toLowerCase())) {
      event.preventDefault();
      if (event.key.toLowerCase() === "s" && !form.querySelector("[data-skip]")) return;
      keys[event.key.toLowerCase()]();
    }
  });

  // Sent once: a second press while the first is on its way does nothing.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    setTimeout(() => (sent = !event.defaultPrevented)); // when all who listen have had their say
  });
  window.addEventListener("pageshow", () => (sent = false));

  light(rows.find((row) => !marked(row)) || rows[0]);
  count();
})();

// The gradebook saves itself. Cells are plain text; one editor moves to the cell that is being written in. What changed goes in one
// request at a time, each cell with what it showed; what is not taken yet stays in this tab's sessionStorage, so that a lost line or
// a reload loses nothing. Without this script a module's page is one form.
(() => {
  "use strict";
  const root = document.querySelector("[data-gradebook]");
  const table = root?.querySelector("[data-grid]");
  const form = root?.closest("form");
  if (!table || form?.querySelector(".is-invalid")) return; // what the form refused is mended in the form

  const find = (name) => root.querySelector(`[data-${name}]`);
  const [state, undo, details, look, list] = ["state", "undo", "details", "look", "look-list"].map(find);
  const drawer = document.querySelector("[data-drawer]");
  const address = root.dataset.save; // readers have none
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[1].cells];
  const columns = heads.flatMap((head, place) => (head.dataset.a ? [{ place, head, id: head.dataset.a, title: head.dataset.title }] : []));
  const parts = heads.flatMap((head, place) => (head.dataset.part ? [[head.dataset.part, place]] : []));
  const SHORT = { m: "missing", e: "excused", x: "excused" };
  const LOOKS = { missing: "m", excused: "e", 0: "z" };
  const place = `gradebook ${address} ${root.dataset.reader}`;

  if (form) {
    form.querySelector("[data-without-script]").hidden = true;
    form.addEventListener("submit", (event) => event.preventDefault());
    table.querySelectorAll("td:has(input)").forEach((td) => {
      const beside = td.querySelector("a")?.firstChild.data || "";
      const text = td.querySelector("input").value;
      td.replaceChildren(text);
      if (beside && beside !== "details") td.append(Object.assign(document.createElement("small"), { textContent: beside }));
      if (LOOKS[text]) td.className = LOOKS[text];
    });
  }

  // --- cells -----------------------------------------------------------------------------------------------------------
  const at = (row, column) => rows[row].cells[columns[column].place];
  const keyAt = (row, column) => `${rows[row].dataset.p}-${columns[column].id}`;
  const rowOf = new Map(rows.map((row, number) => [row.dataset.p, number]));
  const columnOf = new Map(columns.map((column, number) => [column.id, number]));
  const spot = (key) => {
    const [person, assessment] = key.split("-");
    return [rowOf.get(person), columnOf.get(assessment)];
  };
  const cellOf = (key) => at(...spot(key));
  const named = (key) => `${rows[spot(key)[0]].cells[0].textContent.trim()}, ${columns[spot(key)[1]].title}`;
  const read = (td) => (td.firstChild?.nodeType === 3 ? td.firstChild.data.trim() : "");
  const write = (td, text) => {
    if (td.firstChild?.nodeType === 3) td.firstChild.remove();
    if (text) td.prepend(text);
    td.classList.remove("m", "e", "z");
    if (LOOKS[text]) td.classList.add(LOOKS[text]);
  };

  // --- what is not saved yet ------------------------------------------------------------------------------------------
  const known = new Map(); // cell -> what the server has, as far as this page knows; only cells that were touched
  const pending = new Map(); // cell -> what was written and not taken yet
  const problems = new Map(); // cell -> { words, mine, conflict }
  let timer, sending = false, tries = 0, out = false, last = [];
  const say = (words, tone = "") => {
    state.textContent = words;
    state.dataset.tone = tone;
  };
  const many = (count, one, more) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
  const keep = () => {
    const rest = [...pending, ...[...problems].map(([key, each]) => [key, each.mine])];
    try {
      if (rest.length) sessionStorage.setItem(place, JSON.stringify(rest.map(([key, text]) => [key, text, known.get(key)])));
      else sessionStorage.removeItem(place);
    } catch { /* a full or forbidden store: the page itself still holds everything */ }
  };
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(send, seconds * 1000);
  };
  const change = (key, text) => {
    const td = cellOf(key);
    if (!known.has(key)) known.set(key, read(td));
    problems.delete(key);
    td.classList.remove("is-saved", "is-wrong", "is-conflict");
    td.removeAttribute("aria-invalid");
    write(td, text);
    const differs = text !== known.get(key);
    td.classList.toggle("is-pending", differs);
    if (differs) pending.set(key, text);
    else pending.delete(key);
  };
  const changed = () => {
    keep();
    showProblems();
    if (!pending.size) return;
    say(`Saving ${many(pending.size, "mark", "marks")} …`);
    if (!out) later(0.25);
  };

  async function post(cells, again = true) {
    const cut = new AbortController();
    const clock = setTimeout(() => cut.abort(), 30000);
    try {
      const answer = await fetch(address, {
        method: "POST", signal: cut.signal, body: JSON.stringify({ cells }), redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
      });
      if ((answer.headers.get("Content-Type") || "").includes("json")) return { status: answer.status, ...(await answer.json()) };
      if (answer.status === 403 && again) {
        const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
        const fresh = page.querySelector("[data-gradebook]") && page.querySelector("[name=csrfmiddlewaretoken]");
        if (fresh) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((each) => (each.value = fresh.value));
        if (fresh) return await post(cells, false);
      }
      return { status: answer.status || 403 };
    } finally {
      clearTimeout(clock);
    }
  }
  async function send() {
    clearTimeout(timer);
    if (sending || out || !pending.size) return;
    sending = true;
    const sent = new Map(pending);
    let answer;
    try {
      answer = await post([...sent].map(([key, text]) => [...key.split("-").map(Number), text, known.get(key)]));
    } catch {
      answer = { status: 0 };
    }
    sending = false;
    if (answer.status === 200) {
      tries = 0;
      take(sent, answer);
      if (pending.size) later(0);
    } else if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      const wait = Math.min(60, 2 ** ++tries);
      say(`No connection. ${many(pending.size, "mark is", "marks are")} kept in this tab and sent again in ${wait} s.`, "watch");
      later(wait);
    } else {
      out = true;
      say(`${answer.refused || "You are signed out, or this class is not yours any more."} ${many(pending.size, "mark is", "marks are")} kept in this tab: sign in in another tab, then load this page again.`, "stop");
    }
  }
  function take(sent, answer) {
    const taken = [];
    for (const [key, text] of sent) {
      const said = answer.cells[key];
      if (!said) continue;
      if (said.text !== undefined) known.set(key, said.text);
      if (pending.get(key) !== text) continue; // changed meanwhile: it goes with the next
      pending.delete(key);
      const td = cellOf(key);
      td.classList.remove("is-pending");
      if (said.state === "saved") {
        write(td, said.text);
        td.classList.add("is-saved");
        taken.push(td);
      } else {
        problems.set(key, { words: said.words, mine: text, conflict: said.state === "conflict" });
        td.classList.add(said.state === "conflict" ? "is-conflict" : "is-wrong");
        td.setAttribute("aria-invalid", "true");
      }
    }
    setTimeout(() => taken.forEach((td) => td.classList.remove("is-saved")), 4000);
    showMarks(answer.people);
    const touched = new Set([...sent.keys()].map((key) => spot(key)[1]));
    touched.forEach(recount);
    const wrong = [...sent.keys()].filter((key) => problems.has(key)).length;
    const clock = new Date().toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
    say(`Saved at ${clock}: ${many(taken.length, "mark", "marks")}.${wrong ? ` ${many(wrong, "needs", "need")} another look.` : ""}`, wrong ? "watch" : "good");
    keep();
    showProblems();
  }
  function showMarks(people) {
    for (const [person, marks] of Object.entries(people || {})) {
      const row = rows[rowOf.get(person)];
      if (!row) continue;
      for (const [part, where] of parts) {
        const [text, below] = marks[part] || ["", false];
        const td = row.cells[where];
        td.textContent = text;
        td.classList.toggle("below", below);
        if (below) td.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: " below pass" }));
      }
    }
  }
  function recount(column) {
    const note = columns[column].head.querySelector("[data-missing]");
    const missing = rows.filter((row) => !read(row.cells[columns[column].place])).length;
    note.textContent = missing ? `${missing} to grade` : "all graded";
  }
  function showProblems() {
    look.hidden = !problems.size;
    list.replaceChildren(
      ...[...problems].map(([key, each]) => {
        const item = document.createElement("li");
        const button = (words, work) => {
          const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: words });
          made.addEventListener("click", () => {
            work();
            changed();
            activate(...spot(key));
          });
          return made;
        };
        const go = Object.assign(document.createElement("button"), { type: "button", className: "btn-link", textContent: named(key) });
        go.addEventListener("click", () => activate(...spot(key)));
        const mine = each.mine || "nothing";
        item.append(go, `: ${each.words} ${each.conflict ? `You wrote “${mine}”.` : `It says “${mine}”.`} `);
        if (each.conflict) item.append(button("Keep theirs", () => change(key, known.get(key))), " ", button(`Write ${mine}`, () => change(key, each.mine)));
        else item.append(button(`Put back ${known.get(key) || "the empty cell"}`, () => change(key, known.get(key))));
        return item;
      }),
    );
  }

  // --- moving ------------------------------------------------------------------------------------------------------------
  let here = [0, 0], editor = null;
  table.setAttribute("role", "grid");
  at(0, 0).tabIndex = 0;
  function activate(row, column, focus = true) {
    row = Math.max(0, Math.min(rows.length - 1, row));
    column = Math.max(0, Math.min(columns.length - 1, column));
    at(...here).removeAttribute("tabindex");
    here = [row, column];
    const td = at(row, column);
    td.tabIndex = 0;
    details.hidden = false;
    details.href = `${root.dataset.marks}${rows[row].dataset.u}/${columns[column].id}/`;
    details.lastElementChild.textContent = `History: ${named(keyAt(row, column))}`;
    if (!focus) return;
    td.focus({ preventScroll: true });
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  function edit(begun) {
    if (!address || editor) return;
    const td = at(...here);
    const input = document.createElement("input");
    Object.assign(input, { className: "gb-editor", value: begun ?? read(td), maxLength: 12, autocomplete: "off", inputMode: "decimal" });
    input.setAttribute("aria-label", named(keyAt(...here)));
    editor = { input, td, key: keyAt(...here), replaces: begun !== undefined };
    td.append(input);
    input.focus();
    if (begun === undefined) input.select();
    input.addEventListener("blur", () => close(true));
  }
  function close(take) {
    if (!editor) return;
    const { input, key } = editor;
    editor = null;
    const text = input.value.trim().toLowerCase().replace(",", ".");
    input.remove();
    if (!take) return;
    change(key, SHORT[text] ?? text);
    changed();
  }
  const page = () => Math.max(1, Math.floor(table.parentElement.clientHeight / rows[0].offsetHeight) - 3);
  const MOVES = {
    ArrowDown: () => [1, 0], ArrowUp: () => [-1, 0], ArrowRight: () => [0, 1], ArrowLeft: () => [0, -1],
    PageDown: () => [page(), 0], PageUp: () => [-page(), 0], Home: () => [0, -999], End: () => [0, 999],
  };
  table.addEventListener("keydown", (event) => {
    const writing = event.target === editor?.input;
    if (!writing && event.target !== at(...here)) return;
    const [row, column] = here;
    const go = (down, right) => {
      event.preventDefault();
      close(true);
      activate(row + down, column + right);
    };
    if (event.key === "Enter") {
      if (!writing && address && !event.shiftKey) {
        event.preventDefault();
        return edit();
      }
      return go(event.shiftKey ? -1 : 1, 0);
    }
    if (event.key === "Tab" && writing) {
      const next = column + (event.shiftKey ? -1 : 1);
      if (columns[next]) return go(0, next - column);
      if (rows[row + (event.shiftKey ? -1 : 1)]) return go(event.shiftKey ? -1 : 1, event.shiftKey ? 999 : -999);
    }
    if (event.key === "Escape" && writing) {
      event.preventDefault();
      event.stopPropagation();
      close(false);
      return activate(row, column);
    }
    if (event.ctrlKey || event.metaKey) {
      if (!writing && (event.key === "Home" || event.key === "End")) go(event.key === "Home" ? -9999 : 9999, event.key === "Home" ? -999 : 999);
      if (!writing && event.key.toLowerCase() === "z" && !undo.hidden) {
        event.preventDefault();
        undo.click();
      }
      return;
    }
    if (event.altKey) return;
    const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "Home" || event.key === "End";
    if (MOVES[event.key] && !(writing && sideways && !editor.replaces)) return go(...MOVES[event.key]());
    if (writing) return;
    if (event.key === "F2") {
      event.preventDefault();
      edit();
    } else if (event.key === " ") {
      event.preventDefault();
      details.click();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (!address) return;
      event.preventDefault();
      change(keyAt(...here), "");
      changed();
    } else if (event.key.length === 1) {
      event.preventDefault();
      edit(event.key);
    }
  });
  table.addEventListener("mousedown", (event) => {
    const td = event.target.closest("tbody td");
    if (!td || event.target === editor?.input) return;
    const row = rows.indexOf(td.parentElement);
    const column = columns.findIndex((each) => each.place === td.cellIndex);
    if (column < 0) return;
    event.preventDefault();
    const again = here[0] === row && here[1] === column && document.activeElement === td;
    close(true);
    activate(row, column);
    if (again) edit();
  });

  // --- a column or a block from a spreadsheet ---------------------------------------------------------------------------
  root.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") || "";
    const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (!address || !table.contains(event.target)) return;
    if (event.target === editor?.input && lines.length === 1 && lines[0].length === 1) return;
    event.preventDefault();
    close(false);
    let outside = 0;
    last = [];
    lines.forEach((line, down) =>
      line.forEach((cell, right) => {
        const [row, column] = [here[0] + down, here[1] + right];
        if (!rows[row] || !columns[column]) return outside++;
        const key = keyAt(row, column);
        const mark = cell.trim().toLowerCase().replace(/^([0-9]*),([0-9]+)$/, "$1.$2");
        last.push([key, read(cellOf(key))]);
        return change(key, (SHORT[mark] ?? mark).slice(0, 40));
      }),
    );
    undo.hidden = !last.length;
    undo.lastElementChild.textContent = `Undo the paste (${many(last.length, "cell", "cells")})`;
    activate(...here);
    changed();
    if (outside) say(`${many(outside, "cell", "cells")} of what you pasted fell outside the grid and ${outside === 1 ? "is" : "are"} left out.`, "watch");
  });
  undo.addEventListener("click", () => {
    last.forEach(([key, before]) => change(key, before));
    undo.hidden = true;
    changed();
    activate(...here);
  });

  // --- history, comment, days late ----------------------------------------------------------------------------------------
  details.addEventListener("click", (event) => {
    if (!window.htmx || !drawer?.showModal || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    htmx.ajax("GET", details.href, { target: "#gb-mark", swap: "innerHTML" }).then(() => drawer.open || drawer.showModal());
  });
  drawer?.addEventListener("close", () => activate(...here));
  drawer?.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close]")) {
      event.preventDefault();
      drawer.close();
    }
  });
  document.addEventListener("gradebook-cell", (event) => {
    const { key, text, beside, people } = event.detail;
    if (!spot(key).every((each) => each !== undefined)) return;
    const td = cellOf(key);
    known.set(key, text);
    pending.delete(key);
    problems.delete(key);
    td.className = "";
    td.replaceChildren();
    write(td, text);
    if (beside) td.append(Object.assign(document.createElement("small"), { textContent: beside }));
    showMarks(people);
    recount(spot(key)[1]);
    changed();
  });

  // --- again after a reload ----------------------------------------------------------------------------------------------
  try {
    for (const [key, text, seen] of JSON.parse(sessionStorage.getItem(place) || "[]")) {
      if (!spot(key).every((each) => each !== undefined)) continue;
      known.set(key, seen);
      change(key, text);
    }
  } catch { /* nothing of ours */ }
  if (address && pending.size) changed();
  window.addEventListener("online", () => pending.size && later(0));
  window.addEventListener("beforeunload", (event) => {
    close(true);
    if (pending.size) event.preventDefault();
  });
  root.classList.add("is-live");
})();

// A scorecard keeps itself as a draft on the server: when a mark is chosen, when a text is left, when the typing rests. One request
// at a time, only what changed. What is not there yet stays in this browser, so that a lost line, a reload or an old session loses
// nothing. A field that was written elsewhere meanwhile is not overwritten: the reader chooses.
(() => {
  "use strict";
  try {
    // Nobody's words stay in a browser for ever: not of what is sent or closed, and not of what was left a month ago.
    const done = document.querySelector("form.scorecard[data-assignment]:not([data-draft])");
    if (done) localStorage.removeItem(`reading ${done.dataset.assignment}`);
    for (const key of Object.keys(localStorage).filter((each) => /^reading [0-9a-f-]{36}$/.test(each))) {
      const { at } = JSON.parse(localStorage.getItem(key));
      if (at && Date.now() - at > 30 * 86400000) localStorage.removeItem(key);
    }
  } catch { /* no store, or nothing that could be read */ }
  const form = document.querySelector("form.scorecard[data-draft]");
  const bar = document.querySelector("[data-saving]");
  if (!form || !bar) return;
  const words = {
    idle: "What you fill in is saved as you go.",
    saving: "Saving",
    now: "Saved just now",
    away: "Not saved yet, we keep trying",
    offline: "Not saved yet: no connection. This browser keeps what you wrote and sends it when there is one.",
    stay: "There is no connection just now. Stay on this page: it is kept, and saved as soon as there is one.",
    back: "Saved again.",
    out: "Not saved: this tab is no longer signed in. Sign in in another tab; what you wrote is kept here.",
    differs: "Not all is saved: choose which words count.",
  };
  const spoken = form.querySelector("[data-spoken]");
  const speak = (text) => (spoken.textContent = text);
  const names = [...new Set([...form.querySelectorAll(".scorecard-fields [name]")].map((each) => each.name))].filter(
    (name) => !["sent_id", "version", "changes"].includes(name),
  );
  const labelOf = (name) => {
    const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
    return (control.closest("fieldset[data-row]")?.querySelector("legend") || control.labels[0]).textContent.trim();
  };
  const values = (name) => new FormData(form).getAll(name).map((each) => each.replace(/\r\n/g, "\n"));
  const put = (name, sent) =>
    form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((control) => {
      if (/radio|checkbox/.test(control.type)) control.checked = sent.includes(control.value);
      else control.value = sent[0] ?? "";
    });
  const plain = (sent) => sent.filter((each) => each !== "");
  const same = (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other));

  const place = `reading ${form.dataset.assignment}`;
  const version = form.elements.version;
  const unsaved = new Set();
  const differ = new Map(); // field -> what was written elsewhere
  let known = new Map(names.map((name) => [name, []]));
  let savedAt = Date.parse(bar.dataset.savedAt || form.dataset.savedAt) || 0;
  let state = "idle"; // idle, saving, saved, away (we keep trying), out (not signed in), closed
  let trouble = "";
  let timer, sending, tries = 0, told = false, leaving = false, over = false;

  // It is over: nothing is sent any more, so nothing stays in this browser. What was written stands on the page, to be copied.
  const notKept = form.querySelector("[data-not-kept]");
  const copy = notKept.querySelector("[data-copy-mine]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    const mine = names.map((name) => [labelOf(name), plain(values(name)).join(", ")]).filter(([, said]) => said);
    try {
      await navigator.clipboard.writeText(mine.map((each) => each.join(": ")).join("\n"));
      copy.textContent = "Copied";
    } catch {
      copy.hidden = true; // by hand, then
    }
  });
  const keep = () => {
    notKept.hidden = !over || !unsaved.size;
    try {
      if (unsaved.size && !over) {
        const rest = [...unsaved].map((name) => [name, values(name)]);
        localStorage.setItem(place, JSON.stringify({ version: version.value, rest, at: Date.now() }));
      } else localStorage.removeItem(place);
    } catch { /* a full or forbidden store: the page itself still holds everything */ }
  };
  const since = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - savedAt) / 1000));
    if (seconds < 2) return words.now;
    const [n, unit] = seconds < 60 ? [seconds, "s"] : seconds < 3600 ? [seconds / 60, "min"] : [seconds / 3600, "h"];
    return `Saved ${Math.floor(n)} ${unit} ago`;
  };
  const show = (text, icon, tone) => {
    bar.querySelector("[data-said]").textContent = text;
    bar.querySelectorAll("[data-icon]").forEach((each) => (each.hidden = each.dataset.icon !== icon));
    bar.dataset.tone = tone || "";
  };
  const tell = () => {
    if (state === "saving") show(words.saving, "saving");
    else if (state === "away") show(trouble || (navigator.onLine ? words.away : words.offline), "away", "watch");
    else if (state === "out" || state === "closed") show(trouble, "away", "stop");
    else if (differ.size) show(words.differs, "away", "watch");
    else show(savedAt ? since() : words.idle, "saved");
  };
  setInterval(tell, 4000);
  const become = (next, why = "") => {
    if ((next === "away" && state !== "away") || (why && why !== trouble)) speak(why || (navigator.onLine ? words.away : words.offline));
    [state, trouble] = [next, why];
    keep();
    tell();
  };

  // --- two places at once -----------------------------------------------------------------------------------------------------
  const box = form.querySelector("[data-conflict]");
  const ask = () => {
    box.hidden = !differ.size;
    box.querySelector("[data-conflict-names]").textContent = [...differ.keys()].map(labelOf).join(", ");
    tell();
  };
  box.querySelector("[data-take-theirs]").addEventListener("click", () => {
    differ.forEach((theirs, name) => {
      put(name, theirs);
      known.set(name, theirs);
      unsaved.delete(name);
    });
    differ.clear();
    ask();
    keep();
    form.dispatchEvent(new Event("filled"));
    form.elements.comment.focus();
  });
  box.querySelector("[data-keep-mine]").addEventListener("click", () => {
    differ.forEach((_theirs, name) => unsaved.add(name));
    differ.clear();
    ask();
    form.elements.comment.focus();
    save();
  });
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(place) : null;
  if (tabs) {
    // Saved in another tab of this browser: this one shows it too, unless something else was written here.
    tabs.onmessage = ({ data }) => {
      if (data.gone) over = true;
      if (data.gone) return become("closed", "You sent this one from another tab. What you change here is not kept.");
      let all = true;
      for (const [name, sent] of data.sent) {
        const mine = unsaved.has(name) || differ.has(name);
        if (mine && !same(sent, values(name))) all = false;
        else {
          put(name, sent);
          known.set(name, sent);
        }
      }
      if (all && Number(data.version) === Number(version.value) + 1) version.value = data.version;
      form.dispatchEvent(new Event("filled"));
    };
  }

  // --- sending ------------------------------------------------------------------------------------------------------------------
  const freshToken = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const found = page.querySelector("form.scorecard [name=csrfmiddlewaretoken]");
    if (found) form.elements.csrfmiddlewaretoken.value = found.value;
    return Boolean(found);
  };
  const post = async (body, again = true) => {
    const cut = new AbortController();
    const clock = setTimeout(() => cut.abort(), 20000);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body, signal: cut.signal, keepalive: String(body).length < 60000, redirect: "manual",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
      });
      if ((answer.headers.get("Content-Type") || "").includes("json")) return { status: answer.status, ...(await answer.json()) };
      if (answer.status === 403 && again && (await freshToken())) return await post(body, false);
      return { status: answer.status || 403 }; // a page or a redirection where an answer should be: signed out on the way
    } finally {
      clearTimeout(clock);
    }
  };
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, seconds * 1000);
  };
  async function save() {
    clearTimeout(timer);
    while (sending) await sending;
    if (!unsaved.size || state === "closed" || state === "out") return;
    sending = send().finally(() => (sending = null));
    await sending;
    if (unsaved.size && state === "saved") await save();
  }
  async function send() {
    const sent = new Map([...unsaved].map((name) => [name, values(name)]));
    const body = new URLSearchParams({ only: [...sent.keys()].join(","), version: version.value });
    sent.forEach((each, name) => each.forEach((value) => body.append(name, value)));
    const wasAway = state === "away";
    if (!wasAway) become("saving");
    let answer;
    try {
      answer = await post(body);
    } catch {
      answer = { status: 503 };
    }
    if (answer.status === 429 || answer.status >= 500) {
      become("away");
      return later(Math.min(60, 2 ** ++tries));
    }
    over = answer.status === 409;
    if (answer.status !== 200) return become([409, 422].includes(answer.status) ? "closed" : "out", answer.refused || words.out);
    tries = 0;
    savedAt = Date.now();
    version.value = answer.version;
    const taken = [];
    for (const [name, each] of sent) {
      if (name in answer.conflicts) {
        differ.set(name, [answer.conflicts[name]].flat());
        unsaved.delete(name);
        continue;
      }
      known.set(name, each);
      taken.push([name, each]);
      if (same(each, values(name))) unsaved.delete(name); // else changed meanwhile: it goes with the next
    }
    for (const [name, value] of Object.entries(answer.newer)) {
      // Written elsewhere since this page was filled: it shows here too, unless something else was written here.
      const theirs = [value].flat();
      if (unsaved.has(name) && !same(theirs, values(name))) {
        differ.set(name, theirs);
        unsaved.delete(name);
      } else if (!differ.has(name)) {
        put(name, theirs);
        known.set(name, theirs);
      }
    }
    if (Object.keys(answer.newer).length) form.dispatchEvent(new Event("filled"));
    tabs?.postMessage({ sent: taken, version: answer.version });
    become("saved");
    ask();
    if (differ.size) speak(words.differs);
    else if (wasAway) speak(words.back);
    else if (!told) speak(words.now);
    told = true;
  }

  const changed = (event, wait) => {
    const { name } = event.target;
    if (!names.includes(name)) return;
    if (!sending && same(known.get(name), values(name))) unsaved.delete(name); // as it was
    else unsaved.add(name);
    keep();
    if (unsaved.size && state !== "away") later(wait);
  };
  form.addEventListener("input", (event) => changed(event, 1.5));
  form.addEventListener("change", (event) => changed(event, 0.2));
  window.addEventListener("online", () => later(0));
  window.addEventListener("offline", () => unsaved.size && become("away"));
  document.addEventListener("visibilitychange", () => {
    if (state === "out" && !document.hidden) state = "away"; // signed in again in another tab, perhaps
    if (unsaved.size) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && unsaved.size && ["away", "out", "closed"].includes(state)) event.preventDefault();
  });

  // A button waits for what is being saved; nobody meets the browser's page for no connection.
  form.addEventListener("submit", async (event) => {
    if (leaving || event.defaultPrevented) return;
    const button = event.submitter;
    const stay = () => {
      show(words.stay, "away", "watch");
      speak(words.stay);
    };
    if (differ.size) {
      event.preventDefault();
      return box.querySelector("button").focus();
    }
    if (unsaved.size && state !== "closed") {
      event.preventDefault();
      if (state === "out") state = "away";
      await save();
      if (differ.size) return;
      if (!unsaved.size || state === "closed") {
        leaving = true;
        return form.requestSubmit(button);
      }
      return stay();
    }
    if (!navigator.onLine) {
      event.preventDefault();
      return stay();
    }
    leaving = true;
  });
  window.addEventListener("pagehide", () => {
    if (leaving) tabs?.postMessage({ gone: true });
  });

  // --- beginning ----------------------------------------------------------------------------------------------------------------
  const begin = () => {
    leaving = false;
    const now = new Map(names.map((name) => [name, values(name)]));
    const wrong = form.querySelector("#error-summary"); // the page holds what was refused, not what the server has
    if (!wrong) form.reset();
    known = new Map(names.map((name) => [name, values(name)]));
    if (!wrong) {
      for (const name of names) {
        if (same(known.get(name), now.get(name))) continue;
        put(name, now.get(name)); // a browser put back what was typed before
        unsaved.add(name);
      }
    }
    try {
      const kept = JSON.parse(localStorage.getItem(place) || "null");
      for (const [name, sent] of kept ? kept.rest : []) {
        if (!names.includes(name) || same(sent, known.get(name))) continue;
        put(name, sent);
        unsaved.add(name);
        version.value = String(Math.min(Number(version.value), Number(kept.version)));
      }
    } catch { /* nothing that could be read */ }
    keep();
    form.dispatchEvent(new Event("filled"));
    if (unsaved.size) later(0);
    tell();
  };
  window.addEventListener("pageshow", (event) => (event.persisted ? (leaving = false) : begin()));
})();

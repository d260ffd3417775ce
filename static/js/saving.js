// Each field of the form saves itself: on leaving it, and when the typing rests. One request at a time, only what changed, the last
// value wins. What is not saved yet stays in this tab's sessionStorage, so that a reload, a lost line or an old session loses nothing.
(() => {
  "use strict";
  const form = document.querySelector("form[data-save]");
  const bar = document.querySelector("[data-saving]");
  if (!form || !bar) return;
  const words = JSON.parse(bar.dataset.words);
  const spoken = document.querySelector("[data-spoken]");
  const speak = (text) => (spoken.textContent = text);
  const keyOf = (name) => name.replace(/^q_/, "");
  const questions = new Map([...form.querySelectorAll("[data-key]")].map((each) => [each.dataset.key, each]));
  const controls = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const values = (name) => new FormData(form).getAll(name);
  const put = (name, sent) =>
    controls(name).forEach((control) => {
      if (/radio|checkbox/.test(control.type)) control.checked = sent.includes(control.value);
      else control.value = sent[0] ?? "";
    });
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const place = `applying ${location.pathname}`;
  const unsaved = new Set(); // changed, and not taken by the server yet
  const refused = new Set(); // sent, and does not fit: it stands in the page only
  const touched = new Set(); // changed in this tab, ever
  const known = new Map(); // what the server has, as far as this tab knows
  let savedAt = Date.parse(bar.dataset.savedAt) || 0;
  let state = "idle"; // idle, saving, saved, away (we keep trying), out (not ours any more), closed
  let trouble = "";
  let timer, sending, tries = 0, told = false, leaving = false;

  const keep = () => {
    const rest = [...unsaved, ...refused].map((name) => ({ name, sent: values(name), base: known.get(name), calm: state !== "away" && state !== "out" && !refused.has(name) }));
    try {
      if (rest.length) sessionStorage.setItem(place, JSON.stringify({ draft: form.dataset.draft, rest }));
      else sessionStorage.removeItem(place);
    } catch { /* a full or forbidden store: the page itself still holds everything */ }
  };
  const show = (text, icon, tone) => {
    bar.querySelector("[data-said]").textContent = text;
    bar.querySelectorAll("[data-icon]").forEach((each) => (each.hidden = each.dataset.icon !== icon));
    bar.dataset.tone = tone || "";
  };
  const since = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - savedAt) / 1000));
    if (seconds < 2) return words.now;
    const [n, unit] = seconds < 60 ? [seconds, "s"] : seconds < 3600 ? [seconds / 60, "min"] : [seconds / 3600, "h"];
    return words.ago.replace("{time}", words[unit].replace("{n}", Math.floor(n)));
  };
  const tell = () => {
    if (state === "saving") show(words.saving, "saving");
    else if (state === "away") show(trouble || (navigator.onLine ? words.away : words.offline), "away", "watch");
    else if (state === "out" || state === "closed") show(trouble, "away", "stop");
    else if (refused.size) show(words.partly, "away", "watch");
    else show(savedAt ? since() : words.idle, "saved");
  };
  setInterval(tell, 5000);
  const become = (next, words = "") => {
    if ((next === "away" && state !== "away") || (words && words !== trouble)) speak(words || "");
    [state, trouble] = [next, words];
    keep();
    tell();
  };

  const mark = (name, error) => {
    const question = questions.get(keyOf(name));
    const note = question.querySelector(".field-error");
    const described = question.querySelector("fieldset") || controls(name)[0];
    const ids = (described.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== note.id);
    described.setAttribute("aria-describedby", (error ? [...ids, note.id] : ids).join(" "));
    question.classList.toggle("has-error", Boolean(error));
    note.hidden = !error;
    note.querySelector("[data-error-words]").textContent = error || "";
    controls(name).forEach((control) => {
      control.classList.toggle("is-invalid", Boolean(error) && !/radio|checkbox/.test(control.type));
      if (error) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    });
    if (error) speak(error);
  };

  const freshToken = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const found = page.querySelector("form[data-save] [name=csrfmiddlewaretoken]");
    if (found) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = found.value));
    return Boolean(found);
  };
  const post = async (body, again = true) => {
    const cut = new AbortController();
    const clock = setTimeout(() => cut.abort(), 20000);
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST", body, signal: cut.signal, keepalive: String(body).length < 60000,
        headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, Accept: "application/json" },
      });
      if ((answer.headers.get("Content-Type") || "").includes("json")) {
        return { status: answer.status, wait: answer.headers.get("Retry-After"), ...(await answer.json()) };
      }
      if (answer.status === 403 && again && (await freshToken())) return await post(body, false);
      return { status: answer.ok ? 403 : answer.status }; // a page where an answer should be: signed out on the way
    } finally {
      clearTimeout(clock);
    }
  };
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, seconds * 1000);
  };
  const notYet = (said, wait) => {
    become("away", said || "");
    if (!said) speak(navigator.onLine ? words.away : words.offline);
    later(Number(wait) || Math.min(60, 2 ** ++tries));
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
    const body = new URLSearchParams({ only: [...sent.keys()].map(keyOf).join(",") });
    sent.forEach((each, name) => each.forEach((value) => body.append(name, value)));
    const wasAway = state === "away";
    if (!wasAway) become("saving");
    let answer;
    try {
      answer = await post(body);
    } catch {
      return notYet();
    }
    if (answer.status === 429 || answer.status >= 500) return notYet(answer.refused, answer.wait);
    if (answer.status === 413) answer.errors = Object.fromEntries([...sent.keys()].map((name) => [keyOf(name), answer.refused || words.partly]));
    else if (answer.status !== 200) return become(answer.status === 409 ? "closed" : "out", answer.refused || words.out);
    tries = 0;
    if (answer.saved_at) savedAt = Date.now();
    for (const [name, each] of sent) {
      const error = answer.errors?.[keyOf(name)];
      if (!error) known.set(name, each);
      if (!same(each, values(name))) continue; // changed meanwhile: it goes with the next
      unsaved.delete(name);
      refused[error ? "add" : "delete"](name);
      mark(name, error);
    }
    tabs?.postMessage([...sent].filter(([name]) => !refused.has(name)));
    become("saved");
    if (wasAway) speak(words.back);
    else if (!told && !refused.size) speak(words.now); // once; after that only trouble, and its end
    told = true;
  }

  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(place) : null;
  if (tabs) {
    // Saved in another tab: this one shows it too, unless something else was written here.
    tabs.onmessage = ({ data }) => {
      for (const [name, sent] of data) {
        known.set(name, sent);
        if (!unsaved.has(name) && !refused.has(name) && document.activeElement?.name !== name) put(name, sent);
      }
      form.dispatchEvent(new Event("filled"));
    };
  }

  const change = (name) => {
    unsaved.add(name);
    touched.add(name);
  };
  const changed = (event, wait) => {
    const { name } = event.target;
    if (!questions.has(keyOf(name || ""))) return;
    change(name);
    if (!sending && !refused.has(name) && same(known.get(name), values(name))) unsaved.delete(name); // as it was
    keep();
    if (state !== "away") later(wait);
  };
  form.addEventListener("input", (event) => changed(event, 1.5));
  form.addEventListener("change", (event) => changed(event, 0));
  window.addEventListener("online", () => later(0));
  window.addEventListener("offline", () => unsaved.size && become("away"));
  document.addEventListener("visibilitychange", () => {
    if (state === "out" && !document.hidden) state = "away"; // signed in again in another tab, perhaps
    if (unsaved.size) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (refused.size || (unsaved.size && ["away", "out", "closed"].includes(state)))) event.preventDefault();
  });

  // A button waits for what is being saved: an old token is renewed, and nobody meets the browser's page for no connection.
  const stay = () => {
    show(words.stay, "away", "watch");
    speak(words.stay);
  };
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    if (unsaved.size && state !== "closed") {
      event.preventDefault();
      const button = event.submitter;
      if (state === "out") state = "away";
      await save();
      return unsaved.size && state !== "closed" ? stay() : form.requestSubmit(button);
    }
    if (!navigator.onLine) {
      event.preventDefault();
      return stay();
    }
    const only = form.querySelector("[name=only]") || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "only" }));
    only.value = [...touched].map(keyOf).join(",");
    leaving = true;
  });

  const begin = () => {
    leaving = false;
    const names = [...questions.values()].map((question) => question.querySelector("[name]").name);
    const now = new Map(names.map((name) => [name, values(name)]));
    form.reset(); // to what the server sent; a browser may have put back what was typed before
    for (const name of names) {
      known.set(name, values(name));
      if (questions.get(keyOf(name)).classList.contains("has-error")) touched.add(name);
      if (same(known.get(name), now.get(name))) continue;
      put(name, now.get(name));
      change(name);
    }
    try {
      const kept = JSON.parse(sessionStorage.getItem(place) || "null");
      for (const { name, sent, base, calm } of kept && (!kept.draft || kept.draft === form.dataset.draft) ? kept.rest : []) {
        // One that was on its way when the page was left has arrived, unless the page shows what was there before it.
        if (!questions.has(keyOf(name)) || same(sent, known.get(name)) || (calm && !same(base, known.get(name)))) continue;
        put(name, sent);
        change(name);
      }
    } catch { /* nothing that could be read */ }
    keep();
    form.dispatchEvent(new Event("filled"));
    if (unsaved.size) later(0);
    tell();
  };
  window.addEventListener("pageshow", (event) => (event.persisted ? (leaving = false) : begin()));
})();

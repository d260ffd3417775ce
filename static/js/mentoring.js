// What a mentor types into the form of a session survives a reload and a lost line: it stands in this tab's sessionStorage until it
// was sent. The private note is never among it; it stands in the page alone, and the page is only left when the site answers.
(() => {
  "use strict";
  const store = (work) => {
    try {
      return work(sessionStorage);
    } catch {
      return null; // forbidden or full: the page itself still holds everything
    }
  };
  const ours = (there) => Object.keys(there).filter((key) => key.startsWith("session /"));

  // Back from the form: what was sent is not kept any more.
  const here = new URL(location.href);
  const logged = here.searchParams.get("logged");
  if (logged) {
    store((there) =>
      ours(there).forEach((key) => {
        if (JSON.parse(there.getItem(key))?.sent_id?.[0] === logged) there.removeItem(key);
      }),
    );
    here.searchParams.delete("logged");
    history.replaceState(history.state, "", here);
  }

  const form = document.querySelector("form[data-log-session]");
  if (!form) return;
  const NOT_KEPT = new Set(["private_note", "csrfmiddlewaretoken"]);
  const place = `session ${location.pathname}`;
  const bar = form.querySelector("[data-kept]");
  const said = form.querySelector("[data-kept-words]");
  const forget = form.querySelector("[data-forget]");
  const fields = () => [...form.elements].filter((one) => one.name && !NOT_KEPT.has(one.name));
  const ticked = (one) => /radio|checkbox/.test(one.type);
  const read = () => {
    const values = {};
    fields().forEach((one) => {
      values[one.name] ||= [];
      if (!ticked(one) || one.checked) values[one.name].push(one.value);
    });
    return values;
  };
  const put = (values) =>
    fields().forEach((one) => {
      const given = values[one.name];
      if (!given) return;
      if (ticked(one)) one.checked = given.includes(one.value);
      else one.value = given[0] ?? "";
    });
  const keep = () => store((there) => there.setItem(place, JSON.stringify(read())));

  const fresh = read();
  const before = store((there) => JSON.parse(there.getItem(place) || "null"));
  if (before && !document.getElementById("error-summary")) {
    put(before);
    forget.hidden = false;
  }
  bar.hidden = false;
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  form.addEventListener("change", keep);
  forget.addEventListener("click", () => {
    store((there) => there.removeItem(place));
    put(fresh);
    forget.hidden = true;
  });

  // A page that is left for an error of the browser takes the private note with it: so the site is asked first whether it is there.
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure) return;
    event.preventDefault();
    clearTimeout(timer);
    keep();
    const cut = new AbortController();
    const clock = setTimeout(() => cut.abort(), 8000);
    try {
      await fetch("/health/", { method: "HEAD", cache: "no-store", signal: cut.signal });
      sure = true;
      form.requestSubmit(event.submitter || undefined);
    } catch {
      said.setAttribute("role", "status");
      said.textContent = "The site cannot be reached now. Everything still stands here; press the button again when you are back.";
    } finally {
      clearTimeout(clock);
    }
  });
  window.addEventListener("pageshow", () => (sure = false));
})();

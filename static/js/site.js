// Public pages: a moment in the visitor's own time zone, beside the same in the class's. The styles keep its room free.
(() => {
  "use strict";
  const lang = document.documentElement.lang;
  const language = lang === "en" ? "en-GB" : lang || undefined; // day before month, as the site writes dates
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const shape = (zone) =>
    new Intl.DateTimeFormat(language, {
      weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
      hourCycle: "h23", timeZone: zone,
    });
  document.querySelectorAll(".moment").forEach((moment) => {
    const words = moment.querySelector(".moment-here");
    const at = new Date(moment.querySelector("time").dateTime);
    try {
      const mine = shape(here).format(at);
      const same = mine === shape(words.dataset.zone).format(at);
      words.textContent = same ? words.dataset.same : words.dataset.words.replace("{time}", mine);
    } catch {
      words.hidden = true; // a browser that does not know the zone
    }
  });
})();

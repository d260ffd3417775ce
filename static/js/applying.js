// The application form while it is filled in: questions come and go with the answers they hang on, words and characters are counted,
// a file that is too large is named. saving.js saves. All of it is a kindness: the buttons do it without scripts.
(() => {
  "use strict";
  document.querySelectorAll("form[data-most-bytes]").forEach((upload) => {
    const input = upload.querySelector("input[type=file]");
    const check = () => {
      const large = input.files[0]?.size > Number(upload.dataset.mostBytes);
      input.setCustomValidity(large ? upload.dataset.tooLarge : "");
      return !large;
    };
    input.addEventListener("change", () => check() || input.reportValidity());
    upload.addEventListener("submit", (event) => {
      if (check()) return;
      event.preventDefault();
      input.reportValidity();
    });
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  const form = document.querySelector("form[data-save]");
  if (!form) return;
  const words = JSON.parse(document.querySelector("[data-saving]").dataset.words);
  const spoken = document.querySelector("[data-spoken]");
  const lang = document.documentElement.lang || "en";

  // --- which questions are asked: as cohorts/conditions.py has it ----------------------------------------------------
  const questions = [...form.querySelectorAll("[data-key]")];
  const number = (text) => (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN);
  const answerOf = (question, sent) => {
    const said = sent.getAll(question.querySelector("[name]").name).map((text) => text.trim()).filter(Boolean);
    if (!said.length) return null;
    const { kind } = question.dataset;
    if (kind === "some_of") return said;
    if (kind === "yes_no") return said[0] === "yes";
    if (kind !== "whole_number" && kind !== "decimal") return said[0];
    const read = number(said[0].replace(/,/g, ""));
    if (Number.isNaN(read)) return null;
    return kind === "decimal" ? read.toFixed(2) : String(read);
  };
  const holds = ({ question, operator, values: wanted }, answers) => {
    const answer = answers[question] ?? null;
    if (operator === "answered") return answer !== null;
    if (operator === "not_answered") return answer === null;
    if (operator === "is" || operator === "is_not") {
      const word = typeof answer === "boolean" ? (answer ? "yes" : "no") : answer;
      const said = answer === null ? [] : [word].flat().map(String);
      return said.some((each) => wanted.includes(each)) === (operator === "is");
    }
    if (answer === null || typeof answer === "boolean" || Array.isArray(answer)) return false;
    let [left, right] = [number(String(answer)), number(wanted[0])];
    if (Number.isNaN(left) || Number.isNaN(right)) [left, right] = [String(answer), wanted[0]];
    return operator === "at_least" ? left >= right : left <= right;
  };
  let begun = false;
  const ask = () => {
    const sent = new FormData(form);
    const answers = JSON.parse(form.dataset.elsewhere || "{}");
    let more = false;
    for (const question of questions) {
      const asked = JSON.parse(question.dataset.showIf || "[]").every((one) => holds(one, answers));
      more ||= asked && question.hidden;
      question.hidden = !asked; // what was written in it stays, and is asked for no more
      question.classList.remove("not-asked");
      const answer = asked ? answerOf(question, sent) : null;
      if (answer !== null) answers[question.dataset.key] = answer;
    }
    if (more && begun) spoken.textContent = words.more;
    begun = true;
  };

  // --- how much was written: shown always, said only near a limit, when the typing rests ------------------------------
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(lang));
  const count = (note) => {
    const text = document.getElementById(note.dataset.counter).value.trim();
    const limits = [
      [text ? text.split(/\s+/).length : 0, Number(note.dataset.mostWords), words.words, words.wordsLeft, words.wordsOver],
      [[...text].length, Number(note.dataset.most), words.characters, words.left, words.over],
    ].filter(([, most]) => most);
    note.textContent = limits.map(([n, most, said]) => fill(said, { n, most })).join(" · ");
    note.classList.toggle("is-over", limits.some(([n, most]) => n > most));
    const near = limits.filter(([n, most]) => n > most * 0.9);
    return near.map(([n, most, , left, over]) => fill(n > most ? over : left, { n: Math.abs(most - n) })).join(", ");
  };
  const counters = [...form.querySelectorAll("[data-counter]")];
  counters.forEach((note) => {
    let rest;
    document.getElementById(note.dataset.counter).addEventListener("input", () => {
      const warning = count(note);
      clearTimeout(rest);
      if (warning) rest = setTimeout(() => (spoken.textContent = warning), 1200);
    });
  });

  form.addEventListener("input", ask);
  form.addEventListener("change", ask);
  form.addEventListener("filled", () => (ask(), counters.forEach(count))); // by saving.js, not by hand
  ask();
  counters.forEach(count);
})();

// Marking by keyboard: 1 to 4 choose the level of the criterion that has the focus, and go on. The form works without it.
(() => {
  "use strict";

  const form = document.querySelector("form[data-marking]");
  if (!form) return;
  const criteria = [...form.querySelectorAll("[data-criterion]")];
  const status = form.querySelector("[data-sum]");
  const chosen = (criterion) => criterion.querySelector("input[type=radio]:checked");

  const say = () => {
    const left = criteria.filter((criterion) => !chosen(criterion)).length;
    status.textContent = left ? `${left} of ${criteria.length} criteria to go` : "Every criterion has a level";
  };

  const goTo = (criterion) => {
    const field = chosen(criterion) || criterion.querySelector("input[type=radio]");
    field.focus();
    criterion.scrollIntoView({ block: "nearest" });
  };

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.type !== "radio" || !"1234".includes(event.key)) return;
    const criterion = event.target.closest("[data-criterion]");
    const field = criterion.querySelector(`input[type=radio][value="${event.key}"]`);
    event.preventDefault();
    field.checked = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    const next = criteria[criteria.indexOf(criterion) + 1];
    if (next) goTo(next);
    else form.querySelector("#comment").focus();
  });

  // A digit that is pressed before anything has the focus means the first criterion without a level.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== document.body) return;
    if (!"1234".includes(event.key)) return;
    const criterion = criteria.find((each) => !chosen(each)) || criteria[0];
    goTo(criterion);
    event.preventDefault();
    criterion.querySelector(`input[type=radio][value="${event.key}"]`).click();
    const next = criteria[criteria.indexOf(criterion) + 1];
    if (next) goTo(next);
  });

  form.addEventListener("change", say);
  say();
})();

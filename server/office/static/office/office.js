// What every page can do by keyboard, and rows that open what they name.
const search = document.querySelector("#search");
const OWN = "a, button, input, select, textarea, summary, label";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "Escape" && typing === search) search?.blur();
  if (typing) return;
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") moveChoice(event);
  if (event.key === "Enter" && !event.target.closest(OWN)) openChoice();
});

// Up and down go through the first list of the page; what a row shows beside the list opens at once.
function moveChoice(event) {
  const list = document.querySelector(".list:has(tr[data-row])");
  if (!list) return;
  const rows = [...list.querySelectorAll("tr[data-row]")];
  const now = rows.findIndex((row) => row.classList.contains("is-chosen"));
  const next = rows[event.key === "ArrowDown" ? Math.min(now + 1, rows.length - 1) : Math.max(now - 1, 0)];
  event.preventDefault();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  choose(next);
  if (next.hasAttribute("hx-get")) next.click();
  next.scrollIntoView({ block: "nearest" });
}

function openChoice() {
  const row = document.querySelector("tr[data-row].is-chosen");
  if (row?.dataset.href) window.location.assign(row.dataset.href);
}

function choose(row) {
  document.querySelectorAll("tr[data-row].is-chosen").forEach((other) => {
    other.classList.remove("is-chosen");
    other.removeAttribute("aria-selected");
  });
  row.classList.add("is-chosen");
  row.setAttribute("aria-selected", "true");
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row || event.defaultPrevented) return;
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (row.hasAttribute("hx-get")) {
    // The name opens beside the list; with a key held it opens as any link does.
    if (event.target.closest("a.title") && plain) event.preventDefault();
    choose(row);
    return;
  }
  if (event.target.closest(OWN) || window.getSelection()?.toString()) return;
  choose(row);
  if (plain) window.location.assign(row.dataset.href);
  else window.open(row.dataset.href, "_blank", "noopener");
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open-all]");
  if (button) document.querySelectorAll(`${button.dataset.openAll} details`).forEach((one) => { one.open = true; });
  document.querySelectorAll(".person details[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

// Paper shows what the screen folds away.
const folded = [];
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("main details:not([open]):not(.deed)").forEach((one) => { one.open = true; folded.push(one); });
});
window.addEventListener("afterprint", () => {
  while (folded.length) folded.pop().open = false;
});

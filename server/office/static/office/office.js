// What every page can do by keyboard, and rows that open what they name.
const field = document.querySelector("#search");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    field?.focus();
    field?.select();
  }
  if (event.key === "Escape" && typing === field) field.blur();
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !typing) moveChoice(event);
});

function moveChoice(event) {
  const rows = [...document.querySelectorAll("tr[data-row]")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-chosen"));
  const next = event.key === "ArrowDown" ? Math.min(now + 1, rows.length - 1) : Math.max(now - 1, 0);
  event.preventDefault();
  rows[next].click();
  rows[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (!row) return;
  row.closest("tbody").querySelectorAll(".is-chosen").forEach((other) => other.classList.remove("is-chosen"));
  row.classList.add("is-chosen");
  if (row.dataset.href && !event.target.closest("a, button")) window.location.assign(row.dataset.href);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

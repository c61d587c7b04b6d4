
// Sorts the rows of heat maps. Without it they stand in the order of the report.
for (const tools of document.querySelectorAll(".sort")) {
  const bodies = [...tools.closest("section").querySelectorAll(".heat tbody")].map((body) => [body, [...body.rows]]);
  const figure = (row, index) => parseFloat(row.cells[index].textContent) || 0;
  const name = (row) => row.cells[0].textContent;
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    for (const button of tools.querySelectorAll("button")) button.setAttribute("aria-pressed", button === target);
    const index = Number(target.value);
    const by = (a, b) => (index && figure(b, index) - figure(a, index)) || name(a).localeCompare(name(b));
    for (const [body, rows] of bodies) body.append(...(index < 0 ? rows : [...rows].sort(by)));
    tools.querySelector("output").textContent = `Sorted: ${target.textContent}`;
  });
}

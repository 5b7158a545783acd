"use strict";
// Everything is readable without this script; it filters, sorts, and redraws the hemicycle.
const body = document.querySelector("tbody[data-cabinets]");
if (body) {
  const rows = [...body.rows];
  const said = document.querySelector("[data-shown]");
  const wanted = new Map();
  const status = document.querySelector("select[data-status]");
  const show = () => {
    let number = 0;
    for (const row of rows) {
      const parties = new Set(row.dataset.cabinet.split(" "));
      let keep = !status.value || row.dataset.status === status.value;
      for (const [party, state] of wanted) {
        if (state === "with") keep = keep && parties.has(party);
        if (state === "without") keep = keep && !parties.has(party);
      }
      row.hidden = !keep;
      number += keep ? 1 : 0;
    }
    said.textContent = `${number} of ${rows.length} cabinets shown`;
  };
  const next = { any: "with", with: "without", without: "any" };
  for (const button of document.querySelectorAll("button[data-party]")) {
    button.addEventListener("click", () => {
      const state = next[button.dataset.state];
      button.dataset.state = state;
      button.setAttribute("aria-label", `${button.dataset.name}: ${state}`);
      wanted.set(button.dataset.party, state);
      show();
    });
  }
  status.addEventListener("change", show);
  for (const button of document.querySelectorAll("th button[data-key]")) {
    button.addEventListener("click", () => {
      const head = button.closest("th");
      const down = head.getAttribute("aria-sort") === "descending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "ascending" : "descending");
      const value = (row) => Number(row.dataset[button.dataset.key] || "-Infinity");
      rows.sort((a, b) => (down ? value(a) - value(b) : value(b) - value(a)));
      body.append(...rows);
    });
  }
  // The drawing carries one group of dots per party: marking is a change of their attributes.
  const mark = (row) => {
    const part = {};
    for (const kind of ["cabinet", "support", "tolerates"]) {
      for (const party of row.dataset[kind].split(" ")) part[party] = kind;
    }
    for (const group of document.querySelectorAll("figure [data-party]")) {
      const kind = part[group.dataset.party];
      const colour = group.dataset.colour;
      group.setAttribute("fill", kind === "tolerates" ? "none" : colour);
      group.setAttribute("fill-opacity", kind === "cabinet" ? "1" : kind === "support" ? ".35" : ".28");
      group.setAttribute("stroke", colour);
      group.setAttribute("stroke-width", kind === "support" || kind === "tolerates" ? "2" : ".6");
      group.setAttribute("stroke-dasharray", kind === "support" ? "3 2" : "none");
    }
    // The key under the picture is of the first drawing, so this one is told in words.
    const told = [`Drawn: ${row.dataset.name}`];
    if (row.dataset.support) told.push(`votes for it: ${row.dataset.support} (dashed)`);
    if (row.dataset.tolerates) told.push(`abstains: ${row.dataset.tolerates} (outlined)`);
    document.querySelector("[data-drawn]").textContent = told.join("; ");
    const centre = document.querySelector("figure [data-centre]");
    if (centre) centre.textContent = row.dataset.seats;
  };
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-draw]");
    if (button) mark(button.closest("tr"));
  });
  show();
  for (const control of document.querySelectorAll(".try")) control.hidden = false;
}

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
      const parties = new Set(JSON.parse(row.dataset.cabinet));
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
  // Each party's dots carry the attributes of every group, names stand apart: marking sets them.
  const figure = document.querySelector("figure");
  const after = figure.querySelector("[data-after]");
  const first = { ...figure.dataset };
  const mark = (data) => {
    const part = new Map();
    for (const kind of ["cabinet", "support", "tolerates"]) {
      for (const party of JSON.parse(data[kind] || "[]")) part.set(party, kind);
    }
    for (const shape of figure.querySelectorAll("[data-looks]")) {
      const kind = part.get(shape.dataset.of) || "";
      const look = JSON.parse(shape.dataset.looks)[kind || (data.cabinet ? "pale" : "")];
      for (const [name, value] of Object.entries(look)) shape.setAttribute(name, value);
      const tip = shape.querySelector("title");
      const seats = tip && tip.textContent.replace(/ \((cabinet|support|tolerates)\)$/, "");
      if (tip) tip.textContent = kind ? `${seats} (${kind})` : seats;
    }
    for (const name of figure.querySelectorAll("text[data-of]")) {
      name.setAttribute("font-weight", part.get(name.dataset.of) === "cabinet" ? "700" : "400");
    }
    const told = data.told || "";
    figure.querySelector("[data-drawn]").textContent = told;
    figure.querySelector("desc").textContent = `${first.parties} ${told}`.trim();
    const note = figure.querySelector("[data-whole]");
    const whole = note.dataset.whole;
    figure.querySelector("[data-centre]").textContent = data.seats || whole;
    note.textContent = data.cabinet ? `of ${whole} seats` : whole === "1" ? "seat" : "seats";
  };
  let drawn = null;
  body.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-draw]");
    if (!button) return;
    drawn = button.closest("tr");
    mark(drawn.dataset);
    after.hidden = false;
    figure.scrollIntoView({ block: "nearest" });
  });
  figure.querySelector("[data-first]").addEventListener("click", () => {
    mark(first);
    after.hidden = true;
  });
  figure.querySelector("[data-back]").addEventListener("click", () => {
    drawn.hidden = false;
    drawn.scrollIntoView({ block: "center" });
    drawn.querySelector("summary").focus();
  });
  show();
  for (const control of document.querySelectorAll(".try")) control.hidden = false;
}

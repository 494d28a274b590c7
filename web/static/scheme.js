// The scheme editor's live sum and worked sample. The page works without it: the server checks the same on saving.

import { PERCENTAGE, readNumber } from "../browser/numbers.js";

const form = document.getElementById("scheme");
const total = form?.querySelector("[data-points-total]");
const note = form?.querySelector("[data-points-note]");

const points = (input) => Number(readNumber(input.value || "0", PERCENTAGE).value ?? 0);

const price = () => form.querySelector("[name=price_points]");

const tell = () => {
  const inputs = [price(), ...form.querySelectorAll("[name$=-max_points]")];
  const sum = Math.round(inputs.reduce((all, input) => all + points(input) * 100, 0)) / 100;
  total.textContent = sum.toFixed(2);
  note.textContent = sum === 100 ? "，符合要求" : `，应为 100 分，${sum < 100 ? "还差" : "超出"} ${Math.abs(100 - sum).toFixed(2)} 分`;
  for (const cell of document.querySelectorAll("[data-sample]")) {
    cell.textContent = (points(price()) / Number.parseFloat(cell.dataset.sample)).toFixed(2);
  }
};

if (form && total && note) {
  form.addEventListener("input", tell);
  tell();
}

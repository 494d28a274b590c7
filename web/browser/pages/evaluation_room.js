// The evaluation room: documents open beside the form, marks save themselves. Everything also works without
// this: documents are links, and the form has a button.

import { Reader } from "./evaluation_reader.js";
import { ScoreForm } from "./evaluation_scores.js";

const room = document.querySelector("[data-room]");
const form = room?.querySelector("[data-scores]");
const scores = form ? new ScoreForm(form, room) : null;

if (room) {
  const reader = new Reader(room);
  reader.attach();
  scores?.attach();
  room.dataset.ready = "";
}

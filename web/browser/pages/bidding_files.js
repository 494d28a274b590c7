// The file rows of the workspace: one row per file, its progress, and what can be done with it.

import { sentence } from "./bidding_keys.js";
import { elsewhere, sizeText } from "./bidding_restated.js";

const STATES = {
  "needs-file": "未传完：请再次选择这个文件以续传",
  waiting: "等待上传",
  running: "正在密封上传",
  paused: "已暂停",
  done: "已密封上传",
  failed: "上传中断",
  cancelled: "已移除",
};
const SHOWN = {
  pause: ["running", "waiting"],
  continue: ["paused", "failed"],
  reattach: ["needs-file"],
  remove: Object.keys(STATES),
};

export class FileRows {
  #room;
  #draft;
  #onChange;
  #parts;
  #rows = new Map();

  /** `draft` gives the BidDraft, begun if need be; `onChange` is called after every change; `parts` are titles. */
  constructor(room, { draft, onChange, parts }) {
    this.#parts = parts;
    this.#room = room;
    this.#draft = draft;
    this.#onChange = onChange;
    for (const input of room.querySelectorAll("[data-add]")) {
      input.addEventListener("change", () => this.#add(input));
    }
  }

  /** Show a draft's files from now on. */
  follow(draft) {
    draft.addEventListener("change", () => this.#show(draft));
    this.#show(draft);
  }

  /** Forget every row, for a draft that was given up. */
  clear() {
    for (const row of this.#rows.values()) row.remove();
    this.#rows.clear();
  }

  /** One after another; what is wrong with a file is told beside its part and does not stop the next. */
  async #add(input) {
    const files = [...input.files];
    input.value = "";
    const told = this.#told(input.dataset.add);
    const wrong = [];
    for (const file of files) {
      try {
        const draft = await this.#draft();
        await draft.add(file, { envelope: input.dataset.add, onRead: reading(told, file) });
      } catch (error) {
        wrong.push(`“${file.name}”未添加：${sentence(error)}${details(error)}`);
      }
    }
    told.textContent = wrong.join("；");
    this.#onChange();
  }

  async #reattach(draft, upload, input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    const told = this.#told(upload.listed.envelope);
    try {
      await draft.reattach(upload.listed.id, file, { onRead: reading(told, file) });
      told.textContent = "";
    } catch (error) {
      told.textContent = sentence(error);
    }
  }

  #told(envelope) {
    return this.#room.querySelector(`[data-envelope=${envelope}] [data-part-told]`);
  }

  #show(draft) {
    const present = new Set(draft.files.map((upload) => upload.listed.id));
    for (const [id, row] of this.#rows) {
      if (present.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    for (const upload of draft.files) this.#draw(draft, upload);
    for (const list of this.#room.querySelectorAll("[data-files]")) list.hidden = !list.childElementCount;
    this.#onChange();
  }

  #draw(draft, upload) {
    const { id, size } = upload.listed;
    if (!this.#rows.has(id)) this.#rows.set(id, this.#newRow(draft, upload));
    const row = this.#rows.get(id);
    row.dataset.state = upload.state;
    const progress = row.querySelector("progress");
    progress.hidden = upload.state === "done";
    progress.max = size;
    progress.value = upload.sent;
    const part = `${Math.floor((100 * upload.sent) / size)}%`;
    const state = ["running", "paused", "failed", "needs-file"].includes(upload.state) ? `${STATES[upload.state]}（${part}）` : STATES[upload.state];
    row.querySelector("[data-state-note]").textContent = upload.error ? `${state}：${sentence(upload.error)}` : state;
    const files = draft.files.map((one) => one.listed);
    tellOnce(row.querySelector("[data-twin-note]"), elsewhere(upload.listed, files, this.#parts));
    for (const button of row.querySelectorAll("[data-act]")) {
      button.hidden = !SHOWN[button.dataset.act].includes(upload.state);
    }
  }

  #newRow(draft, upload) {
    const { id, envelope, name, size, fingerprint } = upload.listed;
    const row = this.#room.querySelector("[data-file-template]").content.firstElementChild.cloneNode(true);
    row.querySelector(".file-name").textContent = name;
    row.querySelector("progress").setAttribute("aria-label", `${name} 上传进度`);
    row.querySelector("[data-size]").textContent = sizeText(size);
    row.querySelector("[data-fingerprint]").textContent = `SHA-256 ${fingerprint}`;
    row.querySelector("[data-act=pause]").addEventListener("click", () => upload.pause());
    row.querySelector("[data-act=continue]").addEventListener("click", () => draft.continue(id));
    row.querySelector("[data-act=remove]").addEventListener("click", () => draft.remove(id));
    const again = row.querySelector("[data-reattach]");
    again.addEventListener("change", () => this.#reattach(draft, upload, again));
    this.#room.querySelector(`[data-envelope=${envelope}] [data-files]`).append(row);
    return row;
  }
}

/** A live region speaks when it is written to, so the same words are not written again. */
function tellOnce(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

const reading = (told, file) => (bytes) => {
  told.textContent = bytes < file.size ? `正在计算“${file.name}”的指纹（${Math.floor((100 * bytes) / file.size)}%）` : "";
};

function details({ facts = {} }) {
  if (facts.formats) return `（可递交：${facts.formats.join("、")}）`;
  return facts.name ? `（本部分的“${facts.name}”）` : "";
}

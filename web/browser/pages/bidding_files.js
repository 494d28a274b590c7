// The file rows of the workspace: one row per file, its progress, and what can be done with it.

import { sentence } from "./bidding_keys.js";

const STATES = {
  "needs-file": "页面已重新载入，请重新选择同一文件以继续",
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
  #rows = new Map();

  /** `draft` gives the BidDraft, begun if need be; `onChange` is called after every change. */
  constructor(room, { draft, onChange }) {
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
    draft.addEventListener("restarted", () => this.#show(draft));
    this.#show(draft);
  }

  async #add(input) {
    const files = [...input.files];
    input.value = "";
    try {
      const draft = await this.#draft();
      for (const file of files) await draft.add(file, { envelope: input.dataset.add });
    } catch (error) {
      this.#room.querySelector("[data-totals]").textContent = sentence(error);
      return;
    }
    this.#onChange();
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
    progress.max = size || 1;
    progress.value = upload.state === "done" ? progress.max : upload.sent;
    const note = upload.error ? `${STATES[upload.state]}：${sentence(upload.error)}` : STATES[upload.state];
    row.querySelector("[data-state-note]").textContent = note;
    for (const button of row.querySelectorAll("[data-act]")) {
      button.hidden = !SHOWN[button.dataset.act].includes(upload.state);
    }
  }

  #newRow(draft, upload) {
    const { id, envelope, name, size } = upload.listed;
    const row = this.#room.querySelector("[data-file-template]").content.firstElementChild.cloneNode(true);
    row.querySelector(".file-name").textContent = name;
    row.querySelector("progress").setAttribute("aria-label", `${name} 上传进度`);
    const note = row.querySelector(".figures");
    note.dataset.stateNote = "";
    note.title = `${(size / 1_048_576).toFixed(2)} MB`;
    row.querySelector("[data-act=pause]").addEventListener("click", () => upload.pause());
    row.querySelector("[data-act=continue]").addEventListener("click", () => draft.continue(id));
    row.querySelector("[data-act=remove]").addEventListener("click", () => draft.remove(id));
    const again = row.querySelector("[data-reattach]");
    again.addEventListener("change", () => again.files[0] && draft.reattach(id, again.files[0]));
    this.#room.querySelector(`[data-envelope=${envelope}] [data-files]`).append(row);
    return row;
  }
}

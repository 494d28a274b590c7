// Shows a bid document in the page. A bidder's bytes are never run: PDF goes to the browser's own viewer,
// pictures to <img>, text to textContent; anything else is offered as a download.

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const LARGEST_IN_PAGE = 200 * 1024 * 1024;
const LARGEST_TEXT = 2 * 1024 * 1024;

export class Reader {
  constructor(room) {
    this.room = room;
    this.body = room.querySelector("[data-reader]");
    this.name = room.querySelector("[data-reader-name]");
    this.download = room.querySelector("[data-reader-download]");
    this.objectUrl = null;
    this.asked = null;
  }

  attach() {
    for (const link of this.room.querySelectorAll("[data-document]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        this.open(link);
      });
    }
  }

  async open(link) {
    this.asked?.abort();
    this.asked = new AbortController();
    for (const other of this.room.querySelectorAll("[data-document]")) {
      other.toggleAttribute("aria-current", false);
    }
    link.setAttribute("aria-current", "true");
    this.name.textContent = link.dataset.name;
    this.download.href = `${link.href}?download=1`;
    this.download.hidden = false;
    this.say("正在解密…");
    try {
      await this.show(link, this.asked.signal);
    } catch (error) {
      if (error.name !== "AbortError") this.say(`无法打开：${error.message}`);
    }
  }

  async show(link, signal) {
    const media = link.dataset.media;
    const size = Number(link.dataset.size);
    if (media === "text/plain" && size <= LARGEST_TEXT) {
      const text = document.createElement("pre");
      text.textContent = await (await this.fetched(link.href, signal)).text();
      this.put(text);
    } else if (PICTURES.has(media)) {
      const picture = document.createElement("img");
      picture.alt = link.dataset.name;
      picture.src = link.href;
      this.put(picture);
    } else if (media === "application/pdf" && size <= LARGEST_IN_PAGE) {
      await this.showPdf(link, signal);
    } else {
      this.say("此类文件不能在页面内显示，请下载后阅读。");
    }
  }

  async showPdf(link, signal) {
    const bytes = await (await this.fetched(link.href, signal)).blob();
    const frame = document.createElement("iframe");
    frame.title = link.dataset.name;
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
    frame.src = url;
    this.put(frame);
    this.objectUrl = url;
  }

  async fetched(href, signal) {
    const answer = await fetch(href, { signal, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(`服务器答复 ${answer.status}`);
    return answer;
  }

  put(element) {
    if (this.objectUrl) URL.revokeObjectURL(this.objectUrl);
    this.objectUrl = null;
    this.body.replaceChildren(element);
  }

  say(text) {
    const line = document.createElement("p");
    line.className = "soft";
    line.textContent = text;
    this.put(line);
  }
}

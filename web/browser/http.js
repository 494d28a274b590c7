// Talking JSON to the platform from a page: CSRF header, problem documents as errors.

/** The platform's refusal (RFC 9457): `code` is public, `message` is Chinese, `facts` carries the rest. */
export class Problem extends Error {
  constructor(status, document) {
    super(document?.detail || document?.title || `平台未能完成请求（${status}）`);
    this.name = "Problem";
    this.status = status;
    this.code = document?.code ?? "";
    this.article = document?.article ?? null;
    this.facts = document?.facts ?? {};
    // By field: what is wrong there, in the words of the page.
    this.errors = document?.errors ?? {};
  }
}

export const getJson = async (url, { signal } = {}) => (await answered("GET", url, undefined, signal)).json();

/** What the platform answers; null where it has nothing to tell. */
export const postJson = async (url, body = {}, { signal } = {}) => {
  const answer = await answered("POST", url, body, signal);
  return answer.status === 204 ? null : answer.json();
};

/** The answer's very bytes, for what is signed. */
export const postForBytes = async (url, body, { signal } = {}) =>
  new Uint8Array(await (await answered("POST", url, body, signal)).arrayBuffer());

async function answered(method, url, body, signal) {
  const headers = { accept: "application/json" };
  if (method !== "GET") {
    headers["content-type"] = "application/json";
    headers["x-csrftoken"] = csrfToken();
  }
  const content = method === "GET" ? undefined : JSON.stringify(body);
  const answer = await fetch(url, { method, headers, body: content, signal, credentials: "same-origin" });
  if (!answer.ok) throw new Problem(answer.status, await documentOf(answer));
  return answer;
}

/** The problem document, or null: a proxy in between may answer with anything. */
async function documentOf(answer) {
  try {
    return JSON.parse(await answer.text());
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

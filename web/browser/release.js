// An officer's release, a page of bids at a time: while the platform takes the shares of one, those of the next are
// opened here. What is on record stays there when the line breaks; releasing again goes on with the rest.

import { Problem, getJson, postJson } from "./http.js";
import { openOwnShares } from "./officer.js";
import { patiently } from "./parts.js";

/**
 * Open and release this officer's shares of every bid still shut; `keys` come from `unlock`. `onProgress(done, total)`
 * counts bids. Returns what the platform told, summed up, with `waiting` (bids still shut at the start) and `given`
 * (shares sent). Throws the platform's refusal, or, when the line stays broken, an Error that
 * says how to go on.
 */
export async function releaseOwnShares(lot, keys, onProgress) {
  const sum = { waiting: 0, given: 0, verified: 0, refused: 0, opened: 0, unreadable: 0, unneeded: 0 };
  try {
    let page = await nextPage(lot, keys, null);
    sum.waiting = page.waiting;
    onProgress(0, sum.waiting);
    while (page) {
      const [following, told] = await Promise.all([
        page.next && nextPage(lot, keys, page.next),
        give(lot, page.shares),
      ]);
      add(sum, page.shares.length, told);
      onProgress(sum.waiting - (following?.waiting ?? 0), sum.waiting);
      page = following;
    }
  } catch (error) {
    throw error instanceof Problem && error.status < 500 ? error : interrupted(error, sum);
  }
  return sum;
}

async function nextPage(lot, keys, after) {
  const asked = after ? `?after=${after}` : "";
  const { bids, waiting, next } = await patiently(() => getJson(`/api/openings/${lot}/my-sealed-shares${asked}`));
  return { shares: await openOwnShares(bids, { keys }), waiting, next };
}

const give = async (lot, shares) =>
  shares.length ? patiently(() => postJson(`/api/openings/${lot}/shares`, { shares })) : null;

/** Of `verified` and `refused` the platform tells what is on record, of the rest what this release did. */
function add(sum, given, told) {
  if (!told) return;
  sum.given += given;
  Object.assign(sum, { verified: told.verified, refused: told.refused });
  for (const name of ["opened", "unreadable", "unneeded"]) sum[name] += told[name];
}

function interrupted(cause, { given }) {
  const kept = given ? `已释放的 ${given} 个份额均已保存，` : "";
  return new Error(`与平台的连接中断，${kept}请稍后再次输入口令，将从中断处继续。`, { cause });
}

// Rehearsal (试封): seal a test bid to the real panel and to oneself, then open it with one's own key.
// Nothing leaves the page. What it proves: this passphrase, this key and this browser will open at the opening.

import { openForm } from "../contents.js";
import { recoverKey } from "../envelopes.js";
import { ENVELOPES } from "../labels.js";
import { verifyManifest } from "../manifest.js";
import { newEnvelopes, sealManifest, thisClient } from "../seal.js";
import { contentKeyFrom } from "../stream.js";

const TEST_FORM = { price: "1.00", note: "试封" };

/** Yields one sentence per thing proved; throws when one fails. `opening` is what the kind calls it. */
export async function* rehearse({ lot, panel, bidder, keys, opening }) {
  const bid = crypto.randomUUID();
  const envelopes = await newEnvelopes({ lot, bid, panel, bidder });
  yield `已向 ${panel.officers.length} 名${opening}人员封装测试份额（满 ${panel.threshold} 人可解密）`;
  const draft = { lot, bid, sequence: 1, panel, bidder, envelopes };
  const signed = await sealManifest({ draft, files: [], form: TEST_FORM, client: await thisClient(), keys });
  const manifest = await verifyManifest(signed);
  yield "已用您的密钥签名，签名验证通过";
  for (const envelope of ENVELOPES) {
    const key = await contentKeyFrom(await recoverKey(manifest, envelope, { keys }));
    if (envelope === "price") requireSame(await openForm(manifest, key));
  }
  yield "已用您的密钥重新打开各个信封，测试内容一致";
}

function requireSame(form) {
  if (form.price !== TEST_FORM.price || form.note !== TEST_FORM.note) throw new Error("试封内容前后不一致，请勿递交，并联系交易中心。");
}

// What is sealed inside the manifest: the opening form and the tables of contents. The twin of
// sealing/contents.py. Content keys come as HKDF CryptoKeys (`contentKeyFrom`).

import { openBox, sealBox } from "./boxes.js";
import { hex, random as drawn, unhex } from "./bytes.js";
import { canonicalBytes } from "./canonical.js";
import { BLOCK_BYTES, Label, MAX_CONTENTS_BLOCKS, MAX_FORM_BLOCKS, context } from "./labels.js";
import { envelopeOf, scopeOf } from "./manifest.js";
import { Refused } from "./refusals.js";
import { CONTENTS, parseJson, requireShape } from "./shapes.js";
import { derived } from "./stream.js";

const MOST_FORM = MAX_FORM_BLOCKS * BLOCK_BYTES - 4;
const MOST_CONTENTS = MAX_CONTENTS_BLOCKS * BLOCK_BYTES - 4;

/** The opening form (开标一览表) under the price envelope's key, hexadecimal. */
export async function sealForm(form, { contentKey, scope, random = drawn }) {
  const plain = formBytes(form);
  if (plain.length > MOST_FORM) throw new Refused("sealed-too-large");
  const key = await derived(contentKey, context(Label.FORM_KEY, scope));
  return hex(await sealBox(plain, { key, random }));
}

/** The opening form, from the price envelope's key. Throws `SealError`, `Refused` (`form-malformed`). */
export async function openForm(manifest, contentKey) {
  const key = await derived(contentKey, context(Label.FORM_KEY, scopeOf(manifest, "price")));
  const form = parseJson(await openBox(unhex(manifest.form), { key }), MOST_FORM);
  if (!isObject(form)) throw new Refused("form-malformed");
  return form;
}

/** An envelope's table of contents, [{file, name, media_type}] in the manifest's order, hexadecimal. */
export async function sealContents(files, { contentKey, scope, random = drawn }) {
  const plain = canonicalBytes(requireShape({ files }, CONTENTS));
  if (plain.length > MOST_CONTENTS) throw new Refused("sealed-too-large");
  const key = await derived(contentKey, context(Label.CONTENTS_KEY, scope));
  return hex(await sealBox(plain, { key, random }));
}

/** The names of an envelope's files. Throws `SealError`, `Refused` (`contents-wrong`, `sealed-malformed`). */
export async function openContents(manifest, envelope, contentKey) {
  const key = await derived(contentKey, context(Label.CONTENTS_KEY, scopeOf(manifest, envelope)));
  const plain = await openBox(unhex(envelopeOf(manifest, envelope).contents), { key });
  const { files } = requireShape(parseJson(plain, MOST_CONTENTS), CONTENTS);
  const listed = manifest.files.filter((file) => file.envelope === envelope).map((file) => file.id);
  if (files.map((entry) => entry.file).join() !== listed.join()) throw new Refused("contents-wrong");
  return files;
}

function formBytes(form) {
  if (!isObject(form)) throw new Refused("form-malformed");
  try {
    return canonicalBytes(form);
  } catch (error) {
    throw error instanceof TypeError ? new Refused("form-malformed") : error;
  }
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// SHA-256 piece by piece: WebCrypto takes only whole messages, and a bid's file may be gigabytes.
// Not for: anything that fits into memory, see bytes.js.

const BLOCK = 64;
const ROUNDS = Int32Array.from([...primes(64)].map((prime) => fraction(Math.cbrt(prime))));
const START = Int32Array.from([...primes(8)].map((prime) => fraction(Math.sqrt(prime))));

/** `update` any number of times, then `digest` once: 32 bytes. */
export class Sha256 {
  #state = START.slice();
  #words = new Int32Array(64);
  #rest = new Uint8Array(BLOCK);
  #filled = 0;
  #length = 0;

  update(bytes) {
    this.#length += bytes.length;
    let at = 0;
    if (this.#filled) {
      at = Math.min(BLOCK - this.#filled, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < BLOCK) return this;
      this.#blocks(this.#rest, 0, BLOCK);
      this.#filled = 0;
    }
    const whole = at + Math.floor((bytes.length - at) / BLOCK) * BLOCK;
    this.#blocks(bytes, at, whole);
    this.#rest.set(bytes.subarray(whole));
    this.#filled = bytes.length - whole;
    return this;
  }

  digest() {
    const padding = new Uint8Array((this.#filled < 56 ? 56 : 120) - this.#filled + 8);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(this.#length / 0x20000000));
    view.setUint32(padding.length - 4, (this.#length << 3) >>> 0);
    this.update(padding);
    const out = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, i) => out.setInt32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  #blocks(bytes, start, end) {
    const w = this.#words;
    const h = this.#state;
    for (let at = start; at < end; at += BLOCK) {
      for (let i = 0, p = at; i < 16; i += 1, p += 4) {
        w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
      }
      for (let i = 16; i < 64; i += 1) {
        const x = w[i - 15];
        const y = w[i - 2];
        const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
      }
      let a = h[0] | 0;
      let b = h[1] | 0;
      let c = h[2] | 0;
      let d = h[3] | 0;
      let e = h[4] | 0;
      let f = h[5] | 0;
      let g = h[6] | 0;
      let k = h[7] | 0;
      for (let i = 0; i < 64; i += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const t1 = (k + s1 + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        k = g;
        g = f;
        f = e;
        e = (d + t1) | 0;
        d = c;
        c = b;
        b = a;
        a = (t1 + t2) | 0;
      }
      h[0] += a;
      h[1] += b;
      h[2] += c;
      h[3] += d;
      h[4] += e;
      h[5] += f;
      h[6] += g;
      h[7] += k;
    }
  }
}

/** The first 32 bits of the fractional part, as FIPS 180-4 defines the constants. */
function fraction(root) {
  return Math.floor((root - Math.floor(root)) * 0x100000000) | 0;
}

function* primes(count) {
  for (let number = 2, found = 0; found < count; number += 1) {
    let divisor = 2;
    while (number % divisor) divisor += 1;
    if (divisor !== number) continue;
    found += 1;
    yield number;
  }
}

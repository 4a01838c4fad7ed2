/**
 * Random numbers in [0, 1) that are the same on every machine for the same seed. Not for secrets.
 * sfc32 (Chris Doty-Humphrey's small fast counter generator, PractRand), period at least 2^32, seeded through
 * splitmix32 so that neighbouring seeds share nothing.
 *
 * @param seed any number; its fraction and what is above 32 bits count too
 */
export function seededRandom(seed: number): () => number {
  const mix = splitmix32(
    ((seed % 4294967296) | 0) ^ Math.imul(Math.floor(seed / 4294967296) | 0, 0x9e3779b1),
  );
  let a = mix() ^ (((seed - Math.floor(seed)) * 4294967296) | 0 || 0);
  let b = mix();
  let c = mix();
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** A whole number in [0, limit). */
export function randomInteger(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}

/** One of a non-empty list. */
export function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
}

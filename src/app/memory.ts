import { setFlagsFromString } from 'node:v8';

/** Objects that fill about a quarter of the young space that is wanted. */
const OBJECTS = 300_000;

/**
 * Keeps the memory of a long run flat. Nearly everything made for a line is garbage at the next one, but once a run
 * keeps more than usual V8 lets the space for young objects grow to three times 32 MB and never shrinks it. Here it
 * is brought to a size at which collections are rare enough, and held there; and old objects are collected when the
 * heap has grown by half, not when it has doubled or more. Costs some 10 ms.
 */
export function holdMemory(): void {
  let objects: object[] = [];
  for (let i = 0; i < OBJECTS; i++) objects.push({ i });
  objects = [];
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}

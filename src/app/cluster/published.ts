interface Place {
  readonly key: string;
  readonly resume: string | null;
  /** Parts of it that are not published yet. */
  left: number;
}

/** Where inputs are to be read on: behind what was published, in the order in which it came, and no further. */
export class Published {
  readonly places = new Map<string, string>();
  /** What was begun and not published yet, by input, oldest first. */
  readonly #open = new Map<string, Place[]>();

  /** Takes up what an earlier run kept. */
  resume(places: ReadonlyMap<string, string>): void {
    for (const [key, place] of places) this.places.set(key, place);
  }

  /** Something came, in so many parts; to be called when each of them is published. */
  begin(
    { key, resume }: { readonly key: string; readonly resume: string | null },
    parts: number,
  ): () => void {
    const place: Place = { key, resume, left: parts };
    const open = this.#open.get(key);
    if (open === undefined) this.#open.set(key, [place]);
    else open.push(place);
    if (parts === 0) this.#settle(key);
    return () => {
      place.left--;
      this.#settle(key);
    };
  }

  #settle(key: string): void {
    const open = this.#open.get(key)!;
    while (open.length > 0 && open[0]!.left === 0) {
      const { resume } = open.shift()!;
      if (resume !== null) this.places.set(key, resume);
    }
    if (open.length === 0) this.#open.delete(key);
  }
}

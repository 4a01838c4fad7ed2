/** Entries and their bytes. */
export class EntryCount {
  entries = 0;
  bytes = 0;

  add(entries: number, bytes: number): void {
    this.entries += entries;
    this.bytes += bytes;
  }
}

/** What went through a bus since its start. */
export class Tally {
  readonly published = new EntryCount();
  readonly taken = new EntryCount();
  /** Entries that were put aside. */
  dead = 0;
  /** Entries that were gone before anybody read them. */
  lost = 0;
}

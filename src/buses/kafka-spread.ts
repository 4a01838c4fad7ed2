/** A member of a group as it says of itself when it joins. */
export interface Claim {
  readonly member: string;
  /** Shards that it has. */
  readonly owned: readonly number[];
  /** In which generation of the group it had them. */
  readonly generation: number;
}

/**
 * Which shards each member has. Who has shards keeps them, up to an even share; what it has beyond that is nobody's
 * until it gave it up and joins again (cooperative rebalancing, KIP-429), so that no shard has two owners and nobody
 * waits for another's work.
 */
export function spread(claims: readonly Claim[], shards: number): Map<string, number[]> {
  const members = claims.toSorted(
    (a, b) => b.owned.length - a.owned.length || (a.member < b.member ? -1 : 1),
  );
  const owner = owners(claims, shards);
  const given = new Map<string, number[]>();
  const room: { readonly mine: number[]; free: number }[] = [];
  for (const [i, { member }] of members.entries()) {
    const share = Math.floor(shards / members.length) + (i < shards % members.length ? 1 : 0);
    const mine = owner.flatMap((one, shard) => (one === member ? [shard] : [])).slice(0, share);
    given.set(member, mine);
    room.push({ mine, free: share - mine.length });
  }
  for (const [shard, one] of owner.entries()) {
    if (one !== null) continue;
    const next = room.reduce((most, other) => (other.free > most.free ? other : most));
    next.mine.push(shard);
    next.free--;
  }
  return given;
}

/** Who has each shard: where two say so, who had it in a later generation; null where nobody has it. */
function owners(claims: readonly Claim[], shards: number): (string | null)[] {
  const best = Array.from({ length: shards }, () => ({ member: null as string | null, generation: -1 }));
  for (const { member, owned, generation } of claims) {
    for (const shard of owned) {
      const now = best[shard];
      if (now === undefined || now.generation > generation) continue;
      best[shard] = { member: now.generation === generation ? null : member, generation };
    }
  }
  return best.map(({ member }) => member);
}

/** What a member says of itself when it joins, as bytes. */
export function claimBytes(claim: Omit<Claim, 'member'>): Buffer {
  return Buffer.from(JSON.stringify(claim));
}

/** Reads what another said of itself; one that nobody understands has nothing. */
export function claimOf(member: string, bytes: Buffer): Claim {
  try {
    const { owned, generation } = JSON.parse(bytes.toString('utf8')) as Partial<Claim>;
    if (!Array.isArray(owned) || typeof generation !== 'number') return { member, owned: [], generation: -1 };
    return { member, owned: owned.filter((one) => Number.isSafeInteger(one)), generation };
  } catch {
    return { member, owned: [], generation: -1 };
  }
}

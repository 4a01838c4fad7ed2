type Value = string | number | { readonly [key: string]: Value };

/** A MaxMind DB file of IPv4 with these networks, as their own tools would write it. */
export function madeMmdb(records: Readonly<Record<string, Value>>, size: 24 | 28 | 32): Buffer {
  const nodes: [number | string | null, number | string | null][] = [[null, null]];
  const data: Buffer[] = [];
  const places = new Map<string, number>();
  let length = 0;
  for (const [network, value] of Object.entries(records)) {
    const bytes = encoded(value);
    places.set(network, length);
    data.push(bytes);
    length += bytes.length;
    const [address, bits] = network.split('/') as [string, string];
    const parts = address.split('.').map(Number);
    let node = 0;
    for (let bit = 0; bit < Number(bits); bit++) {
      const side = (parts[bit >> 3]! >> (7 - (bit & 7))) & 1;
      if (bit === Number(bits) - 1) nodes[node]![side] = network;
      else {
        if (typeof nodes[node]![side] !== 'number') nodes[node]![side] = nodes.push([null, null]) - 1;
        node = nodes[node]![side] as number;
      }
    }
  }
  const count = nodes.length;
  const record = (of: number | string | null) =>
    of === null ? count : typeof of === 'number' ? of : count + 16 + places.get(of)!;
  const tree = Buffer.concat(nodes.map(([left, right]) => nodeOf(record(left), record(right), size)));
  const metadata = encoded({
    node_count: count,
    record_size: size,
    ip_version: 4,
    binary_format_major_version: 2,
  });
  return Buffer.concat([
    ...[tree, Buffer.alloc(16), ...data],
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    metadata,
  ]);
}

function nodeOf(left: number, right: number, size: 24 | 28 | 32): Buffer {
  const bytes = Buffer.alloc(size / 4);
  if (size === 32) {
    bytes.writeUInt32BE(left, 0);
    bytes.writeUInt32BE(right, 4);
    return bytes;
  }
  bytes.writeUIntBE(left & 0xffffff, 0, 3);
  bytes.writeUIntBE(right & 0xffffff, size === 24 ? 3 : 4, 3);
  if (size === 28) bytes[3] = ((left >> 24) << 4) | (right >> 24);
  return bytes;
}

/** Whole numbers as unsigned ones of 32 bits, others as doubles. */
function encoded(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([Buffer.from([(2 << 5) | value.length]), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(Number.isInteger(value) ? 5 : 9);
    bytes[0] = Number.isInteger(value) ? (6 << 5) | 4 : (3 << 5) | 8;
    if (Number.isInteger(value)) bytes.writeUInt32BE(value, 1);
    else bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const entries = Object.entries(value);
  return Buffer.concat([
    Buffer.from([(7 << 5) | entries.length]),
    ...entries.flatMap(([key, one]) => [encoded(key), encoded(one)]),
  ]);
}

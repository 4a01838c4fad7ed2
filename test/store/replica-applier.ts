// Puts entries of a file in place until it is killed, and says where it is. Arguments: the folder, and the file with one
// entry a line: node, and bytes in base64.
import { readFileSync } from 'node:fs';
import { Replica } from '../../src/store/replica.ts';
import { Replicator } from '../../src/store/replicator.ts';
import { Store } from '../../src/store/store.ts';

const [folder = '', file = ''] = process.argv.slice(2);
const store = Store.open({ folder, now: () => 0, notice: () => {} });
new Replicator({ store, node: 'b', life: `${process.pid}` });
const replica = new Replica(store);
const lines = readFileSync(file, 'utf8').trim().split('\n');
for (let at = Number(replica.position ?? -1) + 1; at < lines.length; at++) {
  const [node = '', bytes = ''] = lines[at]!.split(' ');
  const { state } = replica.apply(Buffer.from(bytes, 'base64'), { node, position: String(at) });
  process.stdout.write(`${at} ${state}\n`);
}
store.close();

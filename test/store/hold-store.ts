/** Holds a state folder as a daemon does, until it is killed. */
import { Store } from '../../src/store/store.ts';

const store = Store.open({ folder: process.argv[2]!, now: Date.now, notice: () => {} });
process.stdout.write('held\n');
setInterval(() => store.judgements.version, 1000);

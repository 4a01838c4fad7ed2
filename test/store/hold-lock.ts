// Takes the state folder given, says so, and keeps it until it is killed.
import { lockFolder } from '../../src/store/folder-lock.ts';

lockFolder(process.argv[2]!);
process.stdout.write('locked\n');
setInterval(() => {}, 1000);

// Begins a step of a database that takes long, says so, and is killed in the middle of it.
import { openDatabase } from '../../src/store/database.ts';
import { FIRST, SLOW } from './migration-steps.ts';

process.stdout.write('migrating\n');
openDatabase({ path: process.argv[2]!, migrations: [FIRST, SLOW], precious: [] });
process.stdout.write('migrated\n');

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PageFiles } from '../../src/dashboard/static-files.ts';

/** A page as it is built, in a folder beside which lies what nobody may see. */
export function madePage(folder: string): PageFiles {
  const web = join(folder, 'web');
  mkdirSync(join(web, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'hunter2');
  writeFileSync(join(folder, 'secret.js'), 'hunter2');
  writeFileSync(join(web, 'index.html'), '<script src="./assets/app-1.js"></script><link href="./icon.svg">');
  writeFileSync(join(web, 'icon.svg'), '<svg/>');
  writeFileSync(join(web, 'notes.txt'), 'hunter2');
  writeFileSync(join(web, 'assets/app-1.js'), 'run()');
  symlinkSync('/etc/passwd', join(web, 'assets/passwd.js'));
  symlinkSync(join(folder, 'secret.js'), join(web, 'linked.js'));
  return PageFiles.read(web)!;
}

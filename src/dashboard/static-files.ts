import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the page, ready to be sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
  /** Its name changes with what is in it. */
  readonly forever: boolean;
}

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
};
const MOST_BYTES = 8 << 20;
const ASSETS = 'assets/';

/**
 * The page as it was built, in memory. What is asked for is looked up among the names that were there at the start, so
 * that no path ever reaches the disk. Scripts and styles are found from any depth, as the addresses in the page are
 * relative: it is served below whatever path a proxy puts it.
 */
export class PageFiles {
  readonly #files = new Map<string, PageFile>();
  readonly #index: string;

  /** Null where no page was built. */
  static read(folder: string): PageFiles | null {
    try {
      return new PageFiles(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  private constructor(folder: string) {
    this.#index = readFileSync(join(folder, 'index.html'), 'utf8');
    let bytes = 0;
    for (const at of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const name = at.replaceAll('\\', '/');
      const type = TYPES[extname(name)];
      const path = join(folder, at);
      if (type === undefined || name === 'index.html' || !lstatSync(path).isFile()) continue;
      const content = readFileSync(path);
      bytes += content.length;
      if (bytes > MOST_BYTES) throw new Error(`the page in ${folder} is too large`);
      const forever = name.startsWith(ASSETS);
      this.#files.set(name, { type, bytes: content, zipped: gzipSync(content), forever });
    }
  }

  /** A file by the path of a request, without its query: `/assets/app-1234.js`, from any depth. */
  file(path: string): PageFile | null {
    const parts = path.split('/');
    const last = parts.at(-1)!;
    const name = parts.at(-2) === 'assets' ? `${ASSETS}${last}` : last;
    return this.#files.get(name) ?? null;
  }

  /** The page itself, for the path that it is asked by: what it loads lies beside the root. */
  page(path: string): PageFile {
    const up = '../'.repeat(Math.max(0, path.split('/').length - 2));
    const html = this.#index.replaceAll('="./', `="${up === '' ? './' : up}`);
    const bytes = Buffer.from(html);
    return { type: TYPES['.html']!, bytes, zipped: gzipSync(bytes), forever: false };
  }
}

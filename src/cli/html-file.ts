import { constants } from 'node:fs';
import { access, lstat, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ScanResult } from '../core/scan-result.ts';
import { type HtmlReportOptions, renderHtml } from '../report/html.ts';
import { usage } from './input-options.ts';

/** The file of `--html`: looked at before the work begins, written whole when it is done. */
export class HtmlFile {
  readonly #path: string;
  /** A link or a device stays what it is: it is written to, not replaced. */
  readonly #special: boolean;

  private constructor(path: string, special: boolean) {
    this.#path = path;
    this.#special = special;
  }

  /** Throws USAGE when the file could not be written at the end, so that nobody waits for nothing. */
  static async prepare(path: string): Promise<HtmlFile> {
    try {
      await access(dirname(path), constants.W_OK);
    } catch (error) {
      throw unwritable(path, error as Error);
    }
    const known = await stat(path).catch(() => null);
    if (known?.isDirectory()) throw usage(`--html wants a file, and ${path} is a directory`);
    const itself = await lstat(path).catch(() => null);
    return new HtmlFile(path, itself !== null && !itself.isFile());
  }

  async write(result: ScanResult, options: HtmlReportOptions): Promise<void> {
    // A reader who reloads the page never sees half of it.
    const next = `${this.#path}.${process.pid}.part`;
    try {
      const page = renderHtml(result, options);
      await writeFile(this.#special ? this.#path : next, page);
      if (!this.#special) await rename(next, this.#path);
    } catch (error) {
      await rm(next, { force: true });
      throw unwritable(this.#path, error as Error);
    }
  }
}

function unwritable(path: string, error: Error) {
  return usage(`--html cannot write ${path}: ${error.message.replace(/^(E[A-Z]+): ([^,]*).*$/, '$2 ($1)')}`);
}

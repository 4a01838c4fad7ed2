import type { Browser } from 'playwright-core';
import { builtPage, type Look, type Looking, lookAt, openBrowser } from './made-browser.ts';
import { type Answers, type MadeServer, madeServer } from './made-server.ts';

/** A browser and the built page, for the tests of a file. */
export class MadeSite {
  #browser!: Browser;
  #built!: Awaited<ReturnType<typeof builtPage>>;
  readonly #servers: MadeServer[] = [];

  async open(): Promise<void> {
    [this.#browser, this.#built] = await Promise.all([openBrowser(), builtPage()]);
  }

  /** Serves the page with these answers, below a path. */
  async serve(answers: Answers, below = '/'): Promise<MadeServer> {
    const server = await madeServer(this.#built.folder, answers, below);
    this.#servers.push(server);
    return server;
  }

  look(url: string, look: Look = {}): Promise<Looking> {
    return lookAt(this.#browser, url, look);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    for (const server of this.#servers) await server.close();
    this.#built?.remove();
  }
}

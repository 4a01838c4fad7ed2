import { PAGE_POLICY, type PageWords, page } from './page.ts';
import { type LinkClaim, verified } from './token.ts';

export interface LinkPagesOptions {
  readonly key: Buffer;
  /** The wall clock, epoch ms. */
  now(): number;
  /** What is asked before it is done; null where there is nothing to do any more. */
  question(claim: LinkClaim): PageWords | null;
  /** Does it, once for a mark: what came of it, or `used` where that link was used before. */
  act(claim: LinkClaim, mark: string): PageWords | 'used' | null;
  /** Whether a link was used. */
  isUsed(mark: string): boolean;
}

/** An answer over HTTP. */
export interface LinkAnswer {
  readonly code: number;
  readonly text: string;
  readonly type: string;
  readonly headers: { readonly [name: string]: string };
}

/** What stands before the token in the path of a link. */
export const LINK_PATH = '/do/';

const GONE: PageWords = {
  title: 'There is nothing to do any more',
  sentences: ['The incident is not known here, or what was offered is not offered any more.'],
};
const USED: PageWords = {
  title: 'This link was used',
  sentences: ['A link does what it says once. Nothing was done now.'],
};
const WRONG: Readonly<Record<'forged' | 'expired', PageWords>> = {
  forged: { title: 'This is no link of ours', sentences: ['It may have been cut short. Nothing was done.'] },
  expired: {
    title: 'This link is too old',
    sentences: ['Nothing was done. On the machine itself: logsift ack, logsift verdict, logsift approve.'],
  },
};

/** What people are shown who follow a link: reading asks, and only the button does something, once. */
export class LinkPages {
  readonly #options: LinkPagesOptions;

  constructor(options: LinkPagesOptions) {
    this.#options = options;
  }

  /** Null where a path is none of a link. */
  answer(method: string, path: string): LinkAnswer | null {
    const at = path.lastIndexOf(LINK_PATH);
    if (at < 0) return null;
    const { key, now, question, act, isUsed } = this.#options;
    const found = verified(path.slice(at + LINK_PATH.length), key, now());
    if ('wrong' in found) return answer(found.wrong === 'forged' ? 404 : 410, WRONG[found.wrong]);
    const { claim, mark } = found;
    if (isUsed(mark)) return answer(409, USED);
    if (method === 'POST') {
      const done = act(claim, mark);
      return done === 'used' ? answer(409, USED) : done === null ? answer(410, GONE) : answer(200, done);
    }
    if (method !== 'GET' && method !== 'HEAD')
      return { ...answer(405, WRONG.forged), headers: { ...HEADERS, Allow: 'GET, HEAD, POST' } };
    const asked = question(claim);
    return asked === null ? answer(410, GONE) : answer(200, asked);
  }
}

/** The address of the page is what lets its reader act: it is told to nobody, and the page stands in no other. */
const HEADERS = {
  'Content-Security-Policy': PAGE_POLICY,
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
};

function answer(code: number, words: PageWords): LinkAnswer {
  return { code, text: page(words), type: 'text/html; charset=utf-8', headers: HEADERS };
}

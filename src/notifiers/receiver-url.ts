import { z } from 'zod';

const WANTED = 'wants a URL such as https://example.org/hook';

/**
 * A URL that messages are posted to. It lets its owner in, so it is a secret, and what is wrong with it is said without
 * repeating it.
 */
export const receiverUrl = z
  .string({ error: WANTED })
  .superRefine((text, context) => {
    const url = URL.parse(text);
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    if (url === null) complain(WANTED);
    else if (!/^https?:$/.test(url.protocol)) complain('wants a URL that begins with https:// or http://');
  })
  .brand<'Secret'>()
  .meta({ writeOnly: true });

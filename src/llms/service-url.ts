import { z } from 'zod';

const WANTED = 'wants the address of a service such as https://api.example.org/v1';

/** Where a service is asked. What lets people in does not belong into it: `api_key` is for that. */
export const serviceUrl = z
  .string({ error: WANTED })
  .max(500, { error: WANTED })
  .superRefine((text, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    const url = URL.parse(text);
    if (url === null || !/^https?:\/\//i.test(text)) complain(WANTED);
    else if (url.username !== '' || url.password !== '')
      complain('wants no name and no password in the address; a key belongs into api_key');
    else if (url.search !== '' || url.hash !== '') complain(`${WANTED}, without "?" and "#"`);
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** A model as its service calls it: `claude-haiku-4-5`, `qwen3:8b`, `org/model`. */
export const modelName = z
  .string({ error: 'wants the name of a model' })
  .regex(/^[\w.:/@+-]{1,200}$/, { error: 'wants the name of a model, as the service calls it' });

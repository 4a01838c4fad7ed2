import { readFileSync } from 'node:fs';
import type { RedisOptions } from 'ioredis';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { secret } from '../core/option-values.ts';

const URL_WANTED =
  'wants redis://HOST:PORT/DB or rediss://… (TLS), without a password: that is an option of its own';
const file = z.string().min(1).max(4096);
const host = z.string().regex(/^[\w.:-]{1,255}$/, { error: 'wants a name or an address' });
const port = z.int().min(1).max(65_535);

/** Options of the bus `redis` as a configuration has them. */
export const redisSchema = z
  .strictObject({
    url: z
      .string({ error: URL_WANTED })
      .regex(/^rediss?:\/\/(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?(?:\/\d{0,5})?$/, { error: URL_WANTED })
      .optional()
      .describe('`redis://HOST:PORT/DB`, or `rediss://…` for TLS; stands for `host`, `port` and `db`'),
    host: host.default('127.0.0.1').describe('where Redis is'),
    port: port.default(6379).describe('its port'),
    db: z.int().min(0).max(65_535).default(0).describe('number of the database'),
    username: z.string().min(1).max(255).optional().describe('user of the ACL; the default one if absent'),
    password: secret().optional().describe('its password'),
    tls: z
      .strictObject({
        ca: file.optional().describe('file of the authority that the certificate is checked by (PEM)'),
        cert: file.optional().describe('file of our own certificate (PEM)'),
        key: file.optional().describe('file of its key (PEM)'),
        servername: host
          .optional()
          .describe('name that the certificate must have; that of the host if absent'),
      })
      .optional()
      .describe('speaks over TLS; certificates are always checked'),
    prefix: z
      .string()
      .regex(/^[\w-]{1,50}$/, { error: 'wants letters, digits, "-" and "_"' })
      .default('logsift')
      .describe('what all keys begin with'),
    sentinels: z
      .array(
        z.strictObject({
          host: host.describe('where a Sentinel is'),
          port: port.default(26_379).describe('its port'),
        }),
      )
      .min(1)
      .max(20)
      .optional()
      .describe('Sentinels, which know where the master is; wants `name`, and no `host`'),
    name: z.string().min(1).max(255).optional().describe('name of the master, as the Sentinels know it'),
    sentinel_password: secret().optional().describe('password of the Sentinels'),
    sentinel_tls: z.boolean().default(false).describe('speaks over TLS with the Sentinels too'),
    raw_share: z
      .number()
      .min(0.05)
      .max(0.75)
      .default(0.5)
      .describe('share of `maxmemory` that raw lines may take; who publishes more waits'),
  })
  .superRefine(({ sentinels, name, url }, context) => {
    const say = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (sentinels !== undefined && name === undefined)
      say('name', 'is missing: it says which master of the Sentinels is meant');
    if (sentinels === undefined && name !== undefined) say('name', 'wants `sentinels` beside it');
    if (sentinels !== undefined && url !== undefined) say('url', 'does not go with `sentinels`');
  });

export type RedisBusOptions = z.output<typeof redisSchema>;

/** Where that is, for a person; without secrets. */
export function placeOf({ url, host: at, port: number, sentinels, name }: RedisBusOptions): string {
  if (sentinels !== undefined) return `${name} (by Sentinels)`;
  return url === undefined ? `${at}:${number}` : new URL(url).host;
}

/** The same for the client. Throws TLS_INVALID when a file cannot be read. */
export function clientOptions(options: RedisBusOptions): RedisOptions {
  const { url, host: givenHost, port: givenPort, db: givenDb, username, password, sentinels, name } = options;
  const parsed = url === undefined ? null : new URL(url);
  const at = parsed?.hostname.replace(/^\[|\]$/g, '') ?? givenHost;
  const secure = options.tls !== undefined || parsed?.protocol === 'rediss:';
  const tls = secure ? tlsOf(options.tls ?? {}, sentinels === undefined ? at : undefined) : undefined;
  return {
    ...(sentinels === undefined
      ? { host: at, port: Number(parsed?.port || givenPort) }
      : { sentinels: [...sentinels], name: name!, sentinelRetryStrategy: () => null }),
    ...(options.sentinel_password === undefined ? {} : { sentinelPassword: options.sentinel_password }),
    ...(tls !== undefined && sentinels !== undefined ? { enableTLSForSentinelMode: true } : {}),
    ...(tls !== undefined && options.sentinel_tls ? { sentinelTLS: tls } : {}),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    db: Number(parsed?.pathname.slice(1) || givenDb),
  };
}

function tlsOf(tls: NonNullable<RedisBusOptions['tls']>, at: string | undefined) {
  const read = (path: string | undefined) => {
    if (path === undefined) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      throw new LogsiftError('TLS_INVALID', `cannot read ${path} for the bus: ${(error as Error).message}`);
    }
  };
  const [ca, cert, key] = [read(tls.ca), read(tls.cert), read(tls.key)];
  const servername = tls.servername ?? (at !== undefined && /[a-z]/i.test(at) && !at.includes(':') ? at : '');
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === '' ? {} : { servername }),
    rejectUnauthorized: true,
  };
}

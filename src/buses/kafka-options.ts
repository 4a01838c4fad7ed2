import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { duration, secret } from '../core/option-values.ts';

const path = z.string().min(1);

/** Options of the bus `kafka`, as a configuration has them. */
export const kafkaSchema = z.strictObject({
  brokers: z
    .array(z.string().regex(/^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/, { error: 'wants HOST:PORT' }))
    .min(1)
    .describe('some brokers of the cluster, as `kafka-1.example.net:9092`; they name the others'),
  client_id: z
    .string()
    .min(1)
    .default('logsift')
    .describe('what the brokers call us in their logs and quotas'),
  sasl: z
    .strictObject({
      mechanism: z
        .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
        .default('scram-sha-512')
        .describe('how the password is shown; `plain` shows it as it is, and wants `tls`'),
      username: z.string().min(1).describe('the user'),
      password: secret().describe('its password'),
    })
    .optional()
    .describe('the user, where the brokers want one'),
  tls: z
    .strictObject({
      ca: path.optional().describe('PEM file of the authority that signs certificates of brokers'),
      cert: path.optional().describe('PEM file of our certificate, where the brokers want one'),
      key: path.optional().describe('PEM file of its key'),
      servername: z.string().min(1).optional().describe('the name in the certificate, where it is another'),
    })
    .optional()
    .describe('TLS; `{}` trusts the authorities that the system trusts'),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/, { error: 'wants letters, digits, `-` and `_`' })
    .default('logsift')
    .describe('what topics and groups begin with: `logsift.raw`'),
  create_topics: z.boolean().default(true).describe('makes topics that are not there'),
  partitions: z
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe('partitions of `raw`, `events` and `samples` that it makes; a shard is a partition'),
  replication: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('copies of topics that it makes; three if absent, or as many as there are brokers'),
  session: duration({ min: '1s', max: '60s' })
    .prefault('6s')
    .describe('how long a process may be silent before others take over; brokers take no less than 6s'),
});

export type KafkaOptions = z.output<typeof kafkaSchema>;

/** TLS and SASL as the client wants them; reads files. Throws BUS_INVALID where that can never work. */
export function kafkaSecurity({ tls, sasl }: KafkaOptions): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return {
    ...(tls === undefined ? {} : { ssl: tlsOf(tls) }),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  };
}

function tlsOf({ ca, cert, key, servername }: NonNullable<KafkaOptions['tls']>) {
  if ((cert === undefined) !== (key === undefined)) {
    throw new LogsiftError('BUS_INVALID', 'bus kafka has one of `tls.cert` and `tls.key`; it needs both');
  }
  const pems = {
    ...(ca === undefined ? {} : { ca: pem(ca) }),
    ...(cert === undefined ? {} : { cert: pem(cert) }),
    ...(key === undefined ? {} : { key: pem(key) }),
  };
  try {
    createSecureContext(pems);
  } catch (cause) {
    const files = [ca, cert, key].filter((file) => file !== undefined).join(', ');
    throw new LogsiftError(
      'BUS_INVALID',
      `bus kafka cannot use ${files}: ${(cause as Error).message}; wanted are PEM files, the key without a passphrase`,
      { cause },
    );
  }
  return { ...pems, ...(servername === undefined ? {} : { servername }) };
}

function pem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new LogsiftError('BUS_INVALID', `bus kafka cannot read ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

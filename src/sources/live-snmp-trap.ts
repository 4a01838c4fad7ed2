import { isIP } from 'node:net';
import { z } from 'zod';
import { defineLiveSource } from '../core/live-source.ts';
import { secret, size } from '../core/option-values.ts';
import { listenAddresses } from './listen-address.ts';
import { ListeningSource } from './listening-source.ts';
import { snmpUser } from './snmp-user-option.ts';
import { TrapListener } from './trap-listener.ts';

const NETWORK_WANTED = 'wants an address or a network such as 198.51.100.0/24 or 2001:db8::/32';
const ENGINE_WANTED = 'wants 5 to 32 bytes in hexadecimal digits';

const schema = z
  .strictObject({
    listen: listenAddresses('127.0.0.1:1162').describe('where to listen for traps and informs'),
    community: secret()
      .optional()
      .describe('the word of versions 1 and 2c that a sender must know; without any none is taken'),
    communities: z
      .array(secret())
      .max(100)
      .default([])
      .describe('several of them, where senders have different ones'),
    users: z
      .array(snmpUser)
      .max(1000)
      .default([])
      .refine((users) => new Set(users.map(({ name }) => name)).size === users.length, {
        error: 'wants each name once',
      })
      .describe('who may send by version 3'),
    allow: z
      .array(z.string({ error: NETWORK_WANTED }).refine(isNetwork, { error: NETWORK_WANTED }))
      .max(1000)
      .default([])
      .describe('addresses and networks that may send; all if empty'),
    mibs: z
      .string()
      .min(1)
      .max(4096)
      .optional()
      .describe('folder of MIB texts, for names that are not built in'),
    engine_id: z
      .string({ error: ENGINE_WANTED })
      .regex(/^(?:[0-9a-fA-F]{2}){5,32}$/, { error: ENGINE_WANTED })
      .optional()
      .describe('our own id to senders of informs by version 3; made of the name of the host if absent'),
    receive_buffer: size({ min: '64 KiB', max: '256 MiB' })
      .prefault('4 MiB')
      .describe('of the system; net.core.rmem_max is its limit'),
    max_line: size({ min: '480 B', max: '1 MiB' }).prefault('64 KiB').describe('longer lines are cut'),
    max_queue: size({ min: '64 KiB', max: '256 MiB' })
      .prefault('8 MiB')
      .describe('datagrams that may wait; beyond it those of the loudest sender are dropped'),
  })
  .refine((given) => given.community !== undefined || given.communities.length + given.users.length > 0, {
    error: 'wants a community, users or both: who knows none of them is refused',
  });

/** SNMP traps and informs (RFC 1157, RFC 3416) of versions 1, 2c and 3 (RFC 3414, RFC 3826). */
export default defineLiveSource({
  name: 'snmp-trap',
  describe: 'SNMP traps and informs, versions 1, 2c and 3',
  schema,
  rereadable: false,
  follow: (options) =>
    new ListeningSource((sink) =>
      options.listen.map(
        (address) =>
          new TrapListener(
            {
              address,
              communities: [
                ...options.communities,
                ...(options.community === undefined ? [] : [options.community]),
              ],
              ...{ users: options.users, allow: options.allow },
              ...{ mibs: options.mibs ?? null, engineId: options.engine_id ?? null },
              ...{ receiveBuffer: options.receive_buffer, maxLine: options.max_line },
              maxQueue: options.max_queue,
            },
            sink,
          ),
      ),
    ),
});

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

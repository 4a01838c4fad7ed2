import { z } from 'zod';
import { secret } from '../core/option-values.ts';
import { AUTH_PROTOCOLS, type AuthProtocol, PRIVACY_PROTOCOLS, type PrivacyProtocol } from './snmp-keys.ts';

/** A user of version 3, as a configuration has it. */
export const snmpUser = z
  .strictObject({
    name: z.string().min(1).max(32).describe('name of the user'),
    auth: z
      .enum(Object.keys(AUTH_PROTOCOLS) as [AuthProtocol, ...AuthProtocol[]])
      .optional()
      .describe('how messages are authenticated; they are not if absent'),
    auth_password: secret().optional().describe('its password, of 8 characters or more'),
    privacy: z
      .enum(Object.keys(PRIVACY_PROTOCOLS) as [PrivacyProtocol, ...PrivacyProtocol[]])
      .optional()
      .describe('how they are encrypted; they are not if absent'),
    privacy_password: secret().optional().describe('its password, of 8 characters or more'),
  })
  .superRefine((given, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    for (const [protocol, password] of [
      ['auth', 'auth_password'],
      ['privacy', 'privacy_password'],
    ] as const) {
      if ((given[protocol] === undefined) !== (given[password] === undefined))
        complain(
          given[protocol] === undefined ? protocol : password,
          'is missing: both are wanted, or neither',
        );
      else if ((given[password]?.length ?? 8) < 8) complain(password, 'wants 8 characters or more');
    }
    if (given.privacy !== undefined && given.auth === undefined)
      complain('auth', 'is missing: what is encrypted is authenticated too');
  });

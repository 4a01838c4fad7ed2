import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedLookup, isPrivate, type Resolve } from '../../src/notifiers/addresses.ts';
import { deliveryOf, secretsOf } from '../../src/notifiers/delivery.ts';
import { post } from '../../src/notifiers/post.ts';
import { Receiver } from '../../src/testing/receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(() => receiver.stop());

const to = (url: string, resolve?: Resolve) =>
  post({
    url,
    headers: {},
    body: '{}',
    allowPrivate: false,
    signal: AbortSignal.timeout(10_000),
    ...(resolve === undefined ? {} : { resolve }),
  });

const answering =
  (...addresses: string[]): Resolve =>
  (_host, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('an address that is not on the public internet is not connected to', () => {
  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '017700000001',
    '127.1',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    'localhost',
  ])('written as %s', async (host) => {
    expect(await to(`http://${host}:${receiver.port}/`)).toMatchObject({ permanent: true });
    expect(receiver.requests).toHaveLength(0);
  });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', '10.1.2.3'])(
    'when a name leads to %s',
    async (address) => {
      const answer = await to(`http://receiver.example:${receiver.port}/`, answering(address));
      expect(answer).toMatchObject({ permanent: true, failed: expect.stringContaining('private') });
      expect(receiver.requests).toHaveLength(0);
    },
  );

  test('when one of several addresses of a name is private', async () => {
    const answer = await to('http://receiver.example/', answering('93.184.216.34', '127.0.0.1'));
    expect(answer).toMatchObject({ permanent: true });
  });

  test('and a name is asked once: what was checked is what is connected to', async () => {
    let asked = 0;
    // Public for the check, private for whoever asks again.
    const rebinding: Resolve = (host, done) => answering(asked++ === 0 ? '8.8.8.8' : '127.0.0.1')(host, done);
    const found = await new Promise((resolve) => {
      checkedLookup(rebinding)('rebind.example', { all: true }, (_error, addresses) => resolve(addresses));
    });
    expect(found).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(asked).toBe(1);
  });
});

test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => expect(isPrivate(address)).toBe(false),
);

test.each([
  '172.31.255.255',
  '100.64.0.1',
  'fe80::1%eth0',
  'fd00::1',
  '224.0.0.1',
  '255.255.255.255',
  'nonsense',
])('%s is not', (address) => expect(isPrivate(address)).toBe(true));

test('what a receiver says of a failure is shown without what is secret, and without control characters', () => {
  const secrets = secretsOf('https://hooks.example/services/T000/B000/XXXXsecret?token=abc%2Fdef');
  const body = 'no such hook: /services/T000/B000/XXXXsecret XXXXsecret abc/def \u001b[2J';
  const delivery = deliveryOf({ status: 404, retryAfter: null, body }, { now: 0, secrets });
  expect(delivery).toEqual({
    ok: false,
    permanent: true,
    reason: 'the receiver answered 404: no such hook: *** *** *** \\x1b[2J',
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { type Certificate, certificates } from '../sources/certificates.ts';
import { madeDashboard } from './made-dashboard.ts';

const read = ({ cert, key }: Certificate) => ({
  cert: readFileSync(cert, 'utf8'),
  key: readFileSync(key, 'utf8'),
});

test('a certificate that was replaced is taken up without a restart, and a wrong one is not', async () => {
  const folder = temporaryFolder();
  const { server, client } = certificates((name) => join(folder, name));
  const { dashboard } = await madeDashboard([], {
    ...{ tls: read(server), site: { address: '127.0.0.1', port: 0, publicUrl: null } },
  });
  await dashboard.start();
  onTestFinished(() => dashboard.stop());
  const shown = () =>
    new Promise<string>((done, fail) => {
      const socket = connect({ port: dashboard.port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        done(socket.getPeerX509Certificate()!.toString());
        socket.destroy();
      });
      socket.on('error', fail);
    });
  expect(await shown()).toBe(read(server).cert);
  dashboard.renew(read(client));
  expect(await shown()).toBe(read(client).cert);
  expect(() => dashboard.renew({ ...read(client), cert: 'half of a certif' })).toThrow();
  expect(await shown()).toBe(read(client).cert);
});

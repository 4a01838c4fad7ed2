import { createServer } from 'node:net';
import { type ListenAddress, listenOn } from './listen-address.ts';
import { freePlace } from './syslog-udp.ts';

/** What became of a try to listen somewhere: nothing stood against it, or the code that the system gave. */
export type PortTrial = 'free' | string;

/** Tries to listen at an address and lets go at once. Never rejects. */
export async function tryPort(transport: 'udp' | 'tcp', address: ListenAddress): Promise<PortTrial> {
  try {
    if (transport === 'udp') await freePlace(address);
    else await tryTcp(address);
    return 'free';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

async function tryTcp(address: ListenAddress): Promise<void> {
  const server = createServer((socket) => void socket.destroy());
  await listenOn(server, address);
  await new Promise((done) => server.close(done));
}

import type { Host, Network } from './network.ts';

/** Machines in a rack of the server room. */
const PER_RACK = 12;

/**
 * The network as its people would write it down in a `topology.yaml`: addresses, floors and racks, and what hangs on
 * what. Everything in the server room has its power from the UPS, access switches hang on the core.
 */
export function topologyText({ hosts, gear, of }: Network): string {
  const [ups] = of('ups');
  const [core] = of('core');
  let inRoom = 0;
  const rows = [...gear, ...hosts].flatMap((host) => {
    const access = host.role === 'access';
    const where = access ? `floor: '${host.number}'` : `rack: '${1 + Math.floor(inRoom++ / PER_RACK)}'`;
    const parent = parentOf(host, access ? core : ups);
    return [
      `  ${host.name}:`,
      `    aliases: ['${host.address}']`,
      '    site: hq',
      `    ${where}`,
      ...(ROLES[host.role] === undefined ? [] : [`    role: ${ROLES[host.role]}`]),
      ...(parent === null ? [] : [`    parent: ${parent}`]),
    ];
  });
  return ['hosts:', ...rows, ''].join('\n');
}

const ROLES: { readonly [role in Host['role']]?: string } = {
  ...{ ups: 'UPS', storage: 'storage', core: 'switch', access: 'switch', firewall: 'firewall' },
};

function parentOf(host: Host, above: Host | undefined): string | null {
  return above === undefined || above === host ? null : above.name;
}

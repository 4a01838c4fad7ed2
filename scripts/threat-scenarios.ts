// Attempts to get in, bad and harmless ones, that the model of the detector `threat` is trained on.
import { DAY, HOUR, MINUTE } from '../src/simulate/calendar.ts';
import type { Chance } from '../src/simulate/chance.ts';
import type { Host } from '../src/simulate/network.ts';
import type { Scenario, Stage } from '../src/simulate/scenario.ts';
import { SSHD } from '../src/simulate/traffic-login.ts';

const GUESSED = (
  'root admin test oracle postgres ubuntu git user ftp guest www backup deploy jenkins hadoop mysql pi support ' +
  'minecraft nagios tomcat ec2-user centos web dev student sales info scan print operator service monitor data'
).split(' ');

interface Attempt {
  readonly time: number;
  readonly host: Host;
  readonly from: string;
  readonly user: string;
  /** Whether there is such a user. */
  readonly exists?: boolean;
}

interface Played {
  readonly actors: readonly string[];
  readonly to: number;
}

/** Bad ones and harmless ones, each a scenario whose actors are what is to be recognised. */
export const ATTEMPTS: readonly Scenario[] = [
  scenario('slow-guessing', false, (stage) => {
    const { chance } = stage;
    const from = chance.outside();
    const [host, users] = [front(stage), some(chance, GUESSED, 12)];
    const gap = chance.between(4, 25) * MINUTE;
    const tries = chance.between(30, 110);
    for (let i = 0; i < tries; i++)
      fail(stage, {
        time: stage.at + i * gap * (0.6 + chance.next() * 0.8),
        host,
        from,
        user: chance.pick(users),
      });
    const to = stage.at + tries * gap;
    if (chance.happens(0.4)) accept(stage, { time: to + MINUTE, host, from, user: 'backup' });
    return { actors: [from], to: to + 2 * MINUTE };
  }),
  scenario('spread-guessing', false, (stage) => {
    const { chance, network } = stage;
    const user = chance.pick(network.admins).name;
    const net = chance.outside().split('.').slice(0, 3).join('.');
    const isNear = chance.happens(0.4);
    const sources = Array.from({ length: chance.between(12, 50) }, (_, i) =>
      isNear ? `${net}.${10 + 3 * i}` : chance.outside(),
    );
    const lasts = chance.between(1, 8) * HOUR;
    const tries = sources.length * chance.between(2, 6);
    const host = front(stage);
    for (let i = 0; i < tries; i++) {
      const from = chance.pick(sources);
      fail(stage, { time: stage.at + (i / tries) * lasts, host, from, user, exists: true });
    }
    const last = sources[0]!;
    const isRight = chance.happens(0.3);
    if (isRight) {
      fail(stage, { time: stage.at + lasts, host, from: last, user, exists: true });
      accept(stage, { time: stage.at + lasts + MINUTE, host, from: last, user });
    }
    // One of many addresses far apart does nothing that a stranger does not.
    const seen = isNear ? sources : isRight ? [last] : [];
    return { actors: [user, ...seen], to: stage.at + lasts + 2 * MINUTE };
  }),
  scenario('name-after-name', false, (stage) => {
    const { chance } = stage;
    const from = chance.outside();
    const host = front(stage);
    const names = some(chance, GUESSED, chance.between(12, 34));
    let time = stage.at;
    for (const user of names) {
      fail(stage, { time, host, from, user });
      time += chance.longTailed(40_000);
    }
    return { actors: [from], to: time };
  }),
  scenario('fast-guessing', false, (stage) => {
    const { chance } = stage;
    const from = chance.outside();
    const host = front(stage);
    const names = some(chance, GUESSED, chance.between(1, 10));
    const tries = chance.between(30, 500);
    let time = stage.at;
    for (let i = 0; i < tries; i++) {
      fail(stage, { time, host, from, user: chance.pick(names) });
      time += 900 + chance.longTailed(2500);
    }
    if (chance.happens(0.3)) accept(stage, { time, host, from, user: chance.pick(names) });
    return { actors: [from], to: time + MINUTE };
  }),
  scenario('few-and-in', false, (stage) => {
    const { chance, network } = stage;
    const from = chance.outside();
    const host = front(stage);
    const names = [...some(chance, GUESSED, 3), chance.pick(network.admins).name];
    let time = stage.at;
    for (let i = chance.between(4, 9); i > 0; i--) {
      fail(stage, { time, host, from, user: chance.pick(names) });
      time += chance.longTailed(20_000);
    }
    accept(stage, { time, host, from, user: names[0]! });
    return { actors: [from], to: time + MINUTE };
  }),
  scenario('from-machine-to-machine', false, (stage) => {
    const { chance, network } = stage;
    const from = chance.pick(network.users).address;
    const hosts = some(chance, servers(stage), chance.between(4, 10));
    const names = [...some(chance, GUESSED, chance.between(3, 8)), chance.pick(network.admins).name];
    let time = stage.at;
    for (const host of hosts)
      for (let i = chance.between(2, 8); i > 0; i--) {
        fail(stage, { time, host, from, user: chance.pick(names) });
        time += chance.longTailed(6000);
      }
    if (chance.happens(0.4)) accept(stage, { time, host: hosts.at(-1)!, from, user: names.at(-1)! });
    return { actors: [from], to: time + MINUTE };
  }),
  scenario('forgotten-job', true, (stage) => {
    const { chance } = stage;
    const { address } = chance.pick(servers(stage));
    const host = chance.pick(servers(stage));
    const user = chance.pick(['backup', 'deploy', 'report', 'sync']);
    const gap = chance.pick([1, 5, 10, 15, 60]) * MINUTE;
    const lasts = chance.between(6, 60) * HOUR;
    for (let time = stage.at; time < stage.at + lasts; time += gap)
      fail(stage, { time, host, from: address, user, exists: true });
    return { actors: [address], to: stage.at + lasts };
  }),
  scenario('changed-password', true, (stage) => {
    const { chance } = stage;
    const machines = some(chance, servers(stage), chance.between(2, 12));
    const user = chance.pick(['backup', 'deploy', 'report', 'monitor', 'ansible']);
    const lasts = chance.between(1, 10) * HOUR;
    const gap = chance.between(1, 30) * MINUTE;
    for (const { address } of machines)
      for (let time = stage.at + chance.next() * gap; time < stage.at + lasts; time += gap)
        fail(stage, { time, host: chance.pick(servers(stage)), from: address, user, exists: true });
    return { actors: [user, ...machines.map(({ address }) => address)], to: stage.at + lasts };
  }),
  scenario('many-mistype', true, (stage) => {
    const { chance, network } = stage;
    const user = chance.pick(['office', 'reception', 'lager', chance.pick(network.admins).name]);
    const from = some(chance, network.users, chance.between(3, 15));
    const host = chance.pick(servers(stage));
    const lasts = chance.between(1, 30) * HOUR;
    for (const { address } of from)
      for (let i = chance.between(1, 5); i > 0; i--) {
        const time = stage.at + chance.next() * lasts;
        fail(stage, { time, host, from: address, user, exists: true });
        if (chance.happens(0.7)) accept(stage, { time: time + 9000, host, from: address, user });
      }
    return { actors: [user, ...from.map(({ address }) => address)], to: stage.at + lasts };
  }),
  scenario('forgotten-password', true, (stage) => {
    const { chance, network } = stage;
    const { name: user, address: from } = chance.pick([...network.admins, ...network.engineers]);
    const host = chance.pick(servers(stage));
    let time = stage.at;
    for (let i = chance.between(4, 50); i > 0; i--) {
      fail(stage, { time, host, from, user, exists: true });
      time += chance.longTailed(15_000);
    }
    if (chance.happens(0.8)) accept(stage, { time, host, from, user });
    return { actors: [from, user], to: time + MINUTE };
  }),
  scenario('from-home', true, (stage) => {
    const { chance, network } = stage;
    const { name: user } = chance.pick(network.admins);
    const from = chance.outside();
    const host = front(stage);
    let time = stage.at;
    for (let day = 0; day < 6; day++) {
      accept(stage, { time, host, from, user });
      time += DAY;
      for (let i = chance.between(0, 6); i > 0; i--) {
        fail(stage, { time, host, from, user, exists: true });
        time += chance.longTailed(9000);
      }
      accept(stage, { time, host, from, user });
    }
    return { actors: [from, user], to: time + MINUTE };
  }),
  scenario('stranger', true, (stage) => {
    const { chance } = stage;
    const from = chance.outside();
    const host = front(stage);
    let time = stage.at;
    for (let i = chance.between(3, 9); i > 0; i--) {
      fail(stage, { time, host, from, user: chance.favour(GUESSED) });
      time += chance.longTailed(20_000);
    }
    return { actors: [from], to: time };
  }),
];

function scenario(name: string, harmless: boolean, play: (stage: Stage) => Played): Scenario {
  return {
    ...{ name, describe: name, harmless, when: () => null },
    play(stage) {
      const { actors, to } = play(stage);
      return {
        ...{ summary: name, root: { host: null, what: name }, from: stage.at, to },
        subjects: { hosts: [], apps: ['sshd'], actors },
      };
    },
  };
}

function front({ network }: Stage): Host {
  return network.of('bastion')[0]!;
}

function servers({ network }: Stage): readonly Host[] {
  return (['web', 'app', 'database', 'mail', 'file', 'backup', 'bastion'] as const).flatMap((role) =>
    network.of(role),
  );
}

function some<T>(chance: Chance, list: readonly T[], count: number): T[] {
  const rest = [...list];
  return Array.from(
    { length: Math.min(count, rest.length) },
    () => rest.splice(chance.between(0, rest.length - 1), 1)[0]!,
  );
}

function fail({ chance, say }: Stage, { time, host, from, user, exists = false }: Attempt): void {
  const who = exists ? user : `invalid user ${user}`;
  const message = `Failed password for ${who} from ${from} port ${chance.port()} ssh2`;
  say({ time, host, speaker: SSHD, message, pid: chance.between(1000, 400_000) });
}

function accept({ chance, say }: Stage, { time, host, from, user }: Attempt): void {
  const message = `Accepted password for ${user} from ${from} port ${chance.port()} ssh2`;
  say({ time, host, speaker: SSHD, message, pid: chance.between(1000, 400_000) });
}

import type { Category } from '../core/categories.ts';

/** One thing to look at, said of a host. `shell` and `device` are commands that only look, for servers and for network devices. */
export interface Advice {
  readonly what: (host: string) => string;
  readonly reason: string;
  readonly shell?: string;
  readonly device?: string;
}

const at = (words: string) => (host: string) => (host === '' ? words : `${words} on ${host}`);
const of = (words: string) => (host: string) => (host === '' ? words : `${words} of ${host}`);

/**
 * What to look at first, by what kind of trouble it is. Reviewed by hand; every command only looks, changes nothing,
 * and holds nothing of a log.
 */
export const ADVICE: Readonly<Record<Category, readonly Advice[]>> = {
  link: [
    {
      what: of('See which ports are down, and what hangs on them, at the other end'),
      reason:
        'a link has two ends, and the cable between them; the end that says nothing may have lost power',
      shell: 'ip -s link',
      device: 'show interfaces status',
    },
    {
      what: of('Compare the error counters of the port'),
      reason: 'errors that grow speak for cable, optics or duplex, none for the other end',
      shell: 'ip -s -s link',
      device: 'show interfaces counters errors',
    },
  ],
  neighbour: [
    {
      what: of('See which routing neighbours are missing'),
      reason: 'one neighbour speaks for its link, all of them for this machine',
      device: 'show ip route summary',
    },
    {
      what: of('See whether the interface towards the neighbour is up and free of errors'),
      reason:
        'a neighbour is mostly lost with its link; if the link is up, timers, keys or the other end are to blame',
      shell: 'ip -s link',
      device: 'show ip interface brief',
    },
  ],
  'spanning-tree': [
    {
      what: of('See who is the root of the tree, and where the topology changed last'),
      reason: 'a new root or a port that comes and goes moves traffic of the whole building',
      device: 'show spanning-tree detail',
    },
    {
      what: of('Look for a cable or a small switch that was plugged in on an access port'),
      reason: 'loops come from what was connected last',
      device: 'show mac address-table count',
    },
  ],
  power: [
    {
      what: of('See which power supply is missing, and whether its feed has current'),
      reason: 'with several machines at once it is the feed, the UPS or the fuse, not the supplies',
      shell: 'ipmitool sdr type "Power Supply"',
      device: 'show environment power',
    },
    {
      what: at('Find out what else hangs on the same feed, and ask for the UPS'),
      reason: 'what has one supply left does not survive the next fault',
    },
  ],
  fan: [
    {
      what: of('See which fan stands still, and how warm it is'),
      reason: 'with one fan less there are hours; when the temperature rises there are minutes',
      shell: 'ipmitool sdr type Fan',
      device: 'show environment fan',
    },
  ],
  temperature: [
    {
      what: of('Compare its temperature with that of its neighbours in the room'),
      reason: 'one hot machine is a fan or dust, several are the air conditioning',
      shell: 'sensors',
      device: 'show environment temperature',
    },
  ],
  memory: [
    {
      what: at('See which process holds the memory, and whether it grows'),
      reason: 'the process that was killed is not always the one that took it',
      shell: 'ps -eo pid,rss,etime,comm --sort=-rss',
      device: 'show memory statistics',
    },
    {
      what: at('See how much is free, and whether it swaps'),
      reason: 'a machine that swaps answers late before it fails',
      shell: 'free -m',
    },
  ],
  disk: [
    {
      what: of('See the health of the disk, and save what is not saved'),
      reason: 'read and write errors seldom stay few',
      shell: 'smartctl -a /dev/sda',
    },
    {
      what: at('See what the kernel said of it'),
      reason: 'cable, controller and disk are told apart by the first error, not the last',
      shell: 'dmesg --level=err,warn --ctime',
    },
  ],
  filesystem: [
    {
      what: at('See which file system is full or read-only'),
      reason: 'a file system that went read-only has seen errors; a full one stops databases first',
      shell: 'df -h',
    },
    {
      what: at('See whether it has run out of inodes'),
      reason: 'then nothing can be written though there is room',
      shell: 'df -i',
    },
  ],
  process: [
    {
      what: at('See what ended or restarted, and what it said last'),
      reason: 'the reason stands in the lines before the end',
      shell: 'systemctl --failed',
    },
    {
      what: at('Find out whether it was updated or configured before'),
      reason: 'what crashes for the first time was mostly changed',
      shell: 'coredumpctl list --no-pager',
    },
  ],
  authentication: [
    {
      what: at('See whether one of the attempts got in'),
      reason: 'failures are noise until a success follows from the same place',
      shell: 'last -n 50',
      device: 'show users',
    },
    {
      what: at('Ask whether the source is known, and whether one account or many were tried'),
      reason: 'one account from inside is a forgotten password, many from outside are an attack',
      shell: 'lastb -n 50',
      device: 'show login failures',
    },
  ],
  intrusion: [
    {
      what: at('See who is logged in and what they run, without changing anything yet'),
      reason: 'what a stranger left is evidence, and a reboot takes it away',
      shell: 'w',
    },
    {
      what: at('See which connections lead outwards, and which ports are open'),
      reason: 'a visitor needs a way out',
      shell: 'ss -tunap',
    },
    {
      what: at('Decide who may cut it off the network, before it is needed'),
      reason: 'that is a decision for people, and it is better made early',
    },
  ],
  configuration: [
    {
      what: of('See what was changed, by whom, and whether it was meant'),
      reason: 'a change that nobody knows of is a fault or a visitor',
      device: 'show archive config differences',
    },
    {
      what: at('Have the way back at hand'),
      reason: 'if trouble began with the change, undoing it is faster than understanding it',
    },
  ],
  hardware: [
    {
      what: of('Read the event log of the hardware'),
      reason: 'it says which module, which slot and since when',
      shell: 'ipmitool sel list',
      device: 'show inventory',
    },
  ],
  storage: [
    {
      what: of('See whether volumes, paths and the RAID are whole'),
      reason: 'one disk or path less is no loss yet; the next one is',
      shell: 'cat /proc/mdstat',
    },
    {
      what: at('See how much room is left, and how fast it goes'),
      reason: 'storage that fills up fails at the worst time',
      shell: 'df -h',
    },
  ],
  mail: [
    {
      what: at('See how long the queue is, and what it waits for'),
      reason: 'one reason for many messages is the relay or DNS, many reasons are the receivers',
      shell: 'mailq',
    },
    {
      what: at('See whether one sender writes far more than usual'),
      reason: 'an account whose password was stolen shows in the mail first',
    },
  ],
  web: [
    {
      what: at('See which answers fail, and for whom'),
      reason: '5xx is the server or what is behind it, 4xx the clients; one address is a scanner',
      shell: 'systemctl status nginx apache2 --no-pager',
    },
    {
      what: at('See whether what stands behind the web server answers'),
      reason: 'a web server mostly tells of the fault of another',
      shell: 'ss -tlnp',
    },
  ],
  database: [
    {
      what: at('See whether it takes connections, and how many there are'),
      reason: 'no connection left looks like a dead database from outside',
      shell: 'ss -tn state established',
    },
    {
      what: at('See whether its disk has room, and how it copes'),
      reason: 'a full or slow disk is the commonest end of a database',
      shell: 'df -h',
    },
  ],
  network: [
    {
      what: at('See which way is cut: from where it can be reached and from where not'),
      reason: 'that tells the machine, its link and the way to it apart',
      shell: 'ip -s link',
      device: 'show ip interface brief',
    },
    {
      what: at('See routes and name resolution'),
      reason: 'what cannot be found looks like what is not there',
      shell: 'ip route',
      device: 'show ip route summary',
    },
  ],
  time: [
    {
      what: of('See how far its clock is off, and whom it follows'),
      reason: 'a wrong clock breaks certificates and logins, and mixes up logs',
      shell: 'chronyc tracking',
      device: 'show ntp status',
    },
  ],
  other: [
    {
      what: at('Read the lines, and what came before them'),
      reason: 'nothing says yet what kind of trouble it is',
    },
  ],
};

import { Miner } from '../src/templates/miner.ts';
import type { Result } from '../src/testing/result.ts';

const LINES = 400_000;
const ROUNDS = 5;

const WORDS = 'alpha bravo carol delta erik fritz gina hanna'.split(' ');

/** Message texts as a mixed network writes them; the i-th is always the same. */
function message(i: number): string {
  const n = Math.imul(i, 2654435761) >>> 0;
  const ip = `10.${(n >>> 8) & 7}.${(n >>> 16) & 255}.${n & 255}`;
  const user = WORDS[n % WORDS.length]!;
  switch (i % 10) {
    case 0:
      return `Failed password for invalid user ${user}${n % 50} from ${ip} port ${1024 + (n % 60000)} ssh2`;
    case 1:
      return `pam_unix(cron:session): session opened for user ${user} by (uid=${n % 2000})`;
    case 2:
      return `%LINK-3-UPDOWN: Interface GigabitEthernet${n % 4}/${n % 48}, changed state to ${n & 1 ? 'up' : 'down'}`;
    case 3:
      return `DROP IN=eth${n % 4} OUT= MAC=00:50:56:13:60:56 SRC=${ip} DST=192.0.2.${n % 255} LEN=${n % 1500} TTL=${n % 64} PROTO=TCP SPT=${n % 65535} DPT=${n % 1024}`;
    case 4:
      return `${n.toString(16).toUpperCase()}: to=<${user}@example.org>, relay=mail.example.org[${ip}]:25, delay=${(n % 900) / 100}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${(n >>> 3).toString(16).toUpperCase()})`;
    case 5:
      return `GET /api/v1/items/${n % 100000}?page=${n % 50} 200 ${n % 9000} "Mozilla/5.0" ${n % 800}ms`;
    case 6:
      return `[pool-${n % 8}-thread-${n % 16}] com.example.shop.OrderService - order ${n} of customer ${user} stored in ${n % 300} ms`;
    case 7:
      return `kernel: [${n % 100000}.${n % 1000000}] usb ${n % 4}-${n % 8}: new high-speed USB device number ${n % 100} using xhci_hcd`;
    case 8:
      return `Started Session ${n % 100000} of user ${user}.`;
    default:
      return `worker ${n % 32} finished job ${n.toString(16).padStart(8, '0')}-4f2a-11ee-be56-0242ac120002 in ${(n % 5000) / 1000} s, rss=${n % 512}MB`;
  }
}

/** Speed of template mining on message text alone, one core. */
export default async function miner(): Promise<Result[]> {
  const bytes = Buffer.from(Array.from({ length: LINES }, (_, i) => message(i)).join('\n'));
  const starts = new Int32Array(LINES + 1);
  let n = 1;
  for (let i = bytes.indexOf(10); i >= 0; i = bytes.indexOf(10, i + 1)) starts[n++] = i + 1;
  starts[LINES] = bytes.length + 1;
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const subject = new Miner();
    const from = process.hrtime.bigint();
    for (let i = 0; i < LINES; i++) subject.match(bytes, starts[i]!, starts[i + 1]! - 1);
    rates.push((LINES * 1e9) / Number(process.hrtime.bigint() - from));
  }
  rates.sort((a, b) => a - b);
  return [
    {
      name: 'template mining, message text',
      value: rates[ROUNDS >> 1]!,
      unit: 'lines/s',
      bar: 800_000,
      better: 'higher',
    },
  ];
}

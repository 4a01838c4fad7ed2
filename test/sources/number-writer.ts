// Appends numbered lines to a log and rotates it, in a process of its own: node number-writer.ts LOG SECONDS PER_SECOND
// HOW; prints how many lines it wrote. HOW: `rename` (keeps three, compresses the third) or `date` (keeps all).
import { execFile } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';

const [log, seconds, perSecond, how] = process.argv.slice(2) as [string, string, string, string];
const STEP = 20;
const perStep = (Number(perSecond) * STEP) / 1000;
let file = openSync(log, 'a');
let number = 0;
let rotations = 0;

function rotate(): void {
  rotations++;
  if (how === 'date') renameSync(log, `${log}-20260314${String(rotations).padStart(6, '0')}`);
  else {
    if (existsSync(`${log}.2`)) renameSync(`${log}.2`, `${log}.3`);
    if (existsSync(`${log}.1`)) renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    if (existsSync(`${log}.3`)) execFile('gzip', ['--force', `${log}.3`]);
  }
  // The writer notices a little later, as daemons do.
  const old = file;
  file = openSync(log, 'a');
  write(old, 3);
  closeSync(old);
}

function write(to: number, lines: number): void {
  let text = '';
  for (let i = 0; i < lines; i++) text += `2026-03-14T08:00:00Z web1 app[1]: line ${number++} of many\n`;
  // In two pieces, so that a line is half written now and then.
  const half = Math.floor(text.length / 2);
  writeSync(to, text.slice(0, half));
  writeSync(to, text.slice(half));
}

const end = Date.now() + Number(seconds) * 1000;
let rotateAt = Date.now() + 1000;
const timer = setInterval(() => {
  write(file, perStep);
  if (Date.now() >= rotateAt) {
    rotate();
    rotateAt += 1000;
  }
  if (Date.now() < end) return;
  clearInterval(timer);
  process.stdout.write(`${number}\n`);
}, STEP);

/** logsift as a library: the same engine that the command line runs. */

export type { ParseLineOptions } from './app/parse-line.ts';
export { parseLine } from './app/parse-line.ts';
export type { Baseline, ScanOptions } from './app/scan.ts';
export { scan } from './app/scan.ts';
export type { ErrorCode } from './core/errors.ts';
export { LogsiftError } from './core/errors.ts';
export type { EventJson, EventJson as Event, Fields, Mark } from './core/event.ts';
export type { About, Evidence, Finding } from './core/finding.ts';
export type { FlagName } from './core/flags.ts';
export type { InputReport, Progress, ScanResult, ScanTotals, UnreadInput } from './core/scan-result.ts';
export type { FrameDrop, FrameOptions } from './kit/frames.ts';
export { syslogFrames } from './kit/frames.ts';
export type { MessageMiner, MinedMessage } from './templates/create-miner.ts';
export { createMiner } from './templates/create-miner.ts';

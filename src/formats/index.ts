import type { Format } from '../core/format.ts';
import learnt from './learnt.ts';

/** All formats. To add one: a file in this folder and a line here. */
export const formats: readonly Format[] = [learnt];

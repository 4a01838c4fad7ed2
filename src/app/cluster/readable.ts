import { LogsiftError } from '../../core/errors.ts';

/** What an entry says that everybody reads; null for one that cannot be read, which is to be counted and passed over. */
export function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof LogsiftError) return null;
    throw error;
  }
}

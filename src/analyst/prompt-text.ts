/** Version of all fixed words that a model is told; it changes with every one of them. */
export const PROMPT_VERSION = '2026-11-1';

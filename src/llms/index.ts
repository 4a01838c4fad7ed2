import type { LlmDefinition } from '../core/llm.ts';
import anthropic from './anthropic.ts';
import ollama from './ollama.ts';
import openaiCompatible from './openai-compatible.ts';

/** The kinds of services that language models are asked by. */
export const llms = [anthropic, ollama, openaiCompatible] as const satisfies readonly LlmDefinition[];

import { z } from 'zod';

/** Far more than fits a message: what is longer is cut by the reader, what is endless is no answer. */
const text = z.string().max(4_000);
const confidence = z.enum(['low', 'medium', 'high']);
const urgency = z.enum(['now', 'today', 'later']);

/** What is taken of a model's answer; what it says beside that is left. */
export const answerSchema = z.object({
  headline: text.min(1),
  happening: text.min(1),
  cause: z.object({ text: text.min(1), confidence }).nullish(),
  urgency,
  actions: z
    .array(z.object({ what: text.min(1), reason: text.nullish(), command: text.nullish() }))
    .max(20)
    .nullish(),
  findings: z.array(z.string().max(80)).max(200),
  unsure: z.array(text).max(20).nullish(),
});

export const shortSchema = z.object({
  text: text.min(1),
  urgency,
  unsure: z.array(text).max(20).nullish(),
});

const string = { type: 'string' } as const;
const strict = { type: 'object', additionalProperties: false } as const;
const strings = { type: 'array', items: string } as const;
const urgencyJson = { type: 'string', enum: ['now', 'today', 'later'] } as const;

/** The same for services that can be held to it, in the part of JSON Schema that all of them know. */
export const ANSWER_JSON_SCHEMA = {
  ...strict,
  required: ['headline', 'happening', 'cause', 'urgency', 'actions', 'findings', 'unsure'],
  properties: {
    headline: string,
    happening: string,
    cause: {
      anyOf: [
        {
          ...strict,
          required: ['text', 'confidence'],
          properties: { text: string, confidence: { type: 'string', enum: ['low', 'medium', 'high'] } },
        },
        { type: 'null' },
      ],
    },
    urgency: urgencyJson,
    actions: {
      type: 'array',
      items: {
        ...strict,
        required: ['what', 'reason', 'command'],
        properties: { what: string, reason: string, command: { anyOf: [string, { type: 'null' }] } },
      },
    },
    findings: strings,
    unsure: strings,
  },
} as const;

export const SHORT_JSON_SCHEMA = {
  ...strict,
  required: ['text', 'urgency', 'unsure'],
  properties: { text: string, urgency: urgencyJson, unsure: strings },
} as const;

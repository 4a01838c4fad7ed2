import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test } from 'vitest';
import otlpJson from '../../src/formats/otlp-json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { servingOtlp } from './otlp-requests.ts';

type Resource = NonNullable<NonNullable<ConstructorParameters<typeof LoggerProvider>[0]>['resource']>;

const attributes = { 'host.name': 'web7', 'service.name': 'checkout' };
const resource: Resource = {
  attributes,
  merge: () => resource,
  getRawAttributes: () => Object.entries(attributes),
};

/** The exporter of OpenTelemetry's own SDK for JavaScript, with a logger. */
function exporting(port: number, token?: string) {
  const exporter = new OTLPLogExporter({
    url: `http://127.0.0.1:${port}/v1/logs`,
    ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
  });
  const processor = new BatchLogRecordProcessor({ exporter, scheduledDelayMillis: 60_000 });
  const provider = new LoggerProvider({ resource, processors: [processor] });
  return { provider, logger: provider.getLogger('checkout.payment', '3.1') };
}

test('what the SDK of OpenTelemetry exports comes as it was logged', async () => {
  await servingOtlp({ token: 'secret' }, async ({ port, sink, refused }) => {
    const { provider, logger } = exporting(port, 'secret');
    const began = Date.now();
    logger.emit({
      ...{ severityNumber: 18, severityText: 'ERROR2', body: 'card declined', eventName: 'card.declined' },
      attributes: { 'order.id': 42, tries: [1, 2], who: { name: 'Zoë' }, 'share.used': 0.25, retry: false },
    });
    for (let i = 0; i < 1000; i++) logger.emit({ severityNumber: 9, body: `payment ${i} done` });
    logger.emit({ body: { msg: 'structured', n: 1 } });
    await provider.forceFlush();
    await sink.untilLines(1002);
    await provider.shutdown();
    const events = sink.text.map((line) => parseAlone(otlpJson, Buffer.from(line, 'latin1'))!.toJSON());
    expect(events[0]).toMatchObject({
      ...{ host: 'web7', app: 'checkout', severity: 2, msgid: 'card.declined', message: 'card declined' },
      fields: {
        ...{ 'order.id': 42, tries: [1, 2], who: { name: 'Zoë' }, 'share.used': 0.25, retry: false },
        scope: { name: 'checkout.payment', version: '3.1' },
      },
    });
    expect(Math.abs(Date.parse(events[0]!.time!) - began)).toBeLessThan(60_000);
    expect(events.slice(1, -1).map(({ message }) => message)).toEqual(
      Array.from({ length: 1000 }, (_, i) => `payment ${i} done`),
    );
    expect(events.at(-1)).toMatchObject({ message: 'structured', fields: { body: { n: 1 } } });
    expect(refused()).toEqual({});
  });
});

test('the SDK comes again where there was no room', async () => {
  await servingOtlp({}, async ({ port, sink, refused }) => {
    sink.block();
    const { provider, logger } = exporting(port);
    logger.emit({ body: 'held back' });
    const flushed = provider.forceFlush();
    setTimeout(() => sink.release(), 1500);
    await flushed;
    await sink.untilLines(1);
    await provider.shutdown();
    expect([sink.lines, refused()]).toEqual([1, {}]);
  });
});

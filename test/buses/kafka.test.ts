import { afterAll, beforeAll, describe, test } from 'vitest';
import kafka from '../../src/buses/kafka.ts';
import { busChecks } from '../../src/testing/bus-contract.ts';
import { canMock, MockCluster } from './kafka-mock.ts';

describe.skipIf(!canMock())('the bus kafka (needs kcat, gcc and librdkafka-dev)', () => {
  let cluster: MockCluster;
  beforeAll(async () => {
    cluster = await MockCluster.start();
  });
  afterAll(() => cluster?.stop());

  const harness = {
    fileName: 'kafka',
    options: { brokers: ['127.0.0.1:9'] },
    place: async () => {
      // Checks that stop the brokers must not meet others.
      const own = await MockCluster.start();
      const place = await own.place();
      return { ...place, close: () => place.close().finally(() => own.stop()) };
    },
  };
  for (const { name, run } of busChecks(kafka, harness))
    test.concurrent(name, { timeout: 120_000 }, async () => run());
});

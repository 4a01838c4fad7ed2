import { describe, test } from 'vitest';
import kafka from '../../src/buses/kafka.ts';
import { busChecks } from '../../src/testing/bus-contract.ts';
import { canMock, MockCluster } from '../../src/testing/kafka-mock.ts';
import { placeOn } from './kafka-place.ts';

// What librdkafka imitates cannot do, and `deploy/kafka-check` tries on a real cluster: topics are not made (Kafka's
// CreateTopics) nor given partitions; nothing is deleted (DeleteRecords), so that `what is to be forgotten may go` only
// shows that the rest stays; groups are not named (ListGroups), so that `says how far a group lags behind` knows them
// as their members say so. It knows neither TLS nor SASL (kafka-security.test.ts) and keeps nothing on a disk.
describe.skipIf(!canMock())('the bus kafka (needs kcat, gcc and librdkafka-dev)', () => {
  const harness = {
    fileName: 'kafka',
    options: { brokers: ['127.0.0.1:9'] },
    place: async () => {
      // Checks that stop the brokers must not meet others.
      const own = await MockCluster.start();
      const place = await placeOn(own);
      return { ...place, close: () => place.close().finally(() => own.stop()) };
    },
  };
  for (const { name, run } of busChecks(kafka, harness)) {
    test.concurrent(name, { timeout: 120_000 }, async () => run());
  }
});

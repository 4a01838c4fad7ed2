import { defineBus } from '../core/bus.ts';
import { KafkaBus } from './kafka-bus.ts';
import { kafkaSchema } from './kafka-options.ts';

/** Kafka, and what speaks as Kafka does. */
export default defineBus({
  name: 'kafka',
  describe: 'topics of Apache Kafka, or of what speaks its protocol',
  schema: kafkaSchema,
  create: (options, context) => new KafkaBus(options, context),
});

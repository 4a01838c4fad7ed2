import kafka from '../../src/buses/kafka.ts';
import { KafkaBus } from '../../src/buses/kafka-bus.ts';
import type { BusContext } from '../../src/core/bus.ts';
import type { BusPlace, OpenBus } from '../../src/testing/bus-bench.ts';
import { CutSockets } from '../../src/testing/cut-sockets.ts';
import type { MockCluster } from '../../src/testing/kafka-mock.ts';

/** Shorter than brokers allow, as the imitation lets the members of a group wait for nearly that long. */
const SESSION = '3s';

/** A bus on an imitated cluster, with connections that can be cut. */
export function openOn(
  cluster: MockCluster,
  prefix: string,
  context: BusContext,
): OpenBus & { readonly bus: KafkaBus; readonly sockets: CutSockets } {
  const sockets = new CutSockets();
  const options = { brokers: cluster.brokers, prefix, session: SESSION, create_topics: false };
  const bus = new KafkaBus(kafka.schema.parse(options), context, sockets.connect);
  return { bus, sockets, cut: () => sockets.hang() };
}

/** An empty place on an imitated cluster. */
export async function placeOn(cluster: MockCluster): Promise<BusPlace> {
  const prefix = await cluster.prefix();
  const all: CutSockets[] = [];
  return {
    open(context) {
      const open = openOn(cluster, prefix, context);
      all.push(open.sockets);
      return open;
    },
    stopBroker: () => cluster.order('down'),
    startBroker: () => cluster.order('up'),
    close: async () => {
      for (const sockets of all) sockets.close();
    },
  };
}

// A stream of JetStream in files. JetStream drops what has the message id of an event it has stored already.
// nats-server runs with sync_interval always, and so acknowledges once the event is on the disk.
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectTo, nanos } from '@nats-io/transport-node';

const DEDUPLICATION_MILLIS = 72 * 60 * 60 * 1000;
const STREAM = 'events';

export async function connect(servers) {
  const connection = await connectTo({ servers });
  const manager = await jetstreamManager(connection);
  const settings = {
    name: STREAM,
    subjects: [`${STREAM}.>`],
    storage: 'file',
    duplicate_window: nanos(DEDUPLICATION_MILLIS),
  };
  await manager.streams.add(settings);
  const stream = jetstream(connection);
  return {
    store: (id, type, body) => stream.publish(`${STREAM}.${type}`, body, { msgID: id }),
  };
}

// A Redis stream. An event's id is claimed for 72 hours by a key, in one script with the addition, so that no crash comes
// between the two. redis-server runs with appendfsync always, and so
// answers once the event is on the disk. Commands that come in one turn of the loop are one write: the client's own
// pipelining.
import { createClient, defineScript } from 'redis';

const DEDUPLICATION_SECONDS = 72 * 60 * 60;
const STREAM = 'events';

const addOnce = defineScript({
  NUMBER_OF_KEYS: 2,
  SCRIPT: `
    if redis.call('SET', KEYS[2], '', 'NX', 'EX', ARGV[1]) then
      redis.call('XADD', KEYS[1], '*', 'id', ARGV[2], 'type', ARGV[3], 'body', ARGV[4])
    end
    return 1`,
  parseCommand(parser, id, type, body) {
    parser.pushKey(STREAM);
    parser.pushKey(`seen:${id}`);
    parser.push(String(DEDUPLICATION_SECONDS), id, type, body);
  },
  transformReply: (reply) => reply,
});

export async function connect(url) {
  const client = createClient({ url, scripts: { addOnce } });
  client.on('error', (error) => console.error(error.message));
  await client.connect();
  return { store: (id, type, body) => client.addOnce(id, type, body) };
}

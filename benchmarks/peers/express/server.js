// What a team would write in place of voicemedia's webhook port: Express, a check of the signature, a store.
import cluster from 'node:cluster';
import { once } from 'node:events';
import express from 'express';
import { connect as connectToNats } from './nats.js';
import { connect as connectToRedis } from './redis.js';
import { verifier } from './verify.js';

const STORES = { nats: connectToNats, redis: connectToRedis };
const EVENT_TYPE = /^[a-z0-9_.]{1,100}$/;
const EVENT_ID = /^[\x21-\x7e]{1,128}$/;
const LARGEST_BODY = '1mb';

const { PORT = '8080', STORE, STORE_URL, TELNYX_PUBLIC_KEY, WORKERS = '1' } = process.env;

async function serve() {
  const verify = verifier(TELNYX_PUBLIC_KEY);
  const { store } = await STORES[STORE](STORE_URL);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.raw({ type: () => true, limit: LARGEST_BODY }));
  app.post('/webhooks/telnyx', async (request, response) => {
    const body = request.body;
    const timestamp = request.get('telnyx-timestamp');
    if (!Buffer.isBuffer(body) || !verify(body, timestamp, request.get('telnyx-signature-ed25519'))) {
      response.status(401).end();
      return;
    }
    const { id, event_type: type } = parse(body);
    if (!matches(EVENT_ID, id) || !matches(EVENT_TYPE, type)) {
      response.status(400).end();
      return;
    }
    await store(id, type, body);
    response.status(200).end();
  });
  app.use((error, request, response, next) => {
    if (!error.status) {
      console.error(error.message);
    }
    response.status(error.status ?? 503).end();
  });
  const server = app.listen(Number(PORT), '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

function matches(pattern, value) {
  return typeof value === 'string' && pattern.test(value);
}

function parse(body) {
  try {
    return JSON.parse(body).data ?? {};
  } catch {
    return {};
  }
}

if (!STORES[STORE]) {
  console.error(`STORE: ${STORE}, expected redis or nats`);
  process.exit(2);
} else if (cluster.isPrimary && Number(WORKERS) > 1) {
  const ready = [];
  for (let i = 0; i < Number(WORKERS); i++) {
    const worker = cluster.fork();
    worker.on('exit', () => process.exit(1));
    ready.push(once(worker, 'message'));
  }
  const [[port]] = await Promise.all(ready);
  const pids = Object.values(cluster.workers).map((worker) => worker.process.pid);
  console.log(`listening on ${port} pids ${[process.pid, ...pids].join(',')}`);
} else {
  const port = await serve();
  process.send?.(port);
  if (cluster.isPrimary) {
    console.log(`listening on ${port} pids ${process.pid}`);
  }
}

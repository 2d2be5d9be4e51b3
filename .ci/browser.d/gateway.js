// Processes of the gateway and of a simulated Telnyx, and webhooks for them.
import { spawn } from "node:child_process";
import { createHash, createPrivateKey, randomBytes, sign } from "node:crypto";
import { readFileSync, writeFileSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const JAVA = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
const PATIENCE = 60_000;

/** The pair whose seed is 32 bytes of 1; the prefix is that of its PKCS #8 encoding. */
const PUBLIC_KEY = "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=";
const PRIVATE_KEY = createPrivateKey({
  key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 1)]),
  format: "der",
  type: "pkcs8",
});

const running = new Set();

/** Waits until a condition holds, and returns what it yields. */
export async function until(what, condition, patience = PATIENCE) {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await sleep(50)) {
    const found = await condition();
    if (found) {
      return found;
    }
  }
  throw new Error(`waited ${patience / 1000} s for ${what}`);
}

export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function endAll() {
  running.forEach((process) => process.kill("SIGKILL"));
}

/** A token, and what the access file has of it. */
export function token() {
  const secret = `vm_${randomBytes(32).toString("base64url")}`;
  return { secret, sha256: createHash("sha256").update(secret).digest("hex") };
}

class Process {
  constructor(folder, name, pattern) {
    Object.assign(this, { folder, name, pattern, log: join(folder, `${name}.log`), starts: 0 });
  }

  async run(args, environment = {}) {
    const clean = Object.entries(process.env).filter(([name]) => !/^(TELNYX|VOICEMEDIA)_/.test(name));
    this.log = join(this.folder, `${this.name}-${++this.starts}.log`);
    const output = openSync(this.log, "w");
    this.process = spawn("java", [...JAVA, ...args], {
      cwd: this.folder,
      env: { ...Object.fromEntries(clean), ...environment },
      stdio: ["ignore", output, output],
    });
    const started = this.process;
    running.add(started);
    this.ended = new Promise((resolve) => started.once("exit", resolve)).then(() => running.delete(started));
    return until(`${this.name} to start:\n${this.output()}`, () => {
      if (started.exitCode !== null) {
        throw new Error(`${this.name} does not start:\n${this.output()}`);
      }
      return this.pattern.exec(this.output());
    });
  }

  output() {
    return readFileSync(this.log, "utf8");
  }

  async end(signal) {
    this.process.kill(signal);
    await this.ended;
  }
}

export class Simulator extends Process {
  constructor(folder) {
    super(folder, "simulator", /TELNYX_BASE_URL=(\S+)\/v2\n/);
  }

  async start(jar) {
    const found = await this.run(["-cp", jar, "dev.voicemedia.simulator.SimulatorCommand", "--port=0", "--no-open-call"]);
    this.url = found[1];
  }

  async ask(method, path, body) {
    const response = await fetch(`${this.url}/simulator${path}`, { method, body: body && JSON.stringify(body) });
    if (!response.ok) {
      throw new Error(`simulator: ${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }
}

/** A gateway that keeps its ports and its log over restarts. */
export class Gateway extends Process {
  constructor(folder, name, jar, simulator, options) {
    super(folder, name, /gRPC on \S+, webhooks on port/);
    Object.assign(this, { jar, simulator, options });
  }

  async start() {
    this.http ??= await freePort();
    this.webhooks ??= await freePort();
    await this.run(
      ["-jar", this.jar, "serve", "--grpc-port=0", "--admin-port=0", `--webhook-port=${this.webhooks}`,
        `--http-port=${this.http}`, `--data-dir=${this.name}`, ...this.options],
      { TELNYX_API_KEY: "KEY-simulator", TELNYX_PUBLIC_KEY: PUBLIC_KEY, TELNYX_BASE_URL: `${this.simulator.url}/v2` },
    );
  }

  async post(id, type, filling = "") {
    const body = JSON.stringify({ data: { id, event_type: type, payload: { filling } } });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const response = await fetch(`http://127.0.0.1:${this.webhooks}/webhooks/telnyx`, {
      method: "POST",
      body,
      headers: {
        "telnyx-timestamp": timestamp,
        "telnyx-signature-ed25519": sign(null, Buffer.from(`${timestamp}|${body}`), PRIVATE_KEY).toString("base64"),
      },
    });
    await response.arrayBuffer();
    if (response.status !== 200) {
      throw new Error(`webhook: ${response.status}`);
    }
  }
}

/** Posts numbered events one after another, each until it is stored, as Telnyx does. */
export class Writer {
  constructor(gateway, type) {
    Object.assign(this, { gateway, type, ids: [], writing: true });
    this.done = this.write();
  }

  async write() {
    while (this.writing) {
      const id = `${this.type}-${this.ids.length}`;
      await until(`${id} to be stored`, () => this.gateway.post(id, this.type).then(() => true, () => false));
      this.ids.push(id);
      await sleep(20);
    }
  }

  async stop() {
    this.writing = false;
    await this.done;
    return this.ids;
  }
}

export function writeAccessFile(path, callers) {
  const lines = callers.map(
    ({ name, token: { sha256 }, limits }) =>
      `  - {name: ${name}, credentials: [{token_sha256: "${sha256}"}], allow: [actions, events]${limits ? `, limits: ${limits}` : ""}}\n`,
  );
  writeFileSync(path, `version: 1\ncallers:\n${lines.join("")}`, { mode: 0o600 });
}

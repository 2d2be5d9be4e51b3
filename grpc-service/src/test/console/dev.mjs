import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const START_SECONDS = 120;

/** A `voicemedia dev` of the tests', with its own data folder and ports that stay over a restart. */
export class Dev {
  #jar;
  #data;
  #ports;
  #process = null;
  #options;

  constructor(jar, data, ports, options = []) {
    this.#jar = jar;
    this.#data = data;
    this.#ports = ports;
    this.#options = options;
  }

  static async start(jar, data, ...options) {
    const names = ["http", "simulator", "grpc", "webhook", "admin"];
    const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()])));
    const dev = new Dev(jar, data, ports, options);
    await dev.start();
    return dev;
  }

  get url() {
    return `http://127.0.0.1:${this.#ports.http}/`;
  }

  async start() {
    const ports = Object.entries(this.#ports).flatMap(([name, port]) => [`--${name}-port`, String(port)]);
    const java = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", this.#jar];
    this.#process = spawn("java", [...java, "dev", ...ports, "--data-dir", this.#data, ...this.#options], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, VOICEMEDIA_LOG_LEVEL: "WARN" },
    });
    await this.#ready();
  }

  /** Ends it at once, as a crash would. */
  async kill() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  /** Opens a simulated call; returns its call_control_id. */
  async open(call = {}) {
    return (await this.simulate("calls", call)).call_control_id;
  }

  simulate(path, body) {
    return post(`http://127.0.0.1:${this.#ports.simulator}/simulator/${path}`, body);
  }

  command(method, body) {
    return post(`${this.url}voicemedia.v1.${method}`, body);
  }

  async #ready() {
    let said = "";
    this.#process.stdout.on("data", (text) => (said += text));
    for (let waited = 0; !said.includes("is ready"); waited++) {
      if (this.#process.exitCode !== null || waited > START_SECONDS * 10) {
        throw new Error(`dev has not started: ${said}`);
      }
      await sleep(100);
    }
    const first = said.trim().split("\n").slice(0, 3).join("\n");
    if (!first.includes(`console    ${this.url.slice(0, -1)}`)) {
      throw new Error(`dev does not begin with the console's address: ${first}`);
    }
  }
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${text}`);
  }
  return JSON.parse(text);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

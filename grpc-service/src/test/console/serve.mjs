import { spawn } from "node:child_process";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A `voicemedia serve` whose callers are known.
 *
 * @param scopes of the callers by their names
 * @returns `{url, tokens, end()}`
 */
export async function serve(jar, folder, scopes) {
  const tokens = {};
  const callers = Object.entries(scopes).map(([name, allow]) => {
    tokens[name] = `vm_${randomBytes(32).toString("base64url")}`;
    const hash = createHash("sha256").update(tokens[name]).digest("hex");
    return `  - {name: ${name}, credentials: [{token_sha256: "${hash}"}], allow: [${allow}]}`;
  });
  const access = join(folder, "access.yaml");
  await writeFile(access, `version: 1\ncallers:\n${callers.join("\n")}\n`, { mode: 0o600 });
  const { publicKey } = generateKeyPairSync("ed25519");
  const ports = ["grpc", "webhook", "admin", "http"].flatMap((name) => [`--${name}-port`, "0"]);
  const gateway = spawn(
    "java",
    ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar, "serve", ...ports, "--access-file", access],
    {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        TELNYX_API_KEY: "KEY-of-a-test",
        TELNYX_PUBLIC_KEY: publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64"),
        TELNYX_BASE_URL: "http://127.0.0.1:9/v2",
        VOICEMEDIA_RECOVER_MAX_AGE: "0s",
        VOICEMEDIA_LOG_FORMAT: "text",
      },
    },
  );
  const url = await new Promise((resolve, reject) => {
    let said = "";
    gateway.once("exit", () => reject(new Error(`serve has not started: ${said}`)));
    gateway.stderr.on("data", (text) => {
      said += text;
      const port = /HTTP on [\d.]+:(\d+)/.exec(said);
      if (port) {
        resolve(`http://127.0.0.1:${port[1]}/`);
      }
    });
  });
  return { url, tokens, end: () => gateway.kill("SIGKILL") };
}

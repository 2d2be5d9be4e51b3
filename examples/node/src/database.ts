import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import sqlite from "node-sqlite3-wasm";
import type { CursorStore, Event, SubscribeResponse } from "voicemedia";
import type { PublicKeys } from "./signature.js";

export interface Command {
  id: string;
  call: string;
  action: string;
}

/** What was done and what is to be done. */
export class Database implements CursorStore {
  private readonly db: InstanceType<typeof sqlite.Database>;

  constructor(
    private readonly file: string,
    private readonly keys: PublicKeys,
  ) {
    this.takeOver();
    this.db = new sqlite.Database(file);
    this.db.exec(`
      PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS journal (
        number INTEGER PRIMARY KEY, event TEXT NOT NULL, type TEXT NOT NULL, call TEXT NOT NULL,
        verified INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS commands (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, call TEXT NOT NULL,
        action TEXT NOT NULL, not_before INTEGER NOT NULL DEFAULT 0, outcome TEXT);
    `);
  }

  /**
   * This SQLite locks with a folder, which a process that is killed leaves behind. It is removed
   * unless the process that wrote its id beside it is still there.
   */
  private takeOver() {
    const owner = `${this.file}.pid`;
    if (existsSync(owner) && isRunning(Number(readFileSync(owner, "utf8")))) {
      throw new Error(`${this.file}: is in use by process ${readFileSync(owner, "utf8")}`);
    }
    writeFileSync(owner, String(process.pid));
    rmSync(`${this.file}.lock`, { recursive: true, force: true });
  }

  close() {
    this.db.close();
    rmSync(`${this.file}.pid`);
  }

  cursor(): string {
    return (this.db.get("SELECT cursor FROM place")?.cursor as string | undefined) ?? "";
  }

  save(message: SubscribeResponse) {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      if (message.message.case === "event") {
        this.handle(message.message.value);
      } else if (message.message.case === "gap") {
        console.error(`events have expired before they were read, up to ${message.message.value.upTo}`);
      }
      this.db.run("INSERT OR REPLACE INTO place VALUES (1, ?)", [message.cursor]);
      this.db.exec("COMMIT");
    } catch (error) {
      this.db.exec("ROLLBACK");
      throw error;
    }
  }

  private handle(event: Event) {
    const verified = this.keys.isAuthentic(event.webhook);
    this.db.run("INSERT INTO journal (event, type, call, verified) VALUES (?, ?, ?, ?)", [
      event.id,
      event.eventType,
      event.callControlId,
      verified ? 1 : 0,
    ]);
    if (!verified) {
      console.error(`${event.id}: the signature does not verify`);
      return;
    }
    const state = Buffer.from(event.clientState ?? []).toString();
    if (event.eventType === "call.answered") {
      this.enqueue(event, "record");
      this.enqueue(event, "greet");
    } else if (event.eventType === "call.speak.ended" && state === "greeting") {
      this.enqueue(event, "play");
    } else if (event.eventType === "call.playback.ended" && state === "playing") {
      this.enqueue(event, "stop-recording");
    }
  }

  private enqueue(event: Event, action: string) {
    // The same id for each repeat, also after a crash: Telnyx ignores what it has executed.
    this.db.run("INSERT INTO commands (id, call, action) VALUES (?, ?, ?)", [
      `${action}-${event.id}`,
      event.callControlId,
      action,
    ]);
  }

  /** The oldest command that is to be sent now. */
  nextCommand(): Command | undefined {
    return (this.db.get(
      "SELECT id, call, action FROM commands WHERE outcome IS NULL AND not_before <= ? ORDER BY number LIMIT 1",
      [Date.now()],
    ) ?? undefined) as Command | undefined;
  }

  done(command: Command, outcome: string) {
    this.db.run("UPDATE commands SET outcome = ? WHERE id = ?", [outcome, command.id]);
  }

  later(command: Command, milliseconds: number) {
    this.db.run("UPDATE commands SET not_before = ? WHERE id = ?", [Date.now() + milliseconds, command.id]);
  }

  report(): object[] {
    const journal = this.db.all("SELECT event, type, call, verified FROM journal ORDER BY number");
    const commands = this.db.all(
      "SELECT id AS command, call, action, coalesce(outcome, 'pending') AS outcome FROM commands ORDER BY number",
    );
    return [...journal.map((entry) => ({ ...entry, verified: entry.verified === 1 })), ...commands];
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

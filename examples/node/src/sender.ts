import { setTimeout as sleep } from "node:timers/promises";
import { ConnectError, type Client } from "@connectrpc/connect";
import {
  BadRequestSchema,
  ErrorInfoSchema,
  RecordingChannels,
  RecordingFormat,
  RetryInfoSchema,
  type MediaActionsService,
} from "voicemedia";
import type { Command, Database } from "./database.js";

const DEADLINE_MS = 3_000;

type Decision = { outcome: string } | { againInMs: number };

/** Sends what is queued, one command after the other, until each has an outcome. */
export class Sender {
  constructor(
    private readonly database: Database,
    private readonly actions: Client<typeof MediaActionsService>,
    private readonly audioUrl: string,
  ) {}

  async run(signal: AbortSignal) {
    while (!signal.aborted) {
      const command = this.database.nextCommand();
      if (command === undefined) {
        await sleep(50);
        continue;
      }
      const decision = await this.send(command);
      if ("outcome" in decision) {
        this.database.done(command, decision.outcome);
      } else {
        this.database.later(command, decision.againInMs);
      }
    }
  }

  private async send(command: Command): Promise<Decision> {
    const common = { callControlId: command.call, commandId: command.id };
    const options = { timeoutMs: DEADLINE_MS };
    try {
      switch (command.action) {
        case "record":
          await this.actions.startRecording(
            { ...common, format: RecordingFormat.MP3, channels: RecordingChannels.SINGLE },
            options,
          );
          break;
        case "greet":
          await this.actions.speak(
            {
              ...common,
              clientState: Buffer.from("greeting"),
              payload: "Hello, and welcome.",
              voice: "female",
            },
            options,
          );
          break;
        case "play":
          await this.actions.startPlayback(
            {
              ...common,
              clientState: Buffer.from("playing"),
              source: { case: "audioUrl", value: this.audioUrl },
            },
            options,
          );
          break;
        case "stop-recording":
          await this.actions.stopRecording(common, options);
          break;
      }
      return { outcome: "accepted" };
    } catch (error) {
      const decision = decide(ConnectError.from(error));
      console.error(`${command.id}: ${(error as Error).message}, ${JSON.stringify(decision)}`);
      return decision;
    }
  }
}

function decide(error: ConnectError): Decision {
  const info = error.findDetails(ErrorInfoSchema)[0];
  const violations = error.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations);
  const retry = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  if (info?.reason === "COMMAND_WINDOW_CLOSED") {
    return { outcome: "unknown: see the events of the call" };
  }
  if (retry !== undefined) {
    return { againInMs: Number(retry.seconds) * 1000 + retry.nanos / 1e6 };
  }
  if (violations.length > 0) {
    return { outcome: `invalid: ${violations.map((v) => `${v.field}: ${v.description}`).join(", ")}` };
  }
  // Without details, it is not known either: the connection or the deadline got in between.
  if (info?.metadata.outcome !== "rejected") {
    return { againInMs: 1_000 };
  }
  return { outcome: `failed: ${info.reason}` };
}

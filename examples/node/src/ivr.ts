// Answers each call that comes in, asks for digits, says them back, records a message, and hangs up.
// Each command's id is that of the event that led to it, so that a repeat has no effect. It keeps its
// cursor in memory: the greeter beside it shows how to resume after a crash.
import { ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import {
  CallControlService,
  ErrorInfoSchema,
  follow,
  MediaActionsService,
  RecordingChannels,
  RecordingFormat,
  WebhookEventsService,
  type Event,
} from "voicemedia";

const transport = createGrpcTransport({
  baseUrl: `http://${process.env.VOICEMEDIA_ADDRESS ?? "127.0.0.1:50051"}`,
  defaultTimeoutMs: 15_000,
});
const calls = createClient(CallControlService, transport);
const media = createClient(MediaActionsService, transport);
const events = createClient(
  WebhookEventsService,
  createGrpcTransport({ baseUrl: `http://${process.env.VOICEMEDIA_ADDRESS ?? "127.0.0.1:50051"}` }),
);

async function answerTo(event: Event) {
  const command = { callControlId: event.callControlId, commandId: event.id };
  switch (event.payload.case) {
    case "callInitiated":
      if (event.payload.value.direction === "incoming") {
        await calls.answer(command);
      }
      break;
    case "callAnswered":
      await calls.gatherUsingSpeak({
        ...command,
        payload: "Please key in your number, then the hash key",
        voice: "female",
        terminatingDigit: "#",
      });
      break;
    case "callGatherEnded":
      await media.speak({ ...command, payload: `You keyed in ${event.payload.value.digits ?? ""}`, voice: "female" });
      break;
    case "callSpeakEnded":
      await media.startRecording({
        ...command,
        format: RecordingFormat.MP3,
        channels: RecordingChannels.SINGLE,
        maxLength: 2,
        playBeep: true,
      });
      break;
    case "callRecordingSaved":
      await calls.hangup(command);
      break;
  }
}

let cursor = "";
await follow(
  events,
  {
    cursor: () => cursor,
    save: async (message) => {
      if (message.message.case === "opened") {
        console.log("ready");
      } else if (message.message.case === "event") {
        try {
          await answerTo(message.message.value);
        } catch (error) {
          // Such as CALL_ENDED, since the caller may hang up at any time.
          const failure = ConnectError.from(error);
          console.log(`${message.message.value.eventType}: ${failure.findDetails(ErrorInfoSchema)[0]?.reason ?? failure}`);
        }
      }
      cursor = message.cursor;
    },
  },
  { request: { start: { case: "latest", value: {} }, continueAfterGap: true } },
);

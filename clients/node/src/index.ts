// Client of the voicemedia gateway: its contract for Connect-ES, and a consumer of its event feed.
export { follow } from "./follow.js";
export type { CursorStore, FollowOptions } from "./follow.js";
export * from "./gen/voicemedia/v1/errors_pb.js";
export * from "./gen/voicemedia/v1/event_pb.js";
export * from "./gen/voicemedia/v1/call_control_pb.js";
export * from "./gen/voicemedia/v1/calls_pb.js";
export * from "./gen/voicemedia/v1/operations_pb.js";
export * from "./gen/voicemedia/v1/media_actions_pb.js";
export * from "./gen/voicemedia/v1/recordings_pb.js";
export * from "./gen/voicemedia/v1/webhook_events_pb.js";
export {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
  type BadRequest,
  type ErrorInfo,
  type RetryInfo,
} from "./gen/google/rpc/error_details_pb.js";

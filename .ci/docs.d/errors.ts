import { ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { BadRequestSchema, ErrorInfoSchema, MediaActionsService, RetryInfoSchema } from "voicemedia";

let error: unknown;
try {
  await createClient(MediaActionsService, createGrpcTransport({ baseUrl: "http://127.0.0.1:50051" })).speak({});
} catch (refused) {
  error = refused;
}
// BLOCK
process.exit(failure.findDetails(ErrorInfoSchema)[0]?.reason === "INVALID_REQUEST" ? 0 : 1);

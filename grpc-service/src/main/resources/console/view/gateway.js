/** Where the gateway is, for commands that people copy. */
export function gatewayOf({ health, session }) {
  const stats = health.latest;
  return {
    origin: location.origin,
    grpcAddress: `${location.hostname}:${stats?.grpcPort ?? 50051}`,
    grpcTls: stats?.grpcTls ?? false,
    withToken: session.hasToken,
  };
}

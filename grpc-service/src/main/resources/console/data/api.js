const TIMEOUT_MS = 20_000;

/** An error of the gateway's: `code` as in the Connect protocol, `reason` and `info` of its details. */
export class ApiError extends Error {
  constructor(status, body) {
    super(body.message || `The gateway has answered ${status}.`);
    const info = (body.details ?? []).find((detail) => detail.type === "google.rpc.ErrorInfo")?.debug;
    this.status = status;
    this.code = body.code ?? "unknown";
    this.reason = info?.reason ?? "";
    this.info = info?.metadata ?? {};
  }

  static async of(response) {
    let body = {};
    try {
      body = await response.json();
    } catch {
      // whatever stands between the page and the gateway has answered
    }
    return new ApiError(response.status, typeof body === "object" && body ? body : {});
  }
}

/** Fetches. Where there is no answer, each browser has an error of its own, and none says what it means. */
async function fetched(path, init) {
  try {
    return await fetch(path, init);
  } catch (error) {
    throw new Error(
      error.name === "TimeoutError"
        ? `The gateway has not answered within ${TIMEOUT_MS / 1000} s.`
        : "The gateway cannot be reached.",
      { cause: error },
    );
  }
}

/** Calls the gateway: methods of the contract in JSON, and the console's own paths. */
export function createApi(session) {
  async function send(path, init) {
    for (;;) {
      const identity = session.headers();
      const response = await fetched(path, {
        ...init,
        cache: "no-store",
        headers: { ...init.headers, ...identity },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status === 401) {
        await session.ask(identity);
      } else if (response.ok) {
        return response.json();
      } else {
        throw await ApiError.of(response);
      }
    }
  }

  const json = (body) => ({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

  return {
    /** Calls a unary method, such as `call("WebhookEventsService/ListEvents", {pageSize: 10})`. */
    call: (method, request) => send(`/voicemedia.v1.${method}`, json(request)),
    get: (path) => send(path, {}),
    /** Steers the simulated Telnyx of `dev`. */
    simulate: (path, request) => send(`/console/simulator/${path}`, json(request)),
  };
}

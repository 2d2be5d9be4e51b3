/**
 * Follows the gateway's events with fetch, which can send a token, unlike EventSource. What EventSource
 * does by itself is done here: it comes back after the last message that was handled.
 *
 * @param {string} url of the stream, such as "https://gateway.example.com/events?type=call.*"
 * @param {(message: object) => void | Promise<void>} handle gets each message, a SubscribeResponse in JSON; of a
 *     message that it throws for, and of those after it, nothing is taken for handled
 * @param {{token?: string, cursor?: string, signal?: AbortSignal}} options the cursor is that of the last message that
 *     was handled in an earlier run
 */
export async function follow(url, handle, { token, cursor = "", signal } = {}) {
  while (!signal?.aborted) {
    let pause = 1_000;
    try {
      const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(cursor && { "Last-Event-ID": cursor }) };
      const response = await fetch(url, { headers, signal, cache: "no-store" });
      if (response.status >= 400 && response.status < 500) {
        throw new Refused(await response.text()); // the same request would be refused again
      }
      for await (const { event, data, retry } of messages(response.body)) {
        pause = retry ?? pause;
        if (event === "failed") {
          console.warn(data);
        } else if (data !== "") {
          const message = JSON.parse(data);
          await handle(message);
          cursor = message.cursor;
        }
      }
    } catch (error) {
      if (error instanceof Refused || signal?.aborted) {
        throw error;
      }
      console.warn(`the stream has broken off: ${error}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

export class Refused extends Error {}

/** Server-sent events, as far as the gateway uses them: each field has one line. */
async function* messages(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const blocks = (rest + chunk.value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
      yield { event: fields.event, data: fields.data ?? "", retry: fields.retry && Number(fields.retry) };
    }
  }
}

import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';

/** Streams open at once; a browser opens one for each of its tabs. */
const MOST_STREAMS = 64;

/** Silence after which a client is sent a sign of life, in ms, so that it notices a dead connection. */
const HEARTBEAT_MS = 15_000;

/** Milliseconds after which a client that lost its connection tries again. */
const RETRY_MS = 1000;

/** What a stream sends, until it is over or the client has gone. */
export type StreamWork = (
  send: (event: string, id: string, value: unknown) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

/** Server-sent events, no more streams at a time than a server can bear. */
export class EventStreams {
  private open = 0;

  /** Answers with a stream. Refuses with 503 when there are too many. */
  respond(c: Context, work: StreamWork): Response {
    if (this.open >= MOST_STREAMS)
      throw new HTTPException(503, { message: 'too many open pages; close some' });
    this.open++;
    return streamSSE(
      c,
      async (stream) => {
        const controller = new AbortController();
        stream.onAbort(() => controller.abort());
        const heartbeat = setInterval(() => void stream.write(': alive\n\n'), HEARTBEAT_MS);
        try {
          await work(sender(stream), controller.signal);
        } finally {
          clearInterval(heartbeat);
          this.open--;
        }
      },
      async () => {},
    );
  }
}

const sender = (stream: SSEStreamingApi) => (event: string, id: string, value: unknown) =>
  stream.writeSSE({ event, id, data: JSON.stringify(value), retry: RETRY_MS });

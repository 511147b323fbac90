import { useEffect, useState } from 'preact/hooks';

/** How a stream of events stands. */
export type Connection = 'connecting' | 'open' | 'lost';

/**
 * Listens to server-sent events while the component is on the page. The browser connects again by itself and says which
 * event it had last, so that nothing is missed or sent twice.
 *
 * @param onEvent by the event's name; keep it in a memo, as a new one connects anew
 */
export function useEvents(
  url: string,
  onEvent: Readonly<Record<string, (data: unknown) => void>>,
): Connection {
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    setConnection('connecting');
    const stream = new EventSource(url);
    stream.onopen = () => setConnection('open');
    stream.onerror = () => setConnection('lost');
    for (const [name, handle] of Object.entries(onEvent)) {
      stream.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
    return () => stream.close();
  }, [url, onEvent]);
  return connection;
}

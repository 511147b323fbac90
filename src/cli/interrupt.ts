/** Conventional exit status of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Turns Ctrl-C, SIGTERM and what other processes ask for into a request to stop that work polls. */
export interface Interrupt {
  readonly requested: boolean;
  /** Called once, at the first request. */
  onRequest: () => void;
  /** Asks for a clean end as the first signal does; asked again, it does nothing. */
  request(): void;
  /** Gives the signals back to the system. */
  dispose(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Listens for the signals. The first one asks for a clean end; the next ends the process at once, by SIGKILL, because
 * an ordinary exit while a thread is inside onnxruntime would abort with a core dump. Nothing acknowledged is lost
 * either way.
 */
export function listenForInterrupt(): Interrupt {
  let requested = false;
  const interrupt = {
    get requested() {
      return requested;
    },
    onRequest: () => {},
    request: () => {
      if (requested) return;
      requested = true;
      interrupt.onRequest();
    },
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
  function handle() {
    if (requested) process.kill(process.pid, 'SIGKILL');
    interrupt.request();
  }
  for (const signal of SIGNALS) process.on(signal, handle);
  return interrupt;
}

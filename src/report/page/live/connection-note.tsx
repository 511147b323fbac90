import type { Connection } from './use-events.js';

/** Says when what is shown may be old. */
export const ConnectionNote = ({ connection }: { connection: Connection }) =>
  connection === 'lost' ? (
    <p class="warning" role="alert">
      The dashboard does not answer; what is shown is from before. It is asked again every second.
    </p>
  ) : null;

import { formatTime } from '../../format.js';
import type { ReportData } from '../../report-data.js';

/** What was run, exactly, and how to run it again. */
export function ReproducePanel({ data }: { data: ReportData }) {
  const { versions, hashes, seed, config, command } = data.manifest;
  const facts = [
    ['begun', formatTime(data.createdAt)],
    ['finished', data.finishedAt === null ? 'not finished' : formatTime(data.finishedAt)],
    ['seed', String(seed)],
    ...Object.entries(versions),
    ...Object.entries(hashes).map(([name, hash]) => [`${name} (SHA-256)`, hash]),
  ];
  return (
    <section aria-labelledby="reproduce">
      <h2 id="reproduce">How to reproduce</h2>
      <p>With the same versions and inputs, this gives the same trials, whatever the number of workers:</p>
      <pre class="command">{command}</pre>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary>Configuration</summary>
        <pre>{config}</pre>
      </details>
    </section>
  );
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requestedOf, requestOfStudy } from '../../src/study/study-control.js';
import { temporaryDirectory } from './temporary-directory.js';

describe('requests of a running study', () => {
  it('are read as they were made, until they are taken back', () => {
    const directory = temporaryDirectory();
    expect(requestedOf(directory)).toBeNull();
    for (const request of ['pause', 'stop'] as const) {
      requestOfStudy(directory, request);
      expect(requestedOf(directory)).toBe(request);
    }
    requestOfStudy(directory, null);
    requestOfStudy(directory, null);
    expect(requestedOf(directory)).toBeNull();
  });

  it.each(['', '{', 'null', '{"request":"explode"}'])('are none in a file that holds %j', (text) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'control.json'), text);
    expect(requestedOf(directory)).toBeNull();
  });

  it('cannot be made where nothing can be written', () => {
    expect(() => requestOfStudy('/no/such/place', 'stop')).toThrow(
      /control\.json: cannot be written: ENOENT/,
    );
  });
});

import { useEffect, useState } from 'preact/hooks';

const STUDY = /^#\/studies\/([^/]+)$/;

/** Where a study's page is. */
export const studyLink = (name: string): string => `#/studies/${encodeURIComponent(name)}`;

/** Where the server has what belongs to a study. */
export const studyFiles = (name: string): string => `/api/studies/${encodeURIComponent(name)}`;

/** The study that the address names, or null for the list of all. */
export function useRoute(): string | null {
  const [hash, setHash] = useState(window.location.hash);
  useEffect(() => {
    const changed = () => setHash(window.location.hash);
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, []);
  const name = STUDY.exec(hash)?.[1];
  return name === undefined ? null : decoded(name);
}

/** What is no text in percent-encoding names no study, and is said to be one that is not there. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

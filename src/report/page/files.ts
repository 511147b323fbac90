import { createContext } from 'preact';

/** Where a live page gets a study's files from; null on a page that asks nobody. */
export const FilesContext = createContext<string | null>(null);

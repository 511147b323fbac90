import { type ComponentChildren, createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import { DARK, LIGHT, type Palette } from './palette.js';

type Theme = 'light' | 'dark';

interface ThemeState {
  readonly theme: Theme;
  toggle(): void;
}

const ThemeContext = createContext<ThemeState>({ theme: 'light', toggle: () => {} });

const systemTheme = (): Theme =>
  window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Gives what is inside the system's theme, or the chosen one; paper is always light. */
export function ThemeProvider({ children }: { children: ComponentChildren }) {
  const [system, setSystem] = useState(systemTheme);
  const [chosen, choose] = useState<Theme | null>(null);
  const [printing, setPrinting] = useState(false);
  const theme = printing ? 'light' : (chosen ?? system);
  useLayoutEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const paper = window.matchMedia('print');
    const changed = () => setSystem(systemTheme());
    const printed = () => setPrinting(paper.matches);
    query.addEventListener('change', changed);
    paper.addEventListener('change', printed);
    return () => {
      query.removeEventListener('change', changed);
      paper.removeEventListener('change', printed);
    };
  }, []);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = () => choose(theme === 'dark' ? 'light' : 'dark');
  return <ThemeContext.Provider value={{ theme, toggle }}>{children}</ThemeContext.Provider>;
}

/** The colours of the theme. */
export const usePalette = (): Palette => (useContext(ThemeContext).theme === 'dark' ? DARK : LIGHT);

export function ThemeToggle() {
  const { theme, toggle } = useContext(ThemeContext);
  return (
    <button type="button" class="plain theme" onClick={toggle}>
      {theme === 'dark' ? 'Light colours' : 'Dark colours'}
    </button>
  );
}

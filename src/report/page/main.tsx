import { render } from 'preact';
import type { PageContent } from '../page-content.js';
import { App } from './app.js';
import { Dashboard } from './live/dashboard.js';
import { ThemeProvider, ThemeToggle } from './theme.js';
import './styles/base.css';
import './styles/panels.css';
import './styles/explorer.css';
import './styles/live.css';
import './styles/print.css';

function Content({ content }: { content: PageContent | null }) {
  if (content === null) return <p>This page holds no study; `leeway report` fills it.</p>;
  if (content.format === 'leeway-dashboard/1') return <Dashboard hasCluster={content.cluster ?? false} />;
  return (
    <App data={content}>
      <div class="top">
        <ThemeToggle />
      </div>
    </App>
  );
}

const root = document.getElementById('app');
const text = document.getElementById('report-data')?.textContent ?? 'null';
const content = JSON.parse(text) as PageContent | null;

if (root) {
  document.title =
    content?.format === 'leeway-report/1' ? `${content.title} - Leeway report` : 'Leeway dashboard';
  render(
    <ThemeProvider>
      <Content content={content} />
    </ThemeProvider>,
    root,
  );
}

import { render } from 'preact';
import type { ReportData } from '../report-data.js';
import { App } from './app.js';
import './styles/base.css';
import './styles/panels.css';
import './styles/print.css';

const root = document.getElementById('app');
const data = JSON.parse(document.getElementById('report-data')?.textContent ?? 'null') as ReportData | null;

if (root && data) {
  document.title = `${data.title} - Leeway report`;
  render(<App data={data} />, root);
} else if (root) {
  render(<p>This page holds no study; `leeway report` fills it.</p>, root);
}

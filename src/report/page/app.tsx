import { useMemo, useState } from 'preact/hooks';
import type { ReportData } from '../report-data.js';
import { ConstantsPanel } from './panels/constants-panel.js';
import { FrontTable } from './panels/front-table.js';
import { HeadlinePanel } from './panels/headline-panel.js';
import { PolicyPanel } from './panels/policy-panel.js';
import { ReproducePanel } from './panels/reproduce-panel.js';
import { SearchPanel } from './panels/search-panel.js';
import { TradeOffPanel } from './panels/trade-off-panel.js';
import { studyView } from './study-view.js';

/** The whole report. Takes the data as a value, so that a live page can render it again with newer data. */
export function App({ data }: { data: ReportData }) {
  const view = useMemo(() => studyView(data), [data]);
  const [chosen, select] = useState<number | null>(null);
  const selected = chosen ?? view.headline.bestSaving?.member.trialNumber ?? data.knee;
  return (
    <>
      <HeadlinePanel view={view} onSelect={select} />
      <TradeOffPanel view={view} selected={selected} onSelect={select} />
      <FrontTable view={view} selected={selected} onSelect={select} />
      {selected !== null && <PolicyPanel view={view} trialNumber={selected} />}
      <SearchPanel view={view} />
      <ReproducePanel data={data} />
      <ConstantsPanel data={data} />
    </>
  );
}

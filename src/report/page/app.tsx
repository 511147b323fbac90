import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ReportData } from '../report-data.js';
import { useExplorer } from './explorer/use-explorer.js';
import { ComparePanel } from './panels/compare-panel.js';
import { ConstantsPanel } from './panels/constants-panel.js';
import { ExplorerPanel } from './panels/explorer-panel.js';
import { FrontTable } from './panels/front-table.js';
import { HeadlinePanel } from './panels/headline-panel.js';
import { ImportancePanel } from './panels/importance-panel.js';
import { PolicyPanel } from './panels/policy-panel.js';
import { ReproducePanel } from './panels/reproduce-panel.js';
import { SearchPanel } from './panels/search-panel.js';
import { studyView } from './study-view.js';

export interface AppProps {
  readonly data: ReportData;
  /** What a live page shows above the study. */
  readonly children?: ComponentChildren;
}

/** The whole report. Takes the data as a value, so that a live page can render it again with newer data. */
export function App({ data, children }: AppProps) {
  const view = useMemo(() => studyView(data), [data]);
  const explorer = useExplorer(view);
  const { selected, select } = explorer;
  return (
    <>
      {children}
      <HeadlinePanel view={view} onSelect={select} />
      <ExplorerPanel view={view} explorer={explorer} />
      <FrontTable view={view} explorer={explorer} />
      <ComparePanel view={view} explorer={explorer} />
      {selected !== null && <PolicyPanel view={view} trialNumber={selected} />}
      <SearchPanel view={view} />
      <ImportancePanel view={view} />
      <ReproducePanel data={data} />
      <ConstantsPanel data={data} />
    </>
  );
}

import { LiveStudy } from './live-study.js';
import { Overview } from './overview.js';
import { useRoute } from './use-route.js';

/** All studies, or one of them, as they are now. */
export function Dashboard({ hasCluster }: { hasCluster: boolean }) {
  const study = useRoute();
  return study === null ? <Overview hasCluster={hasCluster} /> : <LiveStudy key={study} name={study} />;
}

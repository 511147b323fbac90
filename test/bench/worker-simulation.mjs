/**
 * Simulates workers of a cluster behind a coordinator that does one thing at a time: it spends `costS` on a trial before
 * the trial is in the queue, hears of results only in between, and has at most `lag` + 1 trials on their way, the first
 * of which is not older than `lag` trials (see `src/study/lagged-history.ts`). A worker that finds no job asks again
 * after a while.
 *
 * @param {object} settings
 * @param {number} settings.workers integer >= 1
 * @param {number} settings.lag integer >= 0
 * @param {number} settings.trials trials of the study; its middle half is counted
 * @param {number} settings.costS time of the coordinator per trial, in s
 * @param {number} settings.handS time of a worker to take a job and to hand its result in, in s
 * @param {(trial: number) => number} settings.trialS time of a trial, in s
 * @param {readonly [number, number]} settings.idleS how long an idle worker waits: from, and up to
 * @returns {{ perSecond: number, utilisation: number }} trials done a second, and the share of the workers' time that
 *   went into trials
 */
export function simulateWorkers({ workers, lag, trials, costS, handS, trialS, idleS }) {
  const events = new Events();
  const jobs = [];
  const heard = [];
  const finished = new Uint8Array(trials);
  const idle = new IdleWorkers(workers, idleS);
  const times = [];
  let next = 0;
  let firstMissing = 0;
  let coordinating = false;
  const coordinate = (now) => {
    while (finished[firstMissing]) firstMissing++;
    if (coordinating || next === trials || next - firstMissing > lag) return;
    coordinating = true;
    events.add(now + costS, suggested);
  };
  const suggested = (now) => {
    jobs.push(next++);
    coordinating = false;
    // Results that came meanwhile are seen now.
    for (const trial of heard.splice(0)) finished[trial] = 1;
    coordinate(now);
    if (idle.count > 0) events.add(idle.take(now), work);
  };
  const work = (now) => {
    const trial = jobs.shift();
    if (trial === undefined) return idle.add(now);
    const lengthS = trialS(trial);
    events.add(now + handS + lengthS, (end) => {
      if (coordinating) heard.push(trial);
      else finished[trial] = 1;
      times.push({ end, lengthS });
      coordinate(end);
      work(end);
    });
  };
  coordinate(0);
  events.run();
  return inTheMiddle(times, workers);
}

/** Of what was done between the end of the first quarter of all trials and that of the third. */
function inTheMiddle(times, workers) {
  const ends = times.map(({ end }) => end);
  const [from, to] = [ends.length >> 2, (3 * ends.length) >> 2];
  const [begin, until] = [ends[from], ends[to]];
  const busyS = times.reduce(
    (sum, { end, lengthS }) => sum + Math.max(0, Math.min(end, until) - Math.max(end - lengthS, begin)),
    0,
  );
  return { perSecond: (to - from) / (until - begin), utilisation: busyS / (workers * (until - begin)) };
}

/** Workers that found no job and ask again; a job is for the one that asks first. */
class IdleWorkers {
  since = [];

  constructor(workers, idleS) {
    // They do not ask in step.
    this.since = Array.from({ length: workers }, (_, i) => (-idleS[1] * i) / workers);
    this.idleS = idleS;
  }

  get count() {
    return this.since.length;
  }

  add(now) {
    this.since.push(now);
  }

  /** Takes the one that asks first; when that is. */
  take(now) {
    const asks = this.since.map((since) => this.asks(since, now));
    const at = Math.min(...asks);
    this.since.splice(asks.indexOf(at), 1);
    return at;
  }

  /** When it asks for the first time from now on: it waits twice as long each time, up to a limit. */
  asks(since, now) {
    const [shortest, longest] = this.idleS;
    if (longest === 0) return now;
    let at = since;
    for (let wait = shortest; wait < longest && at < now; wait *= 2) at += wait;
    return at < now ? at + longest * Math.ceil((now - at) / longest) : at;
  }
}

/** What happens when, in the order of time; a binary heap. */
class Events {
  heap = [];

  add(at, happen) {
    const { heap } = this;
    let i = heap.push({ at, happen }) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && heap[parent].at > heap[i].at; parent = (i - 1) >> 1) {
      [heap[i], heap[parent]] = [heap[parent], heap[i]];
      i = parent;
    }
  }

  run() {
    for (let event = this.take(); event; event = this.take()) event.happen(event.at);
  }

  take() {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const least = [2 * i + 1, 2 * i + 2].reduce(
        (best, child) => (child < heap.length && heap[child].at < heap[best].at ? child : best),
        i,
      );
      if (least === i) return first;
      [heap[i], heap[least]] = [heap[least], heap[i]];
      i = least;
    }
  }
}

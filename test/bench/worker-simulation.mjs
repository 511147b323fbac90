/**
 * Simulates workers of a cluster behind a coordinator that does one thing at a time: it spends `costS` on a trial before
 * the trial is in the queue, hears of results only in between, and has at most `lag` + 1 trials on their way, the first
 * of which is not older than `lag` trials (see `src/study/lagged-history.ts`). A worker that finds no job asks again
 * after a while.
 *
 * @param {object} settings
 * @param {number} settings.workers integer >= 1
 * @param {number} settings.lag integer >= 0
 * @param {number} settings.trials trials of the study; those in the middle are counted
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
  const done = [];
  const finished = new Uint8Array(trials);
  const [from, to] = [Math.min(2 * workers, trials / 4), trials - Math.min(2 * workers, trials / 4)].map(
    Math.floor,
  );
  let next = 0;
  let firstMissing = 0;
  let coordinating = false;
  const coordinate = (now) => {
    while (finished[firstMissing]) firstMissing++;
    if (coordinating || next === trials || next - firstMissing > lag) return;
    coordinating = true;
    events.add(now + costS, () => {
      jobs.push(next++);
      coordinating = false;
      // Results that came meanwhile are seen now.
      for (const trial of done.splice(0)) finished[trial] = 1;
      coordinate(now + costS);
    });
  };
  const marks = { busyS: 0, begin: 0, end: 0, ended: 0 };
  const end = (now, trial, lengthS) => {
    if (coordinating) done.push(trial);
    else finished[trial] = 1;
    coordinate(now);
    marks.ended++;
    if (marks.ended > from && marks.ended <= to) marks.busyS += lengthS;
    if (marks.ended === from) marks.begin = now;
    if (marks.ended === to) marks.end = now;
  };
  const ask = (now, waitS) => {
    if (marks.ended >= to) return;
    const trial = jobs.shift();
    if (trial === undefined) {
      events.add(now + waitS, (later) => ask(later, Math.min(idleS[1], 2 * waitS)));
      return;
    }
    const lengthS = trialS(trial);
    events.add(now + handS + lengthS, (later) => {
      end(later, trial, lengthS);
      ask(later, idleS[0]);
    });
  };
  coordinate(0);
  // Not all at once: idle workers of different machines do not ask in step.
  for (let worker = 0; worker < workers; worker++)
    events.add((idleS[1] * worker) / workers, (now) => ask(now, idleS[0]));
  events.run();
  const seconds = marks.end - marks.begin;
  return { perSecond: (to - from) / seconds, utilisation: marks.busyS / (workers * seconds) };
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

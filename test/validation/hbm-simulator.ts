/** One burst to be read from a pseudo-channel. */
export interface Request {
  readonly bank: number;
  readonly row: number;
}

/** Timings of a pseudo-channel in cycles of its command clock, under the names of JESD235. */
export interface ChannelTimings {
  readonly bankGroups: number;
  readonly banksPerGroup: number;
  readonly tRCD: number;
  readonly tRP: number;
  readonly tRAS: number;
  readonly tRTP: number;
  readonly tRRD: number;
  readonly tFAW: number;
  readonly tCCD_S: number;
  readonly tCCD_L: number;
  readonly CL: number;
  /** Cycles of one burst on the data bus. */
  readonly burst: number;
  readonly tRFC: number;
  readonly tREFI: number;
  /** Requests that the scheduler sees at once. */
  readonly window: number;
}

interface Bank {
  openRow: number;
  earliestActivate: number;
  earliestRead: number;
  earliestPrecharge: number;
}

const CLOSED = -1;
/** A row that nobody asks for and that lies open in every bank at the start, so that all first reads miss. */
const STRANGER = -2;
const LONG_AGO = -1e9;

/**
 * Command-level simulation of reads from one pseudo-channel, cycle by cycle: a row bus and a column bus with one command
 * each per cycle, an open-page scheduler that takes the oldest request whose row is open and else opens rows for the
 * oldest ones (FR-FCFS), and refreshes of all banks. Written from the timing rules, without a look at the closed form.
 */
export class ChannelSimulator {
  activations = 0;
  private now = 0;
  private lastData = 0;
  private nextRefresh: number;
  private lastRead = LONG_AGO;
  private readonly lastReadOfGroup: number[];
  private readonly lastActivates: number[] = [LONG_AGO, LONG_AGO, LONG_AGO, LONG_AGO];
  private readonly banks: Bank[];
  private readonly pending: Request[] = [];

  /** @param refreshPhase cycles until the first refresh */
  constructor(
    private readonly timings: ChannelTimings,
    refreshPhase = timings.tREFI,
  ) {
    this.nextRefresh = refreshPhase;
    this.lastReadOfGroup = new Array<number>(timings.bankGroups).fill(LONG_AGO);
    this.banks = Array.from({ length: timings.bankGroups * timings.banksPerGroup }, () => ({
      openRow: STRANGER,
      earliestActivate: 0,
      earliestRead: 0,
      earliestPrecharge: 0,
    }));
  }

  /** Reads all requests, known from cycle 0; returns the cycle at which the last data have arrived. */
  run(requests: readonly Request[]): number {
    let next = 0;
    while (next < requests.length || this.pending.length > 0) {
      while (this.pending.length < this.timings.window && next < requests.length)
        this.pending.push(requests[next++]);
      if (this.now >= this.nextRefresh) this.refresh();
      this.issueRead();
      this.issueRowCommand();
      this.now++;
    }
    return this.lastData;
  }

  private refresh(): void {
    const { tRP, tRFC, tREFI } = this.timings;
    const precharge = Math.max(this.now, ...this.banks.map((bank) => bank.earliestPrecharge));
    this.now = precharge + tRP + tRFC;
    for (const bank of this.banks) {
      bank.openRow = CLOSED;
      bank.earliestActivate = Math.max(bank.earliestActivate, this.now);
    }
    this.nextRefresh += tREFI;
  }

  private issueRead(): void {
    const { tCCD_S, tCCD_L, tRTP, CL, burst, banksPerGroup } = this.timings;
    const { now } = this;
    if (now < this.lastRead + tCCD_S) return;
    const index = this.pending.findIndex(({ bank, row }) => {
      const { openRow, earliestRead } = this.banks[bank];
      const sameGroup = this.lastReadOfGroup[Math.floor(bank / banksPerGroup)];
      return openRow === row && now >= earliestRead && now >= sameGroup + tCCD_L;
    });
    if (index < 0) return;
    const [{ bank }] = this.pending.splice(index, 1);
    this.lastRead = now;
    this.lastReadOfGroup[Math.floor(bank / banksPerGroup)] = now;
    this.banks[bank].earliestPrecharge = Math.max(this.banks[bank].earliestPrecharge, now + tRTP);
    this.lastData = now + CL + burst;
  }

  private issueRowCommand(): void {
    const decided = new Set<number>();
    for (const { bank: index, row } of this.pending) {
      if (decided.has(index)) continue;
      const bank = this.banks[index];
      decided.add(index);
      if (bank.openRow === row) continue;
      if (bank.openRow === CLOSED ? this.activate(bank, row) : this.precharge(bank, index)) return;
    }
  }

  private activate(bank: Bank, row: number): boolean {
    const { tRRD, tFAW, tRCD, tRAS } = this.timings;
    const earliest = Math.max(
      bank.earliestActivate,
      this.lastActivates[3] + tRRD,
      this.lastActivates[0] + tFAW,
    );
    if (this.now < earliest) return false;
    this.lastActivates.shift();
    this.lastActivates.push(this.now);
    this.activations++;
    bank.openRow = row;
    bank.earliestRead = this.now + tRCD;
    bank.earliestPrecharge = this.now + tRAS;
    return true;
  }

  /** Closes a bank once nobody in the window asks for its open row. */
  private precharge(bank: Bank, index: number): boolean {
    if (this.now < bank.earliestPrecharge) return false;
    if (this.pending.some((request) => request.bank === index && request.row === bank.openRow)) return false;
    bank.openRow = CLOSED;
    bank.earliestActivate = this.now + this.timings.tRP;
    return true;
  }
}

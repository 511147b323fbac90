/** Where energy goes. */
export const ENERGY_COMPONENTS = [
  /** Multiply-accumulates. */
  'compute',
  /** What a protection adds to the array: checksums, shadow latches, comparisons, further runs. */
  'protection',
  /** Recomputation at the nominal operating point, and what boosted multiply-accumulates take more. */
  'recompute',
  /** Norms, softmax, activations and residual sums. */
  'vector',
  /** Local buffers beside the array. */
  'sram',
  'globalBuffer',
  /** Leakage of array, vector unit and on-chip memories over the whole latency. */
  'leakage',
  /** Changes of the supply voltage. */
  'transition',
  /** DRAM: weights streamed because they do not stay on the chip. */
  'weights',
  /** DRAM: activations that do not fit on the chip. */
  'activations',
  /** DRAM: checkpoints written, and values read back from them. */
  'checkpointWrite',
  'rollbackRead',
  /** DRAM: standby and refresh over the whole latency. */
  'dramBackground',
] as const;

export type EnergyComponent = (typeof ENERGY_COMPONENTS)[number];
export type EnergyByComponent = Readonly<Record<EnergyComponent, number>>;

/** What can bound the time of a block. */
export const BOUNDS = ['compute', 'vector', 'HBM', 'switching'] as const;

/** Time by cause, in s. Latency is `arrayS + recomputeS + vectorS + stallS + transitionS`. */
export interface TimeParts {
  /** The array computes, checksums and further runs included. */
  readonly arrayS: number;
  /** The array recomputes at the nominal operating point, or stalls while a late word is corrected. */
  readonly recomputeS: number;
  readonly vectorS: number;
  /** The array waits for DRAM. */
  readonly stallS: number;
  /** Voltage or clock change. */
  readonly transitionS: number;
}

/** The cost of one part of the work, or of all of it. */
export interface PartCost extends TimeParts {
  /** Sum of all components. */
  readonly energyJ: number;
  readonly energyByComponentJ: EnergyByComponent;
  readonly latencyS: number;
  /** Time that DRAM transfers take, most of it behind the array's back. */
  readonly dramS: number;
  /** Bytes moved to and from DRAM. */
  readonly dramBytes: number;
  readonly macs: number;
  /** Cycles of the array, those of protections and repairs included. */
  readonly cycles: number;
  /** Multiply-accumulates per element and cycle while the array computes, 0..1; those of checksums do not count as done. */
  readonly utilisation: number;
  /** What the time goes to most: array, vector unit, DRAM transfers or transitions. */
  readonly bound: (typeof BOUNDS)[number];
}

/** What one image costs under a policy; means over the images of the counts. */
export interface Cost extends PartCost {
  /** One per block of the workload, all steps together; they add up to the total. */
  readonly blocks: readonly PartCost[];
  /** Changes of the operating point per image. */
  readonly transitions: number;
  /** Share of multiply-accumulates done at the nominal operating point, 0..1. */
  readonly nominalFraction: number;
  readonly weightsResident: boolean;
}

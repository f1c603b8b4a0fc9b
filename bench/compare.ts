import { median } from './median';

export interface Contender {
  readonly name: string;
  /** Does the whole work once. */
  run(): void;
}

export interface Comparison {
  readonly title: string;
  /** Bytes that one run works through. */
  readonly bytes: number;
  readonly floor: Contender;
  readonly ours: Contender;
  /** Share of the floor that is wanted, 0 to 1. */
  readonly wanted: number;
}

const rounds = 61;
/** Processor time of a round for each contender. */
const roundMs = 20;

/** Runs both in turn, so that a slow moment of the machine meets both, and says in a line what came of it. */
export function compare({ title, bytes, floor, ours, wanted }: Comparison): string {
  const rates: { readonly floor: number[]; readonly ours: number[] } = { floor: [], ours: [] };
  for (let round = -2; round < rounds; round += 1) {
    const floorRate = rateOf(floor, bytes);
    const oursRate = rateOf(ours, bytes);
    // The first rounds only warm the compiler up.
    if (round >= 0) {
      rates.floor.push(floorRate);
      rates.ours.push(oursRate);
    }
  }
  const ratio = median(rates.ours.map((rate, index) => rate / (rates.floor[index] ?? Number.NaN)));
  return [
    title,
    `  ${floor.name.padEnd(36)} ${shown(median(rates.floor))} MB/s`,
    `  ${ours.name.padEnd(36)} ${shown(median(rates.ours))} MB/s`,
    `  ${'share of the floor'.padEnd(36)} ${shown(ratio * 100)} %     wanted: ${wanted * 100} %`,
  ].join('\n');
}

/** Megabytes per second of processor time, so that what else the machine does counts for little. The collection of garbage is counted. */
function rateOf(contender: Contender, bytes: number): number {
  const start = process.cpuUsage();
  let runs = 0;
  let micros = 0;
  while (micros < roundMs * 1000) {
    contender.run();
    runs += 1;
    const { user, system } = process.cpuUsage(start);
    micros = user + system;
  }
  return (runs * bytes) / micros;
}

function shown(value: number): string {
  return value.toFixed(1).padStart(7);
}

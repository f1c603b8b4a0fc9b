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

const rounds = 21;
const roundMs = 60;

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

/** Megabytes per second. */
function rateOf(contender: Contender, bytes: number): number {
  const start = process.hrtime.bigint();
  const enough = start + BigInt(roundMs) * 1_000_000n;
  let runs = 0;
  let now = start;
  while (now < enough) {
    contender.run();
    runs += 1;
    now = process.hrtime.bigint();
  }
  return (runs * bytes * 1000) / Number(now - start);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function shown(value: number): string {
  return value.toFixed(1).padStart(7);
}

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = z.object({
  n: z.number(),
  cut: z.string(),
  verdict: z.string(),
  reason: z.string(),
  exitCode: z.number(),
  ms: z.number(),
});

type Run = z.infer<typeof run>;

/** Runs a case with the server closing at each n-th of its commands. The first run is the whole one. */
async function cutEverywhere(id: string, options: { readonly way: string; readonly step: number }): Promise<Run[]> {
  const args = [join(__dirname, 'run-cuts.cjs'), id, options.way, String(options.step)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => run.parse(JSON.parse(line)));
}

describe.each(['fin', 'rst', 'half'])('a server that closes in the place of any of its commands (%s)', (way) => {
  test.each<[string, number, RegExp]>([
    // What was to be shown has been shown by then.
    ['server/dispatch/alice-calls-at-the-dispatch-server', 1, /^MSG to alice/],
    ['server/profile/the-server-sends-alice-s-profile', 1, /^$/],
    // A contact whose lists stand is not needed any more.
    ['server/nickname/alice-renames-carol', 13, /^(?:BPR|ADD) to (?:bob|carol|dave|eve|fred)/],
  ])('in %s is never passed where it mattered, and the run comes to its end', async (id, step, harmless) => {
    const [whole, ...cut] = await cutEverywhere(id, { way, step });
    expect(whole).toMatchObject({ verdict: 'pass', exitCode: 0 });
    expect(cut.length).toBeGreaterThan(3);
    expect(cut.filter((one) => one.verdict === 'pass' && !harmless.test(one.cut))).toEqual([]);
    // Neither a fault of the kit (4) nor a run that was given up.
    expect(cut.filter(({ verdict, exitCode }) => exitCode !== (verdict === 'pass' ? 0 : 1))).toEqual([]);
    expect(cut.filter(({ verdict, reason }) => verdict !== 'pass' && reason === '')).toEqual([]);
    expect(Math.max(...cut.map(({ ms }) => ms))).toBeLessThan(10_000);
  });
});

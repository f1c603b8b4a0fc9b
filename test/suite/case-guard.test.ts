import { CaseCut, CaseGuard } from '../../src/suite';
import { Trace } from '../../src/wire';

function setup() {
  const trace = new Trace();
  const stop = new AbortController();
  return { trace, stop, guard: new CaseGuard({ trace, stop: stop.signal }) };
}

const never = () => new Promise<never>(() => {});

describe('the guard of a case', () => {
  test('lets the case be as long as nothing happens', async () => {
    const { guard } = setup();
    expect(await guard.during(() => 'done')).toBe('done');
    await expect(guard.during(() => Promise.reject(new Error('of its own')))).rejects.toThrow('of its own');
    expect(guard.cut).toBeUndefined();
  });

  test.each(['received-limit', 'trace-full'])(
    'cuts it short at once at a remark of %s, and leaves the work to itself',
    async (topic) => {
      const { guard, trace } = setup();
      const working = guard.during(never);
      trace.remark({ topic, text: 'Too much has come.' });
      await expect(working).rejects.toMatchObject({ name: 'CaseCut', code: 'flooded', message: 'Too much has come.' });
      await expect(guard.during(() => 'later')).rejects.toBe(guard.cut);
    },
  );

  test('cuts it short when the run is stopped, with the reason for that', async () => {
    const { guard, stop } = setup();
    const working = guard.during(never);
    stop.abort(new Error('The run was stopped by SIGINT.'));
    await expect(working).rejects.toMatchObject({ code: 'stopped', message: 'The run was stopped by SIGINT.' });
  });

  test('does not begin what comes after the run was stopped', async () => {
    const stop = new AbortController();
    stop.abort(new CaseCut('stopped', 'It was stopped.'));
    const guard = new CaseGuard({ trace: new Trace(), stop: stop.signal });
    let isBegun = false;
    await expect(
      guard.during(() => {
        isBegun = true;
      }),
    ).rejects.toBe(stop.signal.reason);
    expect(isBegun).toBe(false);
  });

  test('keeps to the first reason, and hears nothing once it is closed', () => {
    const { guard, stop, trace } = setup();
    trace.remark({ topic: 'received-limit', text: 'First.' });
    stop.abort(new Error('Second.'));
    expect(guard.cut?.message).toBe('First.');
    const other = setup();
    other.guard.close();
    other.trace.remark({ topic: 'received-limit', text: 'Too late.' });
    other.stop.abort();
    expect(other.guard.cut).toBeUndefined();
  });
});

import { printTrace, Trace, traceToNdjson } from '../../src/wire';

function longTrace(): Trace {
  const trace = new Trace();
  for (let count = 0; count < 1000; count += 1) {
    trace.remark({ topic: 'fixture', text: 'x'.repeat(100) });
  }
  return trace;
}

describe('a trace that is printed into limited room', () => {
  it.each([
    ['as a transcript', printTrace, /# The file is full: the last \d+ events are left out\.\n$/],
    ['as JSON lines', traceToNdjson, /{"kind":"left-out","events":\d+}\n$/],
  ])('%s never has more characters than that, and says how many events are left out', (_, print, end) => {
    const text = print(longTrace(), { maxLength: 5000 });
    expect(text.length).toBeLessThanOrEqual(5000);
    expect(text).toMatch(end);
    const left = Number(/(\d+)\D*\n$/.exec(text)?.[1]);
    expect(text.split('x'.repeat(100)).length - 1).toBe(1000 - left);
  });

  it('is printed whole where there is room', () => {
    const trace = longTrace();
    const text = printTrace(trace);
    expect(printTrace(trace, { maxLength: text.length + 200 })).toBe(text);
    expect(printTrace(trace, { maxLength: text.length + 199 })).not.toBe(text);
  });
});

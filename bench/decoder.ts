import { Decoder } from '../src/codec';
import { sessionLines, sessionStream } from '../test/codec/session-stream';
import { type Comparison, compare } from './compare';

const LF = 0x0a;
/** Big enough that a run is more than its own start, small enough to stay in the cache of the processor. */
const repeats = 32;

/** Our decoder beside the least that any reader of MSNP has to do: find the lines, cut them into words. Processor time. */
export function benchDecoder(): string[] {
  return [
    compare(whole('lines and parameters, whole', repeated(sessionLines))),
    compare(whole('the same with the profile, a payload that the floor takes for lines', repeated(sessionStream))),
    compare(byteByByte('lines and parameters, one byte at a time', repeated(sessionLines))),
    compare(byteByByte('the same with the profile', repeated(sessionStream))),
  ];
}

function repeated(stream: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: repeats }, () => stream));
}

function whole(title: string, bytes: Buffer): Comparison {
  return {
    title,
    bytes: bytes.length,
    wanted: 0.6,
    floor: {
      name: 'floor: find LF, cut at spaces',
      run: () => {
        let words = 0;
        let at = 0;
        for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, at)) {
          words += bytes.toString('latin1', at, lf - 1).split(' ').length;
          at = lf + 1;
        }
        expectSome(words);
      },
    },
    ours: {
      name: 'Decoder',
      run: () => {
        const decoder = new Decoder({ service: 'notification', from: 'server' });
        expectSome(decoder.push(bytes).length);
      },
    },
  };
}

function byteByByte(title: string, bytes: Buffer): Comparison {
  const chunks = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
  return {
    title,
    bytes: bytes.length,
    wanted: 0.5,
    floor: {
      name: 'floor: accumulate up to LF, cut',
      run: () => {
        const accumulator = Buffer.alloc(16_384);
        let words = 0;
        let length = 0;
        for (const chunk of chunks) {
          for (let index = 0; index < chunk.length; index += 1) {
            const byte = chunk[index] ?? 0;
            accumulator[length] = byte;
            length += 1;
            if (byte === LF) {
              words += accumulator.toString('latin1', 0, length - 2).split(' ').length;
              length = 0;
            }
          }
        }
        expectSome(words);
      },
    },
    ours: {
      name: 'Decoder',
      run: () => {
        const decoder = new Decoder({ service: 'notification', from: 'server' });
        let items = 0;
        for (const chunk of chunks) {
          items += decoder.push(chunk).length;
        }
        expectSome(items);
      },
    },
  };
}

/** Uses the result, so that the work cannot be left out. */
function expectSome(count: number): void {
  if (count === 0) {
    throw new Error('Nothing was decoded.');
  }
}

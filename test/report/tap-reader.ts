/** A test point of a TAP 14 stream. */
export interface TapPoint {
  readonly ok: boolean;
  readonly id: number;
  readonly description: string;
  readonly skip?: string;
  /** Lines of its YAML diagnostic. */
  readonly diagnostic: readonly string[];
  readonly subtest?: TapStream;
}

export interface TapStream {
  readonly points: readonly TapPoint[];
  readonly bailOut?: string;
}

/** Reads what the specification of TAP 14 calls valid, and throws at anything else: nothing is passed over. */
export function readTap(document: string): TapStream {
  if (!document.endsWith('\n')) {
    throw new Error('The last line has no end.');
  }
  const [version, ...lines] = document.slice(0, -1).split('\n');
  if (version !== 'TAP version 14') {
    throw new Error('The first line is no version.');
  }
  return readStream(lines);
}

function readStream(lines: readonly string[]): TapStream {
  const [first = '', ...rest] = lines;
  const planned = /^1\.\.(\d+)$/.exec(first)?.[1];
  if (planned === undefined) {
    throw new Error(`"${first}" is no plan.`);
  }
  const points: TapPoint[] = [];
  let bailOut: string | undefined;
  for (let at = 0; at < rest.length; ) {
    const line = rest[at] ?? '';
    at += 1;
    if (line.startsWith('Bail out! ')) {
      bailOut = unescaped(line.slice('Bail out! '.length));
      if (at < rest.length) {
        throw new Error('Something stands behind the end.');
      }
      continue;
    }
    let pointLine = line;
    let subtest: TapStream | undefined;
    const name = /^# Subtest: (.*)$/.exec(line)?.[1];
    if (name !== undefined) {
      const inner: string[] = [];
      for (; rest[at]?.startsWith('    ') === true; at += 1) {
        inner.push(rest[at]?.slice(4) ?? '');
      }
      subtest = readStream(inner);
      pointLine = rest[at] ?? '';
      at += 1;
    }
    const [, not, id = '', told = ''] = /^(not )?ok (\d+) - (.*)$/.exec(pointLine) ?? [];
    if (id === '') {
      throw new Error(`"${pointLine}" is no test point.`);
    }
    const directive = /^(.*?)(?<=\s)# SKIP (.*)$/.exec(told);
    const description = unescaped((directive?.[1] ?? told).trimEnd());
    if (name !== undefined && unescaped(name) !== description) {
      throw new Error(`The subtest "${name}" ends in "${description}".`);
    }
    const diagnostic: string[] = [];
    if (rest[at] === '  ---') {
      for (at += 1; rest[at] !== '  ...'; at += 1) {
        const inner = rest[at];
        if (inner === undefined || !inner.startsWith('  ')) {
          throw new Error('A diagnostic has no end.');
        }
        diagnostic.push(inner.slice(2));
      }
      at += 1;
    }
    points.push({
      ok: not === undefined,
      id: Number(id),
      description,
      ...(directive === null ? {} : { skip: unescaped(directive[2] ?? '') }),
      diagnostic,
      ...(subtest === undefined ? {} : { subtest }),
    });
  }
  if (points.length !== Number(planned) || points.some(({ id }, index) => id !== index + 1)) {
    throw new Error('The plan is not kept.');
  }
  return { points, ...(bailOut === undefined ? {} : { bailOut }) };
}

/** Throws where a `#` stands that is not escaped. */
function unescaped(text: string): string {
  if (/(?<!\\)(\\\\)*#/.test(text)) {
    throw new Error(`A # is not escaped in "${text}".`);
  }
  return text.replaceAll(/\\([\\#])/g, '$1');
}

import type { PropertyOutcome, Results } from '../../src/report';
import { ruleById } from '../../src/rules';

/** A results document with one of everything; its texts hold what a hostile peer might send. */
export function exampleResults(): Results {
  return {
    schema: 2,
    kit: { name: 'msnp8-conformance', version: '0.1.0' },
    subject: {
      role: 'server',
      kind: 'remote',
      target: '127.0.0.1:1863',
      program: { name: 'Example\u001b', version: '1' },
    },
    started: '2026-11-23T00:00:00.000Z',
    durationMs: 6249,
    seed: 7,
    run: {
      command: 'msnp8 server 127.0.0.1:1863',
      selectors: [],
      levels: ['MUST', 'SHOULD', 'MAY'],
      strict: false,
      node: '20.20.2',
      platform: 'linux',
    },
    verdict: 'fail',
    exitCode: 1,
    reason: '',
    accommodations: [{ need: 'dispatch', value: 'none', bends: ['C-XFR-01', 'S-ADD-01'] }],
    rules: [
      {
        ...known('S-VER-01'),
        verdict: 'pass',
        exercised: 3,
        violations: [],
        variants: {},
      },
      {
        ...known('S-ADD-01'),
        verdict: 'fail',
        exercised: 1,
        violations: [
          {
            case: 'server/blocking/bob',
            message: 'Expected "ADD 16"; got "\u0000\u001b[31m<script>]]>&\u2028\ufffe".',
            level: 'MUST',
            trace: 'traces/server.blocking.bob.txt',
            event: 12,
            evidence: {
              sent: '>>> ADD 16 BL bob@passport.com Bob\\r\\n',
              accepted: '<<< ADD 16 BL <added> bob@passport.com Bob',
              form: 'ADD trid list version account name {group}',
              received: '<<< ADD 16 BL 31 \u001b[31m Bob\\r\\n',
              mark: { from: 17, to: 22 },
              around: ['# [6] 0.5 ms notification-1', '<<< \u0007\u2028'],
            },
          },
        ],
        variants: {},
      },
      { ...known('S-SYN-10'), verdict: 'not exercised', exercised: 0, violations: [], variants: {} },
    ],
    cases: [
      {
        id: 'server/blocking/bob',
        title: 'Bob leaves',
        rules: ['S-ADD-01'],
        tags: ['@S-ADD-01'],
        verdict: 'fail',
        closing: 'clean',
        durationMs: 12,
        reason: 'Expected "ADD 16"; got "\u0000".',
        trace: 'traces/server.blocking.bob.txt',
        accused: ['S-ADD-01'],
      },
      {
        id: 'server/dispatch/alice',
        title: 'Alice calls',
        rules: ['S-USR-02'],
        tags: ['@S-USR-02'],
        verdict: 'unsupported',
        closing: 'none',
        durationMs: 3,
        reason: 'The server has no dispatch server.',
        trace: 'traces/server.dispatch.alice.txt',
        accused: [],
      },
      {
        id: 'server/login/alice',
        title: 'Alice signs in',
        rules: ['S-USR-04'],
        tags: ['@S-USR-04'],
        verdict: 'inconclusive',
        closing: 'none',
        durationMs: 5000,
        reason: 'Nothing came.',
        trace: 'traces/server.login.alice.txt',
        accused: [],
      },
    ],
  };
}

/** A property that does not hold, after all. */
export const heldProperty: PropertyOutcome = {
  statement: 'Cut anywhere, the login comes to the same.',
  examples: 250,
  exhaustive: 90,
  shrinks: 12,
  examplesPerSecond: 41.26,
  segmentsPerSecond: 3.25,
  boundaries: 900,
  provenBoundaries: 880,
  counterexample: {
    path: '3:1',
    example: '{"cuts":[1,"\u001b"]}',
    failed: 3,
    tries: 3,
    file: 'failures/cuts of login.json',
    transcript: ['>>> VER 1', '>>>  MSNP8\\r\\n', '<<< \u0007'],
  },
};

/** What a results document says of a rule of servers that the catalogue knows. */
function known(id: string) {
  const rule = ruleById(id);
  if (rule === undefined) {
    throw new Error(`There is no rule ${id}.`);
  }
  const { area, statement, source, confidence, level, dispute } = rule;
  return {
    id,
    area,
    level: level.server ?? 'MAY',
    statement,
    source,
    confidence,
    ...(dispute === undefined ? {} : { dispute }),
  };
}

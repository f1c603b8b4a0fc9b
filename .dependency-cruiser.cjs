/**
 * Imports run one way: cli → mutants → properties → suite → report, subjects → rules, fakes → wire → codec. A room is entered through its index.
 */
const rooms = ['codec', 'wire', 'fakes', 'rules', 'subjects', 'report', 'suite', 'properties', 'mutants', 'cli'];

/** What each room may import besides itself. */
const allowed = {
  codec: [],
  wire: ['codec'],
  fakes: ['wire', 'codec'],
  rules: ['wire', 'codec'],
  subjects: ['fakes', 'wire', 'codec'],
  report: ['rules', 'wire', 'codec'],
  suite: ['report', 'subjects', 'rules', 'fakes', 'wire', 'codec'],
  properties: ['suite', 'report', 'subjects', 'rules', 'fakes', 'wire', 'codec'],
  mutants: ['properties', 'suite', 'report', 'subjects', 'rules', 'fakes', 'wire', 'codec'],
  cli: ['mutants', 'properties', 'suite', 'report', 'subjects', 'rules', 'fakes', 'wire', 'codec'],
};

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: ['\\.d\\.ts$'] }, to: {} },
    { name: 'nothing-imports-steps', severity: 'error', from: { path: '^src' }, to: { path: '^(steps|test|bench)' } },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      from: { path: '^(src|steps)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    ...rooms.map((room) => ({
      name: `one-way-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/(${[room, ...allowed[room]].join('|')})/` },
    })),
    {
      name: 'through-the-index',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'through-the-index-from-steps',
      severity: 'error',
      from: { path: '^steps/' },
      to: { path: '^src/', pathNot: '^src/[^/]+/index\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};

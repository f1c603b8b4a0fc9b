// Jest begins with the largest files where it remembers no times, as on a fresh machine. The ones that take longest are small, and would end alone.
const Sequencer = require('@jest/test-sequencer').default;

const slow = ['server-mutants', 'variants', 'decoder-chunks', 'client-mutants', 'docs', 'certify'];
const rank = ({ path }) =>
  (slow.findIndex((name) => path.includes(`${name}.test.`)) + slow.length + 1) % (slow.length + 1);

class SlowFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}

module.exports = SlowFirst;

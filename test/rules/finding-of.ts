import { judge } from '../../src/rules/judge';
import type { Role } from '../../src/rules/rule';
import type { TraceEvent } from '../../src/wire';

/** What the judge says about one rule, in the few words that a test compares: the command that each violation points at. */
export interface FindingInShort {
  readonly exercised: number;
  /** For each violation the line it stands at, without its end, behind an arrow; levels below the rule's own in brackets. */
  readonly violations: readonly string[];
  readonly variants: Readonly<Record<string, number>>;
}

export function findingOf(events: readonly TraceEvent[], id: string, role: Role): FindingInShort {
  const found = judge(events, { role }).find(({ rule }) => rule.id === id);
  if (found === undefined) throw new Error(`No rule ${id} binds a ${role}.`);
  return {
    exercised: found.exercised,
    violations: found.violations.map(({ event, level }) => {
      const text = shortOf(events[event]);
      return level === found.level ? text : `${text} (${level})`;
    }),
    variants: found.variants,
  };
}

function shortOf(event: TraceEvent | undefined): string {
  if (event === undefined) return 'nowhere';
  if (event.kind === 'command') {
    const arrow = event.from === 'client' ? '>>>' : '<<<';
    return `${arrow} ${Buffer.from(event.command.raw).toString('utf8').split(/\r?\n/)[0]}`;
  }
  if (event.kind === 'remark') return `!! ${event.topic}`;
  return event.kind;
}

import type { CommandEvent } from '../../../wire';
import type { Observer } from '../../rule';
import type { ObserverTable } from '../observer-table';
import { perConnection } from '../shared/per-connection';
import { hasRawSpace } from '../shared/text-parameter';

const foreign: Readonly<Record<'client' | 'server', ReadonlySet<string>>> = {
  client: new Set('INF GCF ADC SBP ADL RML UUX UUN FQY SBS'.split(' ')),
  server: new Set('INF GCF ADC SBP ADL RML UUX UBX UBN UBM FQY SBS'.split(' ')),
};

/** X-VER-01: nothing of another dialect once MSNP8 was agreed. */
export const xVer01: Observer = (report, { role }) => {
  const of = perConnection(role, () => ({ isAgreed: false }));
  return (event) => {
    const state = of(event);
    if (state === undefined || event.kind !== 'command') return;
    const { command } = event;
    if (event.from === 'server' && command.name === 'VER')
      state.isAgreed = command.parameters.find((word) => word !== 'CVR0') === 'MSNP8';
    if (!state.isAgreed || event.from !== role) return;
    const fault = foreignTrait(event);
    if (fault !== undefined) report.violation(event, `After MSNP8 was agreed ${fault}.`);
    else if (shapedByDialect.has(command.name)) report.exercised(event);
  };
};

const shapedByDialect = new Set(['CHG', 'ILN', 'NLN', 'LST', 'ADD', 'REM']);

function foreignTrait({ command, from }: CommandEvent): string | undefined {
  const { name, parameters } = command;
  if (foreign[from].has(name)) return `no ${name} should come: it belongs to another dialect`;
  const most = name === 'CHG' ? 2 : name === 'ILN' || name === 'NLN' ? 4 : undefined;
  // A line whose words are out of their place is no sign of another dialect.
  const isInPlace = name === 'CHG' ? command.trid !== undefined : parameters[1]?.includes('@') === true;
  if (most !== undefined && isInPlace && parameters.length > most && !hasRawSpace(command, from))
    return `${name} should have at most ${most} words behind the transaction id, and ${parameters.length} came: an MSNObject belongs to MSNP9`;
  if (
    ['LST', 'ADD', 'REM'].includes(name) &&
    parameters.some((word) => /^N=[^@]+@|^C=[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(word))
  )
    return `${name} should have bare words, and one came with a prefix of MSNP10`;
  return undefined;
}

export const dialectObservers: ObserverTable = { 'X-VER-01': xVer01 };

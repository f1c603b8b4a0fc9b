import type { Request } from './watch-exchanges';
import { isAccount, isNumber } from './words';

/**
 * Whether every server must answer the request with other than an error: a request of the login, a synchronisation, a change of
 * state or a ping, in the right shape and at its time. Silence or a close then says that it was not understood.
 */
export function isUnavoidable({ command, connection, provoked, online }: Request): boolean {
  if (provoked || connection.service === 'switchboard' || connection.leaving) return false;
  const { name, parameters } = command;
  const [first, second] = parameters;
  if (name === 'PNG') return online && parameters.length === 0;
  if (command.trid === undefined) return false;
  if (name === 'VER') return connection.dialect === undefined && parameters.includes('MSNP8');
  if (name === 'CVR') return connection.dialect !== undefined && parameters.length === 8;
  if (name === 'SYN') return online && parameters.length === 1 && isNumber(first);
  if (name === 'CHG')
    return online && parameters.length === 2 && isNumber(second) && ['NLN', 'BSY', 'IDL'].includes(first ?? '');
  if (name === 'USR')
    return !online && connection.dialect !== undefined && first === 'TWN' && second === 'I' && isAccount(parameters[2]);
  return false;
}

/** Errors by which a server says that it is in trouble itself; they excuse whatever was asked of it. */
export function isServerTrouble(code: string): boolean {
  return troubles.has(code);
}

const troubles = new Set(
  '500 501 510 520 600 601 602 603 604 605 700 707 711 712 717 910 912 914 915 916 917 918 919 920 921 922'.split(' '),
);

import type { DecodedCommand } from '../../../codec';

/** Whether what was taken for a command is none: it does not begin like one. */
export function isNoCommand({ name, oddities }: DecodedCommand): boolean {
  return !/^([A-Z]{3}|\d{3})$/.test(name) || oddities.some(({ code }) => code === 'lower-case');
}

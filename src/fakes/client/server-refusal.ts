import type { Command } from '../../codec';

/** The server answered a request with an error line. The connection stays usable unless the server closes it (C-LST-07). */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  /** The error number, 0 to 999. */
  readonly code: number;
  /** The request that was refused, as it was sent. */
  readonly command: Command;

  constructor(options: { readonly code: number; readonly command: Command }) {
    const { code, command } = options;
    super(`The server refused ${command.name} ${command.trid ?? ''} with error ${String(code).padStart(3, '0')}.`);
    this.code = code;
    this.command = command;
  }
}

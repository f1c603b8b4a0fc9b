import { createColors } from 'picocolors';
import { type DecodedCommand, decodeText, listsOf, printTranscript } from '../codec';
import { visibleText } from '../report';
import { JudgeOfClients } from '../rules';
import { type CommandEvent, type ShownTrace, shownTrace, type Trace, type TraceEvent } from '../wire';

/** Longest payload that is printed, in bytes; of a longer one the beginning. */
const MOST_OF_PAYLOAD = 2048;

/** Fields that hold text for people, URL-encoded on the wire. */
const TEXTS = new Set(['name', 'nickname', 'value', 'group', 'friendly']);

/**
 * Prints what crosses the wire while it does, command by command, as people read it: names decoded, lists spelled out, and below a command the rules that
 * the client has broken with it. Secrets are masked, and control characters of a peer come as escapes.
 */
export class LiveTranscript {
  readonly #trace: Trace;
  readonly #write: (text: string) => void;
  readonly #colors: ReturnType<typeof createColors>;
  readonly #judge: JudgeOfClients;
  readonly #stop: () => void;

  constructor(options: { readonly trace: Trace; readonly color: boolean; readonly write: (text: string) => void }) {
    this.#trace = options.trace;
    this.#write = options.write;
    this.#colors = createColors(options.color);
    this.#judge = new JudgeOfClients(options.trace);
    this.#stop = options.trace.onEvent((event) => {
      this.#show(event);
      this.#tellViolations(event);
    });
  }

  close(): void {
    this.#stop();
  }

  #show(event: TraceEvent): void {
    const { dim, yellow } = this.#colors;
    const shown = shownTrace(this.#trace, {});
    const note = (text: string) => this.#line(event, dim(visibleText(shown.text(text))));
    switch (event.kind) {
      case 'open':
        note(`opens${event.label === undefined ? '' : ` (${event.label})`}`);
        break;
      case 'command':
        this.#showCommand(event, shown);
        break;
      case 'undecodable':
        this.#line(event, yellow(visibleText(shown.text(`cannot be taken apart any further: ${event.message}`))));
        break;
      case 'close':
        note(`${event.by === 'server' ? 'the kit' : 'the client'} closes${event.how === 'reset' ? ' by a reset' : ''}`);
        break;
      case 'http':
        note(`${event.from === 'client' ? 'asks' : 'is answered'}: ${shown.headerValue(event.startLine)}`);
        break;
      case 'remark':
        note(event.text);
        break;
      // What they hold comes as commands.
      case 'segment':
      case 'empty-line':
        break;
    }
  }

  #showCommand(event: CommandEvent, shown: ShownTrace): void {
    const { dim, cyan, green } = this.#colors;
    const isOurs = event.from === 'server';
    const text = commandText(event.command, (words) => shown.words(words));
    this.#line(event, (isOurs ? cyan : green)(`${isOurs ? '<<<' : '>>>'} ${text}`));
    const annotation = annotationOf(event.command);
    if (annotation !== '') {
      this.#write(`    ${dim(visibleText(shown.text(annotation)))}\n`);
    }
  }

  #line(event: TraceEvent, text: string): void {
    const { dim } = this.#colors;
    const place = `${(event.time / 1000).toFixed(3)} ${event.connection}`.trimEnd();
    this.#write(`${dim(place)} ${text}\n`);
  }

  #tellViolations(event: TraceEvent): void {
    const { red, bold } = this.#colors;
    for (const { rule, violation } of this.#judge.see(event)) {
      const shown = shownTrace(this.#trace, {});
      const message = visibleText(shown.text(violation.message));
      this.#write(`    ${bold(red(`${rule.id} (${violation.level})`))} ${red(message)}\n`);
    }
  }
}

function commandText(command: DecodedCommand, mask: (words: readonly string[]) => readonly string[]): string {
  const { name, trid, parameters, payload } = command;
  const words = [name, ...(trid === undefined ? [] : [String(trid)]), ...parameters];
  const line = visibleText(mask(words).join(' '));
  if (payload === undefined || payload.length === 0) {
    return line;
  }
  const bytes = Buffer.from(payload).subarray(0, MOST_OF_PAYLOAD);
  const [text = ''] = mask([bytes.toString('latin1')]);
  const printed = printTranscript({
    items: [
      { kind: 'segment', from: 'server', parts: [{ kind: 'literal', bytes: Buffer.from(text, 'latin1') }], line: 1 },
    ],
  });
  const left = payload.length - bytes.length;
  return `${line}\n${printed.trimEnd().replace(/^<<< /, '    ')}${left > 0 ? `\n    … ${left} bytes` : ''}`;
}

/** What the fields of a command mean where the wire does not say it plainly. */
function annotationOf({ fields, form }: DecodedCommand): string {
  const notes = Object.entries(fields).flatMap(([name, value]) => {
    if (value === undefined) {
      return [];
    }
    if (name === 'lists' && /^\d{1,2}$/.test(value)) {
      return [`on ${listsOf(Number(value)).join(', ')}`];
    }
    const isText = TEXTS.has(name) || name.endsWith('name');
    const decoded = isText ? decodeText(value).text : value;
    return decoded === value ? [] : [`${name} "${decoded}"`];
  });
  return form === undefined || notes.length === 0 ? '' : notes.join(', ');
}

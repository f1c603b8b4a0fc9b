import type { Service, Side } from './command';
import { formsFor } from './form-table';
import { forms } from './forms';
import type { Form, Parameter, ParameterType } from './grammar';

/** A form made ready: every shape and every slot has the same properties in the same order, which engines read fastest. */
export interface Shape {
  readonly form: Form;
  readonly id: string;
  readonly trid: Form['trid'];
  readonly slots: readonly Slot[];
  /** Parameters that have to be there. */
  readonly fewest: number;
  /** Infinite where the last parameter takes all words that are left. */
  readonly most: number;
}

/** A parameter made ready. */
export interface Slot {
  readonly parameter: Parameter;
  readonly name: string;
  readonly type: ParameterType;
  readonly values: readonly string[] | undefined;
  readonly rest: boolean;
}

/** All that the grammar knows of one command in one service and direction, made ready for the decoder. */
export interface LineGrammar {
  readonly name: string;
  readonly shapes: readonly Shape[];
  /** The last word announces a payload. A command has one in all its shapes or in none. */
  readonly payload: boolean;
}

/** The commands of one service and direction by the number that `nameCode` makes of their names. */
export type Grammar = ReadonlyMap<number, LineGrammar>;

/** Reads the three characters of a command word as a number, so that finding its grammar needs no text. */
export function nameCode(first: number, second: number, third: number): number {
  return (first << 16) | (second << 8) | third;
}

/** Makes ready what the table holds of one command; the shapes are none where it does not belong here. */
export function lineGrammar(options: {
  readonly service: Service;
  readonly from: Side;
  readonly name: string;
}): LineGrammar {
  const shapes = formsFor(options).map(toShape);
  return { name: options.name, shapes, payload: shapes.some(({ form }) => form.payload === true) };
}

function toShape(form: Form): Shape {
  const { id, trid, parameters } = form;
  return {
    form,
    id,
    trid,
    slots: parameters.map((parameter) => ({
      parameter,
      name: parameter.name,
      type: parameter.type,
      values: parameter.values,
      rest: parameter.rest === true,
    })),
    fewest: parameters.filter(({ optional }) => optional !== true).length,
    most: parameters.at(-1)?.rest === true ? Number.POSITIVE_INFINITY : parameters.length,
  };
}

const grammars: ReadonlyMap<string, Grammar> = new Map(
  (['dispatch', 'notification', 'switchboard'] as const).flatMap((service) =>
    (['client', 'server'] as const).map((from) => [`${service} ${from}`, makeGrammar({ service, from })] as const),
  ),
);

/** Every command of one service and direction but the errors, whose names are numbers. */
export function grammarFor(options: { readonly service: Service; readonly from: Side }): Grammar {
  return grammars.get(`${options.service} ${options.from}`) ?? new Map();
}

function makeGrammar(options: { readonly service: Service; readonly from: Side }): Grammar {
  const grammar = new Map<number, LineGrammar>();
  for (const name of new Set(forms.map((form) => form.name))) {
    const line = lineGrammar({ ...options, name });
    if (line.shapes.length > 0) {
      grammar.set(nameCode(name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)), line);
    }
  }
  return grammar;
}

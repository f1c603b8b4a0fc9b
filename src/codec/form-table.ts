import type { DecodedCommand, Service, Side } from './command';
import { forms } from './forms';
import type { Form } from './grammar';

type AnyForm = (typeof forms)[number];

/** Ids of the grammar forms: `S.SYN.equal`. */
export type FormId = AnyForm['id'];

type FormOf<Id extends FormId> = Extract<AnyForm, { readonly id: Id }>;
type ParameterOf<Id extends FormId> = FormOf<Id>['parameters'][number];
type OptionalName<Id extends FormId> = Extract<ParameterOf<Id>, { readonly optional: true }>['name'];
type RequiredName<Id extends FormId> = Exclude<ParameterOf<Id>['name'], OptionalName<Id>>;
type FixedName<Id extends FormId> = Extract<ParameterOf<Id>, { readonly values: readonly [string] }>['name'];

/** The parameters of a form by name, in wire form; those that may be absent are optional. */
export type FieldsOf<Id extends FormId> = Readonly<Record<RequiredName<Id>, string>> &
  Readonly<Partial<Record<OptionalName<Id>, string>>>;

/** As `FieldsOf`; the words that a form fixes (`TWN`, `OK`, the closing `0`) may be left out. */
export type GivenFieldsOf<Id extends FormId> = Readonly<Record<Exclude<RequiredName<Id>, FixedName<Id>>, string>> &
  Readonly<Partial<Record<OptionalName<Id> | FixedName<Id>, string>>>;

/** A decoded command that matches the form `Id`. */
export type CommandOf<Id extends FormId> = DecodedCommand & { readonly form: Id; readonly fields: FieldsOf<Id> };

/** Whether a command matches a form; its fields are then known by name. */
export function isForm<Id extends FormId>(command: DecodedCommand, id: Id): command is CommandOf<Id> {
  return command.form === id;
}

const all: readonly Form[] = forms;
const byId: ReadonlyMap<string, Form> = new Map(all.map((form) => [form.id, form]));

/** The form with this id; undefined where there is none. */
export function formById(id: string): Form | undefined {
  return byId.get(id);
}

/**
 * The shapes that a command can have in one service and direction; empty where the grammar does not know it there. Three digits name an error. A
 * dispatch server is a notification server that hands its users on, or does not: its connections know all that those of a notification server know.
 */
export function formsFor(options: {
  readonly service: Service;
  readonly from: Side;
  readonly name: string;
}): readonly Form[] {
  const { from, name } = options;
  const service = options.service === 'dispatch' ? 'notification' : options.service;
  return formsNamed(name).filter((form) => form.from === from && form.services.includes(service));
}

/** The shapes that a command can have in any service and direction. */
export function formsNamed(name: string): readonly Form[] {
  return isErrorNumber(name)
    ? all.filter((form) => form.id === 'S.ERROR')
    : all.filter((form) => form.name === name && form.id !== 'S.ERROR');
}

/** Three digits instead of a command word. */
export function isErrorNumber(name: string): boolean {
  return /^\d{3}$/.test(name);
}

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

/** The parameters of a form by name, in wire form; those that may be absent are optional. */
export type FieldsOf<Id extends FormId> = Readonly<Record<RequiredName<Id>, string>> &
  Readonly<Partial<Record<OptionalName<Id>, string>>>;

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

const byKey = new Map<string, Form[]>();
for (const form of all) {
  for (const service of form.services) {
    const key = keyOf({ service, from: form.from, name: form.name });
    byKey.set(key, [...(byKey.get(key) ?? []), form]);
  }
}

const none: readonly Form[] = [];

/** The shapes that a command can have in one service and direction; empty where the grammar does not know it there. */
export function formsFor(options: {
  readonly service: Service;
  readonly from: Side;
  readonly name: string;
}): readonly Form[] {
  return byKey.get(keyOf({ ...options, name: isErrorNumber(options.name) ? 'NNN' : options.name })) ?? none;
}

/** The shapes of a command in the other direction, or in another service: for what comes at the wrong place. */
export function formsElsewhere(name: string): readonly Form[] {
  return all.filter((form) => form.name === name);
}

/** Three digits instead of a command word. */
export function isErrorNumber(name: string): boolean {
  return name.length === 3 && /^\d{3}$/.test(name);
}

function keyOf(options: { readonly service: Service; readonly from: Side; readonly name: string }): string {
  return `${options.from} ${options.service} ${options.name}`;
}

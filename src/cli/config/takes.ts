/** What the value of an option looks like, in the words of JSON Schema. Numbers and texts are read by the parser of the option. */
export type ValueShape =
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'string'; readonly pattern?: string; readonly enum?: readonly string[] }
  | { readonly type: 'array'; readonly items: { readonly type: 'string'; readonly enum?: readonly string[] } };

const shapes = new WeakMap<object, ValueShape>();

/**
 * Marks the parser of an option with the shape of what it takes, so that configs, the environment and editors know it, too. A parser without a mark
 * takes any text.
 */
export function takes<Parser extends object>(shape: ValueShape, parser: Parser): Parser {
  shapes.set(parser, shape);
  return parser;
}

/** The shape that a parser was marked with. */
export function shapeTakenBy(parser: object | undefined): ValueShape | undefined {
  return parser === undefined ? undefined : shapes.get(parser);
}

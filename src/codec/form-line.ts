import type { Form } from './grammar';

/** A form as a line: `ADD trid list version account {name}`. `{…}` may be absent; `…` takes all words that are left. */
export function formLine(form: Form): string {
  const trid = { required: ' trid', zero: ' 0', none: '', optional: ' {trid}' }[form.trid];
  const words = form.parameters.map((parameter) => {
    const name = parameter.values?.length === 1 ? parameter.values[0] : parameter.name;
    const shown = parameter.rest === true ? `${name} …` : name;
    return parameter.optional === true ? ` {${shown}}` : ` ${shown}`;
  });
  return `${form.name}${trid}${words.join('')}${form.payload === true ? ' length' : ''}`;
}

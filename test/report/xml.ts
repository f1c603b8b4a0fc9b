/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All text in it, entities taken for what they mean. */
  readonly text: string;
}

/** Reads XML 1.0 as strictly as a validating parser does, without doctypes, comments, CDATA and namespaces: anything else is an error. */
export function parseXml(document: string): XmlElement {
  let rest = document;
  const take = (pattern: RegExp): RegExpExecArray => {
    const found = pattern.exec(rest);
    if (found === null || found.index !== 0) {
      throw new Error(`Expected ${pattern}; got ${JSON.stringify(rest.slice(0, 60))}.`);
    }
    rest = rest.slice(found[0].length);
    return found;
  };
  const element = (): XmlElement => {
    const name = take(/^<([A-Za-z][\w-]*)/)[1] ?? '';
    const attributes: Record<string, string> = {};
    while (/^\s+[\w:]/.test(rest)) {
      const [, key = '', value = ''] = take(/^\s+([\w:-]+)="([^"<]*)"/);
      if (key in attributes) {
        throw new Error(`The attribute ${key} is there twice.`);
      }
      attributes[key] = unescaped(value);
    }
    if (/^\s*\/>/.test(rest)) {
      take(/^\s*\/>/);
      return { name, attributes, children: [], text: '' };
    }
    take(/^\s*>/);
    const children: XmlElement[] = [];
    let text = '';
    while (!rest.startsWith('</')) {
      const [found] = take(/^[^<]*/);
      if (found.includes(']]>')) {
        throw new Error('Text may not have ]]> in it.');
      }
      text += unescaped(found);
      if (rest.startsWith('<') && !rest.startsWith('</')) {
        const child = element();
        children.push(child);
        text += child.text;
      }
    }
    take(new RegExp(`^</${name}>`));
    return { name, attributes, children, text };
  };
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(document)) {
    throw new Error('A character is none of XML 1.0.');
  }
  take(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/);
  const root = element();
  take(/^\s*$/);
  return root;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&([^;]{0,10});?/g, (whole, name: string) => {
    const number = /^#x([0-9A-Fa-f]+)$/.exec(name)?.[1];
    const meant = number === undefined ? ENTITIES[name] : String.fromCodePoint(Number.parseInt(number, 16));
    if (meant === undefined || !whole.endsWith(';')) {
      throw new Error(`${whole} is no entity.`);
    }
    return meant;
  });
}

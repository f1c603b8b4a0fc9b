import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** The tags of a page in their order, with the names of their attributes; what stands in scripts and styles is left out. */
export function tagsOf(page: string): string[] {
  const markup = page.replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');
  return [...markup.matchAll(/<([^>]*)>/g)].map(([, tag = '']) => tag.replace(/="[^"]*"/g, ''));
}

/** What the packed stories of a page are. */
export function storiesIn(page: string): unknown {
  const [, packed = ''] = /<script type="text\/plain" id="stories">([^<]*)<\/script>/.exec(page) ?? [];
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
}

/** The sources that the policy of a page lets through, by directive. */
export function policyOf(page: string): Map<string, string> {
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const text = policy.replaceAll('&#39;', "'");
  return new Map(
    text.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

/** The hashes of the inline elements of a name that are no data. */
export function hashesOf(page: string, name: 'script' | 'style'): string[] {
  return [...page.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

/** The ids of a page, and those that its links point at. */
export function anchorsOf(page: string): { readonly ids: readonly string[]; readonly targets: readonly string[] } {
  const found = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, id = '']) => id);
  return { ids: found(/ id="([^"]*)"/g), targets: found(/ href="#([^"]*)"/g) };
}

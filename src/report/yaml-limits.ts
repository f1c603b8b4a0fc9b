/** Characters that a YAML file of ours may have. */
const MOST = 256 * 1024;

/** How deep its maps and lists may stand in each other. */
const DEEPEST = 100;

/** Why a text is not given to a YAML parser, as the end of a sentence; undefined where it may be. One that nests without end takes a process down. */
export function yamlLimit(text: string): string | undefined {
  if (text.length > MOST) {
    return `it has ${text.length} characters, and no such file needs more than ${MOST}`;
  }
  return isTooDeep(text) ? `its maps and lists stand more than ${DEEPEST} deep in each other` : undefined;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [character] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (character === '[' || character === '{' ? 1 : -1));
    if (depth > DEEPEST) {
      return true;
    }
  }
  const isIndented = new RegExp(`^[ \\t]{${2 * DEEPEST}}`, 'm').test(text);
  const isOnOneLine = new RegExp(`(?:[-?:][ \\t]+){${DEEPEST}}`).test(text);
  return isIndented || isOnOneLine;
}

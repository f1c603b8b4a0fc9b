import { type Form, formLine, forms } from '../src/codec';
import { resultsJsonSchema } from '../src/report';
import { catalogue, type Role, type Rule } from '../src/rules';

/** Files that are made from data: path relative to the package root, and content. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'results.schema.json': `${JSON.stringify(resultsJsonSchema(), null, 2)}\n`,
    'docs/rules.md': rulesPage(),
    'docs/commands.md': commandsPage(),
  };
}

function rulesPage(): string {
  const areas = [...new Set(catalogue.map(({ area }) => area))];
  const lines = [
    '# The rules',
    '',
    `Made from \`src/rules/catalogue\` by \`npm run generate\`. ${catalogue.length} rules. MUST: a hard failure. SHOULD: a warning. MAY: variants that are`,
    'accepted, and reported.',
  ];
  for (const area of areas) {
    lines.push(
      '',
      `## ${area}`,
      '',
      '| id | level | rule | shown by | source | confidence |',
      '|---|---|---|---|---|---|',
    );
    lines.push(...catalogue.filter((rule) => rule.area === area).map(ruleRow));
  }
  return `${lines.join('\n')}\n`;
}

function ruleRow(rule: Rule): string {
  const dispute = rule.dispute === undefined ? '' : ` *Disputed:* ${rule.dispute}`;
  const cells = [rule.id, levels(rule), rule.statement + dispute, rule.observation, rule.source, rule.confidence];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function levels(rule: Rule): string {
  const roles = ['client', 'server'] satisfies Role[];
  const distinct = [...new Set(roles.map((role) => rule.level[role]).filter((level) => level !== undefined))];
  return distinct.length === 1
    ? String(distinct[0])
    : roles.flatMap((role) => (rule.level[role] === undefined ? [] : `${rule.level[role]} (${role})`)).join(', ');
}

function commandsPage(): string {
  const lines = [
    '# The commands',
    '',
    'Made from the grammar table, `src/codec/forms.ts`, by `npm run generate`. `trid` is the transaction id; `{…}` may be absent; `…` takes all words that are left.',
    '',
    '| form | services | line | for | source | confidence |',
    '|---|---|---|---|---|---|',
  ];
  for (const form of forms as readonly Form[]) {
    const line = `\`${formLine(form)}\``;
    const cells = [form.id, form.services.join(', '), line, form.summary, form.source, form.confidence];
    lines.push(`| ${cells.map(cell).join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { configJsonSchema, settingsOf } from '../src/cli/config';
import { buildProgram } from '../src/cli/run';
import { type Form, formLine, forms } from '../src/codec';
import { resultsJsonSchema } from '../src/report';
import { catalogue, type Role, type Rule } from '../src/rules';

/** Files that are made from data: path relative to the package root, and content. */
export function generatedFiles(): Readonly<Record<string, string>> {
  return {
    'results.schema.json': `${JSON.stringify(resultsJsonSchema(), null, 2)}\n`,
    'config.schema.json': `${JSON.stringify(configJsonSchema(program()), null, 2)}\n`,
    'docs/rules.md': rulesPage(),
    'docs/options.md': optionsPage(),
    'docs/steps.md': stepsPage(),
    'docs/commands.md': commandsPage(),
  };
}

/** The command line, to be looked at. */
function program(): ReturnType<typeof buildProgram> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return buildProgram({ stdout: nowhere, stderr: nowhere, cwd: '.', env: {} }, () => {});
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

function optionsPage(): string {
  const lines = [
    '# The options',
    '',
    'Made from the command line by `npm run generate`. How they go together: [config and environment](config.md). Configs take the keys of `server` and `client`.',
  ];
  const everything = program().commands.flatMap((one) => (one.commands.length === 0 ? [one] : one.commands));
  for (const command of everything) {
    const parent = command.parent?.name() ?? '';
    const name = parent === 'msnp8' ? command.name() : `${parent} ${command.name()}`;
    const rows = settingsOf(command).map(({ flag, key, variable, description, usual }) => {
      const what = usual === undefined ? description : `${description}; default ${JSON.stringify(usual)}`;
      return `| \`${flag}\` | \`${key}\` | \`${variable}\` | ${cell(what)} |`;
    });
    if (rows.length > 0) {
      lines.push('', `## msnp8 ${name}`, '', '| option | key | variable | |', '|---|---|---|---|', ...rows);
    }
  }
  return `${lines.join('\n')}\n`;
}

function stepsPage(): string {
  const folder = join(__dirname, '..', 'steps');
  const files = readdirSync(folder).filter((name) => name.endsWith('.steps.ts'));
  const definitions = files.sort().flatMap((name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    return [...source.matchAll(/^(Given|When|Then)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|\/(.*)\/),/gm)].map(
      ([, keyword = '', single, double, expression]) => ({
        keyword,
        text: single?.replaceAll("\\'", "'") ?? double ?? `/${expression}/`,
      }),
    );
  });
  const lines = [
    '# The steps',
    '',
    'Made from `steps/` by `npm run generate`. How they are used: [writing scenarios](writing-scenarios.md). `{contact}` is Bob, Carol, Dave, Eve or Fred; `{side}` is client or server;',
    '`{string}` is a text in quotes. A step that ends with `:` takes a table or a transcript, as the features of the kit show (`features/`).',
  ];
  for (const keyword of ['Given', 'When', 'Then']) {
    const texts = definitions.filter((one) => one.keyword === keyword).map(({ text }) => text);
    lines.push('', `## ${keyword}`, '', ...texts.map((text) => `- \`${text}\``));
  }
  return `${lines.join('\n')}\n`;
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

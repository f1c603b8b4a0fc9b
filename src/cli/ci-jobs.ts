import { kit } from '../suite';

/** Where a CI job is written, and what it says. */
export interface CiJob {
  readonly file: string;
  readonly text: string;
}

/** The names of the CI systems for which there is a job. */
export const ciNames = ['github', 'gitlab', 'jenkins', 'none'] as const;

const PACKAGE = `msnp8-conformance@${kit.version}`;

/** The job that runs the config of a folder in CI; undefined for `none`. */
export function ciJob(options: {
  readonly ci: (typeof ciNames)[number];
  readonly role: 'server' | 'client';
}): CiJob | undefined {
  const { ci, role } = options;
  const command = (reporters: string) => `npx --yes --package ${PACKAGE} msnp8 ${role} --reporter ${reporters}`;
  const isServer = role === 'server';
  const accounts = `printf '%s' "$MSNP8_ACCOUNTS_JSON" > accounts.json && chmod 600 accounts.json`;
  switch (ci) {
    case 'github':
      return {
        file: '.github/workflows/msnp8.yml',
        text: text([
          'name: MSNP8',
          'on: [push, pull_request]',
          'permissions:',
          '  contents: read',
          'jobs:',
          '  msnp8:',
          '    runs-on: ubuntu-latest',
          '    steps:',
          '      - uses: actions/checkout@v4',
          '      - uses: actions/setup-node@v4',
          '        with:',
          '          node-version: 20',
          `      # Start your ${role} here, if it is not there already.`,
          ...(isServer
            ? [
                '      - name: Accounts',
                '        env:',
                `          MSNP8_ACCOUNTS_JSON: $\{{ secrets.MSNP8_ACCOUNTS_JSON }}`,
                `        run: ${accounts}`,
              ]
            : []),
          `      - run: ${command('text,junit,markdown,github')}`,
          '      - uses: actions/upload-artifact@v4',
          '        if: always()',
          '        with:',
          '          name: msnp8',
          '          path: reports',
        ]),
      };
    case 'gitlab':
      return {
        file: '.gitlab-ci.yml',
        text: text([
          'msnp8:',
          '  image: node:20-slim',
          '  script:',
          `    # Start your ${role} here, if it is not there already.`,
          ...(isServer ? [`    - ${accounts}`] : []),
          `    - ${command('text,junit')}`,
          '  artifacts:',
          '    when: always',
          '    paths:',
          '      - reports',
          '    reports:',
          '      junit: reports/junit.xml',
        ]),
      };
    case 'jenkins':
      return {
        file: 'Jenkinsfile',
        text: text([
          'pipeline {',
          '  agent any',
          ...(isServer ? ['  environment {', "    MSNP8_ACCOUNTS = credentials('msnp8-accounts')", '  }'] : []),
          '  stages {',
          "    stage('MSNP8') {",
          '      steps {',
          `        // Start your ${role} here, if it is not there already.`,
          `        sh '${command('text,junit')}'`,
          '      }',
          '    }',
          '  }',
          '  post {',
          '    always {',
          "      junit 'reports/junit.xml'",
          "      archiveArtifacts artifacts: 'reports/**'",
          '    }',
          '  }',
          '}',
        ]),
      };
    case 'none':
      return undefined;
  }
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

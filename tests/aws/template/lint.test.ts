import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { packaged, packagedFile, parameters, type Resource, type Template } from '../support/packaged.ts';

/** False alarms: W3005, that the framework's own `DependsOn` is not needed; W8003, that a condition on a stage's name is constant. */
const lint = async (...files: string[]) => {
  const command = process.env.CFN_LINT ?? 'cfn-lint';
  return execa({ all: true, reject: false })`${command} --region eu-central-1 --ignore-checks W3005 W8003 -- ${files}`;
};

async function lintBroken(breakIt: (template: Template) => void) {
  const template = await packaged('prod');
  breakIt(template);
  const file = path.join(tmpdir(), 'broken.json');
  writeFileSync(file, JSON.stringify(template));
  return lint(file);
}

test.each([
  ['prod', parameters],
  ['dev', parameters],
  [
    'prod',
    {
      ...parameters,
      msk: parameters.msk.replace('-s1', '-1'),
      pollers: '2',
      scramSecret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:AmazonMSK_shop-AbCdEf',
    },
  ],
  [
    'prod',
    {
      ...parameters,
      auth: 'jwt',
      jwtIssuer: 'https://login.example.com/',
      jwtAudience: 'shop',
      cors: 'https://a.example.com',
    },
  ],
])(
  'cfn-lint finds nothing in the template of %s',
  async (stage, params) => {
    const { all } = await lint(await packagedFile(stage, params));

    expect(all).toBe('');
  },
  120_000,
);

test("cfn-lint finds nothing in the cluster's template", async () => {
  const { all } = await lint('infrastructure/msk.yml');

  expect(all).toBe('');
}, 120_000);

test('a misspelt property is found', async () => {
  const { all } = await lintBroken(({ Resources }) => {
    const table = Resources.UsersTable as { Properties: object };
    table.Properties = { ...table.Properties, DeletionProtection: true };
  });

  expect(all).toContain('DeletionProtection');
}, 120_000);

test('an IAM action that does not exist is found', async () => {
  const { all } = await lintBroken(({ Resources }) => {
    const { PolicyDocument } = (Resources.UsersGetLambdaFunctionRole as Resource).Properties.Policies[0];
    PolicyDocument.Statement[0].Action = ['kafka-cluster:ReadDate'];
  });

  expect(all).toContain('readdate');
}, 120_000);

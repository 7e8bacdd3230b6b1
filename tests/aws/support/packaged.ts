import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';

/** All that is looked up where only the cluster's ARN is given: with these, `package` calls nothing. */
export const parameters = {
  msk: 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/0d1b2c3d-1111-2222-3333-444455556666-s1',
  brokers: 'boot-shop.c1.kafka-serverless.eu-central-1.amazonaws.com:9098',
  subnets: 'subnet-0aaaaaaaaaaaaaaa1,subnet-0aaaaaaaaaaaaaaa2',
  securityGroups: 'sg-0aaaaaaaaaaaaaaa1',
};

export interface Template {
  Parameters: Record<string, { Default: string }>;
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, unknown>;
}

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  Properties: any;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** `serverless package`, once for each stage and parameters of a run. Gives the template's path. */
export async function packagedFile(stage: string, params: Record<string, string> = parameters): Promise<string> {
  const name = createHash('sha256')
    .update(JSON.stringify([stage, params]))
    .digest('hex');
  const dir = path.join(tmpdir(), `package-${name}`);
  const file = path.join(dir, 'cloudformation-template-update-stack.json');
  if (!existsSync(file)) {
    const result = await serverlessPackage(stage, params, dir);
    if (result.failed) throw new Error(result.all);
  }
  return file;
}

export async function packaged(stage: string, params?: Record<string, string>): Promise<Template> {
  return JSON.parse(readFileSync(await packagedFile(stage, params), 'utf8'));
}

/** What the command itself says, too. */
export function serverlessPackage(stage: string, params: Record<string, string>, dir: string, env = {}) {
  const args = Object.entries(params).flatMap(([key, value]) => ['--param', `${key}=${value}`]);
  const options = {
    all: true,
    reject: false,
    preferLocal: true,
    env: { ESBUILD_DIR: '.esbuild/aws', ...env },
  } as const;
  return execa(options)`serverless package --stage ${stage} --package ${dir} ${args}`;
}

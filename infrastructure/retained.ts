import type { Serverless } from './serverless.ts';

/** What stays on purpose when a stack is removed, for whoever removed it. */
export function retained(serverless: Serverless): string {
  const kept = Object.entries(serverless.service.resources.Resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
    .map(([logicalId, { Type, Properties }]) => {
      const { TableName } = (Properties ?? {}) as { TableName?: string };
      return `  ${Type} ${TableName ?? logicalId}, with its data`;
    });
  return [
    `What stays of stage ${serverless.getProvider('aws').getStage()}, on purpose:`,
    ...kept,
    '  the topics in Kafka, with their records, and the offsets of the consumer groups',
    '  the stack of the cluster, where "npm run deploy:cluster" made it',
    'How to remove these: docs/deploy.md',
  ].join('\n');
}

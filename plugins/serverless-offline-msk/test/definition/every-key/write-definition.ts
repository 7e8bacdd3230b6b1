import { writeFileSync } from 'node:fs';
import { Findings } from '../../../src/definition/findings.ts';
import { mergeResources } from '../../../src/definition/merge-resources.ts';
import { serviceTemplate } from '../../../src/definition/service-template.ts';
import { readServiceMappings, type Serverless } from '../../../src/definition.ts';

/** Serverless plugin: writes what the definition makes of the framework's instance to the file `$DEFINITION`. */
export default class WriteDefinition {
  readonly hooks: Record<string, () => void>;

  constructor(serverless: Serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        const findings = new Findings();
        const template = mergeResources(
          serviceTemplate(serverless, findings),
          serverless.service.resources ?? {},
          findings,
        );
        const definition = readServiceMappings(serverless);
        writeFileSync(String(process.env.DEFINITION), JSON.stringify({ template, ...definition }));
      },
    };
  }
}

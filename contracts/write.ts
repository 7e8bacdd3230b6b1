// npm run contracts: writes the documents. With -- --release also the released form of each event's contract.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { contracts } from './contracts.ts';
import { documents, toText } from './documents.ts';
import { releasedFile } from './released.ts';

const { release } = parseArgs({ options: { release: { type: 'boolean', default: false } } }).values;

const released = contracts.map((contract) => ({
  file: releasedFile(contract.type),
  text: toText(contract),
}));
for (const { file, text } of [...documents(), ...(release ? released : [])]) {
  writeFileSync(file, text);
  console.log(`Written: ${file}`);
}

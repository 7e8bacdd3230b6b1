// `prepack` lets package.json point at `dist`, `postpack` at `src` again: in a repository the package runs from its
// sources, but Node strips no types under `node_modules`. npm takes no `exports` from `publishConfig`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('package.json', import.meta.url);
const manifest = readFileSync(file, 'utf8');
writeFileSync(file, process.argv[2] === 'dist' ? toDist(manifest) : toSources(manifest));

function toDist(text: string): string {
  return text
    .replace(/("types": "(?:\.\/)?)src\/(.+)\.ts"/g, '$1dist/$2.d.ts"')
    .replace(/"(\.\/)?src\/(.+)\.ts"/g, '"$1dist/$2.js"');
}

function toSources(text: string): string {
  return text.replace(/"(\.\/)?dist\/(.+?)(\.d\.ts|\.js)"/g, '"$1src/$2.ts"');
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

type Handler = (event: object, context: object) => Promise<void>;

/**
 * A function's handler, bundled as for Lambda.
 *
 * @param replaced sources that take the place of files, by their path in the repository
 */
export async function bundle(entry: string, replaced: Readonly<Record<string, string>> = {}): Promise<Handler> {
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), 'bundle-')), 'index.cjs');
  await build({
    ...{ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node24', format: 'cjs' },
    plugins: Object.entries(replaced).map(([file, contents]) => ({
      name: file,
      setup({ onLoad }) {
        const filter = new RegExp(`${file.replaceAll('.', '\\.')}$`);
        onLoad({ filter }, () => ({ contents, loader: 'ts', resolveDir: path.dirname(path.resolve(file)) }));
      },
    })),
  });
  const { default: exported } = await import(outfile);
  return exported.handler;
}

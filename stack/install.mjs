// prestart, prestack, pretest: on a fresh clone nothing is installed yet. Needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This is Node ${process.versions.node}; the project needs 20.19 or newer.`);
  process.exit(1);
}

// npm writes this file last.
if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) {
  console.log('Installing the dependencies (npm install), once');
  // Not `npm ci`: it refuses a lockfile that lacks optional packages of other platforms, as one made where they cannot be had.
  const { status } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}

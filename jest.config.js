// The functions' logs would bury the results; a test that reads a log starts a process of its own.
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';

const project = (displayName, folder) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: [`<rootDir>/${folder}`],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }],
  },
});

export default {
  projects: [
    project('unit', 'tests/unit'),
    project('integration', 'tests/integration'),
    project('e2e', 'tests/e2e'),
    project('template', 'tests/aws/template'),
    project('ministack', 'tests/aws/ministack'),
    project('fuzz', 'tests/aws/fuzz'),
    project('plugin', 'plugins/serverless-offline-msk/test'),
  ],
};

/** The environment variable's value; throws where it is missing, at the first use in a container. */
export function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see provider.environment in serverless.yml`);
  return value;
}

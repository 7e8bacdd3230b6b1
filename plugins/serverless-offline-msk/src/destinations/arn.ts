/** The parts of `arn:aws:service:region:account:resource` that a destination needs. */
export function parseArn(arn: string): { region: string; resource: string } {
  const [, , , region, , ...resource] = arn.split(':');
  return { region: region || 'us-east-1', resource: resource.join(':') };
}

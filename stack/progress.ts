/** Shows that some work began, what it is busy with, and that it is done. Passes its result or its error on. */
export type Step = <Result>(
  title: string,
  work: (detail: (text: string) => void) => Promise<Result>,
) => Promise<Result>;

/** On a terminal one line that is written over; elsewhere a line for the beginning and one for the end. */
export const shownStep: Step = async (title, work) => {
  const terminal = process.stdout.isTTY;
  const begun = performance.now();
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  const show = (text: string) =>
    process.stdout.write(terminal ? `\r\x1b[K${text.slice(0, (process.stdout.columns || 80) - 1)}` : `${text}\n`);
  show(`… ${title}`);
  const result = await work((text) => terminal && show(`… ${title}: ${text}`));
  show(`✓ ${title} (${seconds()})`);
  if (terminal) process.stdout.write('\n');
  return result;
};

export const silentStep: Step = (_, work) => work(() => {});

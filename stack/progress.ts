/** Shows that some work began, what it is busy with, and that it is done. Passes its result or its error on. */
export type Step = <Result>(
  title: string,
  work: (detail: (text: string) => void) => Promise<Result>,
) => Promise<Result>;

/** On a terminal one line that is written over; elsewhere a line for the beginning, for every 5 seconds, and the end. */
export const shownStep: Step = async (title, work) => {
  const begun = performance.now();
  let shown = begun;
  show(`… ${title}`);
  const result = await work((text) => {
    if (!process.stdout.isTTY && performance.now() - shown < 5_000) return;
    shown = performance.now();
    show(`… ${title}: ${text}`);
  });
  show(`✓ ${title} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`);
  if (process.stdout.isTTY) process.stdout.write('\n');
  return result;
};

export const silentStep: Step = (_, work) => work(() => {});

function show(text: string): void {
  const { isTTY, columns } = process.stdout;
  process.stdout.write(isTTY ? `\r\x1b[K${text.slice(0, (columns || 80) - 1)}` : `${text}\n`);
}

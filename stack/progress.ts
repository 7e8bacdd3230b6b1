/** Shows that some work began, what it is busy with, and that it is done. Passes its result or its error on. */
export type Step = <Result>(
  title: string,
  work: (detail: (text: string) => void) => Promise<Result>,
) => Promise<Result>;

/** On a terminal one line that is written over; elsewhere a line for the beginning, for every 5 seconds, and the end. */
export const stepOn =
  (stream: NodeJS.WriteStream): Step =>
  async (title, work) => {
    const begun = performance.now();
    let shown = begun;
    show(stream, `… ${title}`);
    const result = await work((text) => {
      if (!stream.isTTY && performance.now() - shown < 5_000) return;
      shown = performance.now();
      show(stream, `… ${title}: ${text}`);
    });
    show(stream, `✓ ${title} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`);
    if (stream.isTTY) stream.write('\n');
    return result;
  };

export const shownStep = stepOn(process.stdout);

export const silentStep: Step = (_, work) => work(() => {});

function show(stream: NodeJS.WriteStream, text: string): void {
  const { isTTY, columns } = stream;
  stream.write(isTTY ? `\r\x1b[K${text.slice(0, (columns || 80) - 1)}` : `${text}\n`);
}

// Loaded into serverless-offline (node --import): writes a line about its memory to MEMORY_FILE every 10 seconds. Its
// function workers are threads of its process.
import { appendFileSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import type { MemorySample } from './memory.ts';

const file = process.env.MEMORY_FILE ?? '';
const begun = performance.now();
const workers = new Set<Worker>();

process.on('worker', (worker) => {
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

setInterval(() => void report(), 10_000).unref();

async function report(): Promise<void> {
  // One that ends meanwhile has no heap any more.
  const heaps = await Promise.allSettled([...workers].map((worker) => worker.getHeapStatistics()));
  const used = heaps.map((heap) => (heap.status === 'fulfilled' ? heap.value.used_heap_size : 0));
  const { rss, heapUsed } = process.memoryUsage();
  const sample: MemorySample = {
    ...{ minutes: (performance.now() - begun) / 60_000, rssMb: toMb(rss), mainHeapMb: toMb(heapUsed) },
    ...{ workers: workers.size, workersHeapMb: toMb(used.reduce((sum, bytes) => sum + bytes, 0)) },
  };
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
}

function toMb(bytes: number): number {
  return bytes / 2 ** 20;
}

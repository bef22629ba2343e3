// A thread that submits one call and posts what became of it. The runtime is bundled here, because threads run no TypeScript.
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';

const bundled = await build({
  entryPoints: [fileURLToPath(new URL('../../../src/runtime/submissions.ts', import.meta.url))],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const { submitTo } = await import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString('base64')}`);

parentPort.once('message', async ({ port, name, args, abort }) => {
  const controller = new AbortController();
  const call = submitTo(port, name, args, { signal: controller.signal });
  if (abort) {
    setTimeout(() => controller.abort(), 5);
  }
  try {
    parentPort.postMessage({ value: await call });
  } catch (error) {
    parentPort.postMessage({ error: { name: error.name, message: error.message } });
  } finally {
    port.close();
  }
});

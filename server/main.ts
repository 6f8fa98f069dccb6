import { StartError } from './start-error.ts';
import { startPlatform } from './start-platform.ts';

/** A second Ctrl-C does not wait. */
const exitAtOnce = 130;

// Who read our output may have gone (a closed pipe or terminal); devices don't care.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const starting = startPlatform(process.env, (line) => process.stdout.write(`${line}\n`));
let stopping = false;
// From the first moment: who changes their mind during the start leaves no engine behind either.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) process.exit(exitAtOnce);
    stopping = true;
    process.stdout.write('Stopping: devices get their last acknowledgements, then the engines stop …\n');
    starting.then(stop, () => {});
  });
}

try {
  await starting;
} catch (error) {
  process.stderr.write(`${error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

async function stop(platform: AsyncDisposable): Promise<void> {
  try {
    await platform[Symbol.asyncDispose]();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`The stop was not clean: ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

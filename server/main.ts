import { StartError } from './start-error.ts';
import { startPlatform } from './start-platform.ts';

/** A second Ctrl-C does not wait. */
const exitAtOnce = 130;

// Who read our output may have gone (a closed pipe or terminal); devices don't care.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const platform = await startPlatform(process.env, (line) => process.stdout.write(`${line}\n`));
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(exitAtOnce);
      stopping = true;
      process.stdout.write('Stopping: devices get their last acknowledgements, then the engines stop …\n');
      platform[Symbol.asyncDispose]().then(
        () => process.exit(0),
        (error) => {
          process.stderr.write(`The stop was not clean: ${error instanceof Error ? error.message : error}\n`);
          process.exit(1);
        },
      );
    });
  }
} catch (error) {
  process.stderr.write(`${error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

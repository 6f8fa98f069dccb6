/** Why the platform can't start, in one line that names the key and what was expected: printed without a stack. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartError';
  }
}

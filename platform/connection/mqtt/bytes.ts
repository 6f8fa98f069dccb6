/** No bytes: for what is empty everywhere. */
export const noBytes: Buffer = Buffer.alloc(0);

/** Receives warnings; see {@link setWarningHandler}. */
export type WarningHandler = (message: string) => void;

/** Node's own channel for warnings, which a process can filter or trace; elsewhere nothing is printed. */
function emitWarning(message: string): void {
  if (typeof process !== 'undefined' && typeof process.emitWarning === 'function')
    process.emitWarning(message, 'ArgaliWarning');
}

let handler: WarningHandler = emitWarning;

/**
 * Sends warnings (a loss that is not finite, weights without a gradient) to `newHandler` instead of Node's
 * `process.emitWarning`; `null` restores that. A page calls this to see them at all.
 */
export function setWarningHandler(newHandler: WarningHandler | null): void {
  handler = newHandler ?? emitWarning;
}

export function warn(message: string): void {
  handler(message);
}

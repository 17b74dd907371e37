/** Receives everything that argali prints: progress, summaries, messages of callbacks. */
export type Printer = (text: string) => void;

/** Node's standard output; elsewhere there is none. */
function standardOutput(): NodeJS.WriteStream | undefined {
  return typeof process === 'undefined' ? undefined : process.stdout;
}

function printToStdout(text: string): void {
  standardOutput()?.write(text);
}

let printer: Printer = printToStdout;

/** Sends what argali prints to `newPrinter` instead of Node's standard output; `null` restores that. */
export function setPrinter(newPrinter: Printer | null): void {
  printer = newPrinter ?? printToStdout;
}

export function print(text: string): void {
  printer(text);
}

/** What the printed text may look like: terminals take colours and a line that is written over. */
export function isTerminal(): boolean {
  return printer === printToStdout && (standardOutput()?.isTTY ?? false);
}

/** Width of the terminal, if there is one. */
export function terminalWidth(): number | null {
  return isTerminal() ? (standardOutput()?.columns ?? null) : null;
}

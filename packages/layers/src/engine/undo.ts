/** How to take back what has been done so far; none outside {@link allOrNothing}. */
let undo: (() => void)[] | null = null;

/** Runs `f`; if it throws, everything that was said to {@link ifItFails} meanwhile is run, the latest first. */
export function allOrNothing(f: () => void): void {
  const outer = undo;
  const own: (() => void)[] = [];
  undo = own;
  try {
    f();
    outer?.push(...own);
  } catch (error) {
    for (const takeBack of own.reverse()) takeBack();
    throw error;
  } finally {
    undo = outer;
  }
}

/** Says how to take back what has just been done, should it turn out to be half of something. */
export function ifItFails(takeBack: () => void): void {
  undo?.push(takeBack);
}

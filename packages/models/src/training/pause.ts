/** How long to work before letting others run, in milliseconds. */
const TURN = 40;

/** Hands the thread to whatever else is waiting: timers, input, requests. */
function nextTurn(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Keeps a long loop from starving a page or a server: `await pause.ifDue()` in each turn of it. */
export class Pause {
  #last = performance.now();

  /** Whether it is time to let others run. */
  get isDue(): boolean {
    return performance.now() - this.#last >= TURN;
  }

  /** Lets others run. */
  async turn(): Promise<void> {
    await nextTurn();
    this.#last = performance.now();
  }

  async ifDue(): Promise<void> {
    if (this.isDue) await this.turn();
  }
}

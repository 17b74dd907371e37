import { Child } from './child.ts';
import { CannotError } from './contenders/contender.ts';
import type { Entrant } from './contenders/list.ts';
import { amountOf, type Work } from './works/work.ts';

/** How long is measured. */
export interface Pace {
  rounds: number;
  /** How long one contender's turn in a round takes, about; a quarter of it where no `fit` has to get going. */
  turnSeconds: number;
  /** A contender that has run for so long leaves the race with what it has. */
  budgetSeconds: number;
}

export const fullPace: Pace = { rounds: 7, turnSeconds: 2, budgetSeconds: 60 };
export const quickPace: Pace = { rounds: 3, turnSeconds: 0.5, budgetSeconds: 20 };

/** One contender's measurements, or why there are none. */
export interface Outcome {
  entrant: Entrant;
  values: number[];
  /** Bytes. */
  peakMemory: number;
  versions: Record<string, string>;
  cannot?: string;
}

interface Runner {
  outcome: Outcome;
  child: Child;
  steps: number;
  spentSeconds: number;
}

/** Has all contenders do the work in turns, so that what disturbs the machine disturbs them alike. */
export async function race(work: Work, entrants: readonly Entrant[], pace: Pace): Promise<Outcome[]> {
  const outcomes = entrants
    .filter(({ kinds }) => kinds?.includes(work.kind) ?? true)
    .map((entrant): Outcome => ({ entrant, values: [], peakMemory: 0, versions: {} }));
  if (work.kind === 'start') await startInTurns(work, outcomes, pace);
  else await runInTurns(work, outcomes, pace);
  return outcomes;
}

async function runInTurns(work: Work, outcomes: readonly Outcome[], pace: Pace): Promise<void> {
  const runners: Runner[] = [];
  try {
    for (const outcome of outcomes) {
      const runner = await attempt(outcome, () => warmUp(work, outcome, pace));
      if (runner) runners.push(runner);
    }
    for (let round = 0; round < pace.rounds; round++) {
      for (const runner of runners) {
        if (runner.spentSeconds > pace.budgetSeconds || runner.outcome.cannot !== undefined) continue;
        await attempt(runner.outcome, async () => {
          const { steps, seconds, peakMemory } = await runner.child.run({ steps: runner.steps });
          runner.outcome.values.push(amountOf(work, steps, seconds));
          runner.outcome.peakMemory = peakMemory;
          runner.spentSeconds += seconds;
        });
      }
    }
  } finally {
    for (const { child } of runners) child.stop();
  }
}

/** Starts a contender and lets it warm up. One whose first step eats up the budget is measured by that. */
async function warmUp(work: Work, outcome: Outcome, pace: Pace): Promise<Runner> {
  const child = new Child(outcome.entrant, work);
  try {
    outcome.versions = (await child.ready()).versions;
    const first = await child.run({ steps: 1 });
    if (first.seconds > pace.budgetSeconds) {
      outcome.values.push(amountOf(work, first.steps, first.seconds));
      outcome.peakMemory = first.peakMemory;
      return { outcome, child, steps: 1, spentSeconds: first.seconds };
    }
    const steps = await stepsOfTurn(child, work.kind === 'training' ? pace.turnSeconds : pace.turnSeconds / 4);
    // By then a runtime that compiles what it runs often has compiled most of it.
    await child.run({ steps });
    return { outcome, child, steps, spentSeconds: 0 };
  } catch (error) {
    child.stop();
    throw error;
  }
}

/** How many steps fill a turn, apart from what it takes to get going: a `fit` of few steps would measure only that. */
async function stepsOfTurn(child: Child, turnSeconds: number): Promise<number> {
  const one = await child.run({ steps: 1 });
  if (one.seconds > turnSeconds) return 1;
  let run = await child.run({ steps: 4 });
  while (run.seconds - one.seconds < turnSeconds / 4) run = await child.run({ steps: run.steps * 4 });
  return Math.ceil((turnSeconds * (run.steps - one.steps)) / (run.seconds - one.seconds));
}

/** A new process for each measurement. */
async function startInTurns(work: Work, outcomes: readonly Outcome[], pace: Pace): Promise<void> {
  for (let round = 0; round < pace.rounds; round++) {
    for (const outcome of outcomes) {
      const spentSeconds = outcome.values.reduce((sum, value) => sum + value, 0);
      if (outcome.cannot !== undefined || spentSeconds > pace.budgetSeconds) continue;
      await attempt(outcome, async () => {
        const start = performance.now();
        const child = new Child(outcome.entrant, work);
        try {
          outcome.versions = (await child.ready()).versions;
          const { steps, peakMemory } = await child.run({ steps: 1 });
          outcome.values.push(amountOf(work, steps, (performance.now() - start) / 1000));
          outcome.peakMemory = peakMemory;
        } finally {
          child.stop();
        }
      });
    }
  }
}

async function attempt<T>(outcome: Outcome, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof CannotError)) throw error;
    outcome.cannot = error.message;
    return null;
  }
}

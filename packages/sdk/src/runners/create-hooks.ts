import type { ContextManager } from '../context/context-manager.ts'
import type { ContextCleanup, DataContext, TestOutcome } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import { UnderstudyError } from '../errors.ts'
import { DEFAULT_SEED } from '../generate/plan.ts'
import { addNote } from './add-note.ts'
import type { ContextOf } from './context-of.ts'
import { managerOf } from './manager-of.ts'
import { modeOfRun } from './mode-of-run.ts'
import { notesOn } from './notes-on.ts'
import { type RunnerConfig, withOverrides } from './runner-config.ts'
import { seedOfTest } from './seed-of-test.ts'

export interface TestStart {
  /** The full name, with its file where the runner has one: the seed comes of it. */
  readonly name: string
  /** Which of the runner's workers this process is. */
  readonly worker?: number | undefined
  /** What this test says otherwise; its `data` stays that of the suite. */
  readonly config?: TestConfig | undefined
}

export interface TestEnd {
  readonly outcome: TestOutcome
  /** What the test failed with: it is told how to make its rows again, and stays what it is. */
  readonly error?: unknown
}

/** What a runner's adapter is made of: one for each suite and process. */
export interface Hooks<Context extends DataContext = DataContext> extends AsyncDisposable {
  /** Once for all tests; begin does it where nobody has. A failed start may be tried again. */
  open(): Promise<void>
  begin(test: TestStart): Promise<Context>
  /** Never throws: what became of the cleanup is the answer. */
  end(context: DataContext, end: TestEnd): Promise<ContextCleanup>
  /** Cleans up what was not ended, and lets go of all connections. */
  close(): Promise<void>
}

export function createHooks<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}): Hooks<ContextOf<Mode, Needs>> {
  const { mode: said, ...suite } = config
  let opened: Promise<{ readonly mode: TestMode; readonly manager: ContextManager }> | undefined
  let closed: Promise<void> | undefined

  function open() {
    if (closed) throw closedAlready()
    opened ??= start().catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }

  async function start() {
    const mode = modeOfRun(said, process.env)
    return { mode, manager: await managerOf(mode) }
  }

  const hooks: Hooks<ContextOf<Mode, Needs>> = {
    async open() {
      await open()
    },

    async begin({ name, worker, config: overrides }) {
      const { mode, manager } = await open()
      const merged = withOverrides(suite, overrides)
      const context = await manager.setupContext(mode, {
        ...merged,
        name,
        worker: worker ?? merged.worker,
        seed: seedOfTest(merged.seed ?? (process.env.UNDERSTUDY_SEED || DEFAULT_SEED), name),
      })
      return ofMode<ContextOf<Mode, Needs>>(context)
    },

    async end(context, { outcome, error }) {
      const { manager } = await open()
      const cleanup = await manager.cleanupContext(context, outcome)
      if (outcome === 'failed') addNote(error, notesOn(context, cleanup))
      return cleanup
    },

    close() {
      closed ??= opened ? opened.then(({ manager }) => manager.close()) : Promise.resolve()
      return closed
    },

    [Symbol.asyncDispose]: () => hooks.close(),
  }
  return hooks
}

/** The manager was chosen by the mode, and its contexts are of that mode, which the types of a choice at run time can't say. */
function ofMode<Context extends DataContext>(context: DataContext): Context {
  return context as Context
}

function closedAlready(): UnderstudyError {
  return new UnderstudyError('CONTEXT_CLOSED', {
    operation: 'begin a test',
    message: 'The data of these tests was closed when they ended, and a test came after.',
    hint: 'Make new hooks for another run.',
  })
}

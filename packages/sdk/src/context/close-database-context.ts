import type { SchemaDefinition } from '../catalog/definition.ts'
import type { Leak, World } from '../isolation/world.ts'
import type { ContextCleanup } from './data-context.ts'
import type { EmitEvent } from './event-emitter.ts'
import type { NotedRows } from './noted-rows.ts'
import { type CleanupStep, problemOf, runCleanup } from './run-cleanup.ts'

/** What a cleanup has to do with. */
export interface Closing {
  readonly world: World
  readonly leaks: 'off' | 'report' | 'fail'
  /** Milliseconds. */
  readonly timeout: number
  readonly emit: EmitEvent
  readonly undo: readonly (() => Promise<void>)[]
  /** What ends with the test whether its data is kept or not. */
  readonly ends: readonly (() => Promise<void>)[]
  readonly noted: NotedRows
  schema(): Promise<SchemaDefinition>
  /** Refuses test data that is asked for from now on; answers how to end what was asked for, if any was. */
  stopLoading(): (() => Promise<void>) | undefined
}

/** Takes a context back, or leaves its data where it is. Never throws, and ends in time. */
export async function closeDatabaseContext(closing: Closing, keep: boolean): Promise<ContextCleanup> {
  const { world, emit, timeout } = closing
  const started = performance.now()
  emit({ type: 'cleanup-started' })
  const leaks: Leak[] = []
  const kept: string[] = []
  const failures = await runCleanup(stopping(closing), { timeout: timeout / 2 })
  // What has to be undone is known when nothing loads any more.
  const steps = keep ? keeping(closing, kept) : removing(closing, leaks)
  failures.push(...(await runCleanup(steps, { timeout: timeout - (performance.now() - started) })))
  const { upgrade } = world
  if (upgrade) emit({ type: 'upgraded', ...upgrade })
  const milliseconds = performance.now() - started
  const [keptAt] = kept
  if (failures.length > 0) {
    emit({ type: 'cleanup-failed', milliseconds, failures: failures.map(({ message }) => message) })
  } else emit({ type: 'cleanup-finished', milliseconds, kept: keptAt !== undefined })
  return {
    complete: failures.length === 0 && keptAt === undefined,
    kept: keptAt !== undefined,
    keptAt,
    failures,
    leaks,
    milliseconds,
  }
}

function stopping({ stopLoading }: Closing): CleanupStep[] {
  const end = stopLoading()
  return end ? [step('ending what was loading', end)] : []
}

function step(what: string, work: () => Promise<void>): CleanupStep {
  return {
    what,
    run: async () => {
      await work()
      return []
    },
  }
}

function keeping(closing: Closing, kept: string[]): CleanupStep[] {
  const { world, noted } = closing
  return [
    ...ending(closing),
    {
      what: 'keeping the data',
      run: async () => {
        try {
          kept.push(await world.keep())
          noted.letGo()
          return []
        } catch (thrown) {
          await world.close()
          return [problemOf('keeping the data', thrown)]
        }
      },
    },
  ]
}

function removing(closing: Closing, leaks: Leak[]): CleanupStep[] {
  const { world, undo, noted, schema } = closing
  return [
    ...[...undo].reverse().map((run) => step('undoing test data', run)),
    ...(noted.isEmpty ? [] : [{ what: 'deleting rows', run: () => noted.remove(world.database, schema) }]),
    ...ending(closing),
    ...(closing.leaks === 'off' ? [] : [looking(closing, leaks)]),
    step('closing the world of the test', () => world.close()),
  ]
}

function ending({ ends }: Closing): CleanupStep[] {
  return [...ends].reverse().map((end) => step('ending what test data holds', end))
}

function looking({ world, emit, leaks: mode }: Closing, leaks: Leak[]): CleanupStep {
  return {
    what: 'looking for what was left behind',
    run: async () => {
      const found = await world.leaks()
      leaks.push(...found)
      for (const leak of found) emit({ type: 'leak', leak })
      if (mode === 'report' || found.length === 0) return []
      const message = `the test left behind: ${found.map((leak) => leak.message).join('; ')}`
      return [{ what: 'leaks', code: 'LEAK_FOUND', message }]
    },
  }
}

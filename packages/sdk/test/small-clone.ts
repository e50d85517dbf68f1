import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyzeSchema } from '../src/catalog/analyze.ts'
import { copyBetween, finishBetween } from '../src/clone/between/copy-between.ts'
import { planBetween } from '../src/clone/between/plan-between.ts'
import type { CloneEvent } from '../src/clone/clone-event.ts'
import type { ClonePlan, RowSelection } from '../src/clone/clone-plan.ts'
import type { CopyContext } from '../src/clone/copy-context.ts'
import { openCopyLedger } from '../src/clone/ledger/open-copy-ledger.ts'
import { parseUrl } from '../src/database/url.ts'
import type { GuardedSource } from '../src/safety/guarded-source.ts'
import { openGuardedSource } from '../src/safety/open-guarded-source.ts'
import { type PlainMask, plainPolicy } from './plain-policy.ts'

export interface SmallClone {
  readonly source: string
  readonly target: string
  readonly masks?: Readonly<Record<string, PlainMask>>
  /** Of the ledger; another one for each clone where it is left out. */
  readonly ledger?: string
  readonly signal?: AbortSignal
  readonly select?: (source: GuardedSource) => Promise<ReadonlyMap<string, RowSelection>>
  readonly onEvent?: (event: CloneEvent) => void
}

/** A clone from the plan to the last step, without staging and verification. */
export async function smallClone(clone: SmallClone): Promise<{ plan: ClonePlan; events: CloneEvent[] }> {
  const { signal = new AbortController().signal } = clone
  await using source = await openGuardedSource(clone.source, { waivers: ['source-can-write'] })
  const schema = await source.session((session) => analyzeSchema(session))
  const policy = plainPolicy(schema, clone.masks)
  const selections = (await clone.select?.(source)) ?? new Map()
  const engine = parseUrl(clone.target).engine === 'sqlite' ? 'sqlite' : 'postgres'
  const plan = await planBetween({ source, schema, engine, target: 'copy', policy, selections, signal })
  await using ledger = await openCopyLedger(
    clone.ledger ?? join(tmpdir(), `understudy-ledger-${randomUUID()}`),
    'small',
    plan.hash,
  )
  const events: CloneEvent[] = []
  const context: CopyContext = {
    source,
    schema,
    plan,
    policy,
    selections,
    staging: clone.target,
    ledger,
    workers: 2,
    signal,
    emit: (event) => {
      events.push(event)
      clone.onEvent?.(event)
    },
    reopen: async () => source,
  }
  await copyBetween(context)
  await finishBetween(context)
  return { plan, events }
}

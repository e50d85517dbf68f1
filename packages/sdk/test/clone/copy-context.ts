import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { LargeObjectMask, RecordedWaiver } from '../../src/anonymize/compiled-policy.ts'
import { analyzeSchema } from '../../src/catalog/analyze.ts'
import type { CloneEvent } from '../../src/clone/clone-event.ts'
import type { RowSelection } from '../../src/clone/clone-plan.ts'
import type { CopyContext } from '../../src/clone/copy-context.ts'
import { openCopyLedger } from '../../src/clone/ledger/open-copy-ledger.ts'
import { planClone } from '../../src/clone/plan/plan-clone.ts'
import { readStatistics } from '../../src/clone/plan/read-statistics.ts'
import { readTargetServer } from '../../src/clone/plan/read-target-server.ts'
import { connect } from '../../src/database/connect.ts'
import { type HandMadeMask, handMadePolicy } from './hand-made-policy.ts'
import { type PlainSource, plainSource } from './plain-source.ts'

export interface TestCopy {
  readonly context: CopyContext
  readonly source: PlainSource
  readonly events: CloneEvent[]
  readonly ledgerFile: string
}

export interface TestCopyOptions {
  readonly masks?: Readonly<Record<string, Readonly<Record<string, HandMadeMask>>>> | undefined
  readonly selections?: ReadonlyMap<string, RowSelection> | undefined
  readonly waivers?: readonly RecordedWaiver[] | undefined
  /** As if the target had only these. */
  readonly roles?: readonly string[] | undefined
  readonly largeObjects?: LargeObjectMask | undefined
  readonly ledgerFile?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** All that a copy from one database of a test into another is given; what it opened is closed after the test. */
export async function testCopy(from: string, to: string, options: TestCopyOptions = {}): Promise<TestCopy> {
  const source = await plainSource(from)
  onTestFinished(() => source.close())
  const schema = await source.session((session) => analyzeSchema(session))
  const statistics = await source.session((session) => readStatistics(session, schema))
  await using target = await connect(to, { maxConnections: 1 })
  const found = await readTargetServer(target)
  const server = options.roles === undefined ? found : { ...found, roles: new Set(options.roles) }
  const policy = {
    ...handMadePolicy(schema, options.masks),
    waivers: options.waivers ?? [],
    largeObjects: options.largeObjects,
  }
  const selections = options.selections ?? new Map()
  const plan = planClone({ source: 'source', target: 'target', schema, policy, selections, statistics, server })
  const ledgerFile = options.ledgerFile ?? join(folder(), 'ledger.ndjson')
  const ledger = await openCopyLedger(ledgerFile, 'test', plan.hash)
  onTestFinished(() => ledger[Symbol.asyncDispose]())
  const events: CloneEvent[] = []
  return {
    source,
    events,
    ledgerFile,
    context: {
      source,
      schema,
      plan,
      policy,
      selections,
      staging: to,
      ledger,
      workers: 2,
      signal: options.signal ?? new AbortController().signal,
      emit: (event) => void events.push(event),
      reopen: async () => {
        const again = await plainSource(from)
        onTestFinished(() => again.close())
        return again
      },
    },
  }
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), `copy-${randomBytes(3).toString('hex')}-`))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

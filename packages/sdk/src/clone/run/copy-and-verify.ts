import { refuseAborted } from '../../database/lane.ts'
import type { CopyContext } from '../copy-context.ts'
import { openCopyLedger } from '../ledger/open-copy-ledger.ts'
import { selectRows } from '../select-rows.ts'
import type { VerificationReport } from '../verification.ts'
import { type Originals, readOriginals } from '../verify/read-originals.ts'
import { verifyClone } from '../verify/verify-clone.ts'
import { type CloneRun, usualWorkers } from './clone-run.ts'
import type { MadeClone } from './made-clone.ts'

const verificationSteps = 7

/** Makes the staging database, or goes on with it, and reads it back. */
export async function copyAndVerify(run: CloneRun, made: MadeClone): Promise<VerificationReport> {
  const { options, tracker, keeping, signal } = run
  const { place, way, schema, form, policy, selections } = made
  const { id } = tracker.operation
  await tracker.phase('building')
  const { source } = run
  // Who still helps an earlier run notes nothing from here on.
  await options.share?.close()
  const staging = await place.create(id, { like: place.server && form })
  for (const note of staging.notes) tracker.log('warning', note)
  // A ledger without its database says what is not so.
  if (!staging.resumed) await keeping.ledger(id).remove()
  const ledger = await openCopyLedger(keeping.ledger(id), id, way.plan.hash)
  const context: CopyContext = {
    source,
    schema,
    plan: way.plan,
    policy,
    selections,
    staging: staging.url,
    ledger,
    share: options.share,
    workers: options.workers ?? usualWorkers,
    signal,
    emit: tracker.emit,
    reopen: async () => {
      const again = await run.openSource()
      // Where rows have no key they are named by where they stand, which is true of one state alone.
      if (selections.size > 0)
        for (const [table, rows] of await selectRows(again, schema, options, signal)) selections.set(table, rows)
      return again
    },
  }
  const folder = await keeping.scratch(id)
  let originals: Promise<Originals> | undefined
  const reading = new AbortController()
  try {
    try {
      await tracker.phase('copying')
      await way.copy(context)
      refuseAborted(signal)
      await tracker.phase('finishing')
      originals = originalsMeanwhile(run, context, folder, reading.signal)
      await way.finish(context)
    } finally {
      await ledger[Symbol.asyncDispose]()
    }
    refuseAborted(signal)
    await tracker.phase('verifying')
    let steps = 0
    const alive = run.source.isAlive() ? run.source : undefined
    return await verifyClone({
      source: alive ?? (await context.reopen()),
      schema,
      expected: await way.expected(context),
      policy,
      target: staging.url,
      selections,
      references: options.policy.references,
      withoutLargeObjects: way.plan.largeObjects === 'left out',
      originals: alive && originals,
      folder,
      signal,
      onStep: (title) => tracker.emit({ type: 'step', done: steps++, of: verificationSteps, title }),
    })
  } finally {
    reading.abort()
    await originals?.then(
      ({ finder }) => finder.close(),
      () => {},
    )
  }
}

/** While the target's server builds its indexes, the source is read for the verification. */
function originalsMeanwhile(
  { source, signal }: CloneRun,
  { schema, plan, policy, selections }: CopyContext,
  folder: string,
  reading: AbortSignal,
): Promise<Originals> | undefined {
  if (!source.isAlive()) return undefined
  const originals = readOriginals({
    source,
    schema,
    policy,
    selections,
    engine: plan.engines.target,
    folder,
    signal: AbortSignal.any([signal, reading]),
  })
  // Whoever waits for it hears of a failure.
  originals.catch(() => {})
  return originals
}

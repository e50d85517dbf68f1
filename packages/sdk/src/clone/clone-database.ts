import { compilePolicy } from '../anonymize/policy/compile-policy.ts'
import { maskingSchemaOf } from '../catalog/masking/masking-schema-of.ts'
import { refuseAborted } from '../database/lane.ts'
import { verifyTarget } from '../safety/verify-target.ts'
import type { CloneOptions, CloneResult } from './clone-options.ts'
import type { CloneSide } from './clone-side.ts'
import { CloneTracker } from './clone-tracker.ts'
import { wayOf } from './clone-ways.ts'
import { folderKeeping } from './folder-keeping.ts'
import { backupKey } from './place/backup-key.ts'
import { openPlace } from './place/open-place.ts'
import { newId } from './place/place-names.ts'
import { readTargetServer } from './plan/read-target-server.ts'
import { readSource } from './read-source.ts'
import { refuseUnasked } from './refuse-unasked.ts'
import { refuseUnknownTexts } from './refuse-unknown-texts.ts'
import { CloneRun } from './run/clone-run.ts'
import { confirmPlan } from './run/confirm-plan.ts'
import { endFailed } from './run/end-failed.ts'
import { makeClone } from './run/make-clone.ts'
import { completePromoted, wasPromoted } from './run/promote-clone.ts'
import { refuseFullDisk } from './run/refuse-full-disk.ts'
import { refuseOtherPlan, resumedClone } from './run/resumed-clone.ts'
import { tellInterrupted } from './run/tell-interrupted.ts'
import { selectRows } from './select-rows.ts'
import { sourceWaivers } from './source-waivers.ts'

/**
 * Makes a masked copy of a database that takes the target's place only after it was read back and found right. Whatever
 * happens before, the target is as it was; a clone that was interrupted is gone on with by its id.
 */
export async function cloneDatabase(source: CloneSide, target: CloneSide, options: CloneOptions): Promise<CloneResult> {
  const { folder, keeping = folderKeeping(folder), resume } = options
  const before = resume === undefined ? undefined : await resumedClone(keeping, resume)
  const listen = options.onEvent ?? (() => {})
  const tracker: CloneTracker = new CloneTracker(
    before?.operation.id ?? options.id ?? newId(),
    { source, target },
    keeping,
    (event) => listen(event, tracker.operation, tracker.remaining),
    before,
  )
  await using run = new CloneRun({ from: source, to: target, options, tracker, keeping, before })
  return await clone(run)
}

/** Whoever waits for it hears of a failure. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {})
  return work
}

/** All that is looked at comes before anything is made. */
async function clone(run: CloneRun): Promise<CloneResult> {
  const { from, to, options, tracker, before, signal } = run
  const { policy, dryRun = false } = options
  await tracker.phase('checking')
  const known = {
    sourceUrl: from.url,
    environment: to.environment,
    environments: options.environments,
    known: options.known,
  }
  // Before anything is asked of it; and once more with the source, which may be the same by another name.
  await verifyTarget(to.url, known)
  const sealed = options.backup === 'file'
  if (sealed) backupKey(options.key)
  refuseAborted(signal)
  // Both servers are looked at meanwhile.
  const opening = begun(run.openSource())
  const place = run.keep(await openPlace(to.url))
  const done = await wasPromoted(run, place)
  if (!dryRun) await place.check({ sealed })
  const hold = dryRun ? undefined : run.keep(await place.hold())
  if (!dryRun) await tellInterrupted(tracker, run.keeping)
  refuseAborted(signal)
  const source = await opening
  tracker.checked(source.checks)
  const reading = begun(source.session(readSource, { signal }))
  const server = source.engine === 'postgres' && place.server ? begun(readTargetServer(place.server)) : undefined
  tracker.checked(await verifyTarget(to.url, { ...known, source }))
  await tracker.phase('planning')
  const { schema, statistics, form } = await reading
  const compiled = compilePolicy(policy, maskingSchemaOf(schema), {
    key: options.key,
    custom: options.transforms,
    dialect: schema.engine,
  })
  refuseUnknownTexts(compiled, schema, place.engine)
  await refuseUnasked(source, schema, compiled)
  tracker.checked([
    { name: 'policy is complete', outcome: 'passed', message: 'Every column of every table is decided about' },
  ])
  const selections = new Map(await selectRows(source, schema, options, signal))
  const waivers = [...compiled.waivers, ...sourceWaivers(source, options.waive ?? [])]
  const masks = { ...compiled, waivers }
  const way = await wayOf({ source, schema, statistics, policy: masks, selections, target: place, server, signal })
  const { plan } = way
  tracker.planned(plan)
  if (done) {
    await completePromoted(run, place)
    return { operation: tracker.operation, plan, verification: null }
  }
  if (dryRun || !hold) return { operation: tracker.operation, plan, verification: null }
  refuseOtherPlan(before, plan)
  await confirmPlan(run, plan, place)
  await refuseFullDisk(plan, place, before?.operation.statistics.bytes)
  await source.hold(
    schema.tables
      .filter(({ kind }) => kind === 'table' || kind === 'partition')
      .map(({ schema, name }) => ({ schema, name })),
  )
  await tracker.begin()
  try {
    const verification = await makeClone(run, { place, way, schema, form, policy: compiled, selections }, hold)
    return { operation: tracker.operation, plan, verification }
  } catch (thrown) {
    throw await endFailed(run, place, thrown)
  }
}

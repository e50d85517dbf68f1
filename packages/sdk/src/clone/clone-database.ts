import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompiledPolicy } from '../anonymize/compiled-policy.ts'
import { compilePolicy } from '../anonymize/policy/compile-policy.ts'
import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { maskingSchemaOf } from '../catalog/masking/masking-schema-of.ts'
import { cancelled, refuseAborted } from '../database/lane.ts'
import { UnderstudyError } from '../errors.ts'
import { confirm } from '../safety/confirm.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import { openGuardedSource } from '../safety/open-guarded-source.ts'
import { verifyTarget } from '../safety/verify-target.ts'
import type { CloneOptions, CloneResult, Confirmed } from './clone-options.ts'
import type { RowSelection } from './clone-plan.ts'
import { type CloneRecord, cloneFolder, isAtWork, readRecord } from './clone-record.ts'
import { type CloneSide, sideName } from './clone-side.ts'
import { CloneTracker } from './clone-tracker.ts'
import { type Way, wayOf } from './clone-ways.ts'
import type { CopyContext } from './copy-context.ts'
import { failureOfClone } from './failure-of-clone.ts'
import { openCopyLedger } from './ledger/open-copy-ledger.ts'
import { manifestOf } from './manifest.ts'
import { backupKey } from './place/backup-key.ts'
import { formOfDatabase } from './place/database-form.ts'
import { openPlace } from './place/open-place.ts'
import { newId } from './place/place-names.ts'
import { readClones } from './read-clones.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'
import { selectRows } from './select-rows.ts'
import { sourceWaivers } from './source-waivers.ts'
import { dropExpired, type PlaceHold, type StagingPlace } from './staging.ts'
import type { VerificationReport } from './verification.ts'
import { verificationFailed } from './verification-failed.ts'
import { type Originals, readOriginals } from './verify/read-originals.ts'
import { verifyClone } from './verify/verify-clone.ts'

const usualKeep = 7 * 86_400_000
const usualWorkers = 2

/**
 * Makes a masked copy of a database that takes the target's place only after it was read back and found right. Whatever
 * happens before, the target is as it was; a clone that was interrupted is gone on with by its id.
 */
export async function cloneDatabase(source: CloneSide, target: CloneSide, options: CloneOptions): Promise<CloneResult> {
  const { folder, resume } = options
  const before = resume === undefined ? undefined : await resumable(folder, resume)
  const listen = options.onEvent ?? (() => {})
  const tracker: CloneTracker = new CloneTracker(
    before?.operation.id ?? options.id ?? newId(),
    { source, target },
    folder,
    (event) => listen(event, tracker.operation, tracker.remaining),
    before,
  )
  const run = new CloneRun(source, target, options, tracker, before)
  try {
    return await run.run()
  } finally {
    await run.close()
  }
}

async function resumable(folder: string | undefined, id: string): Promise<CloneRecord> {
  const record = await readRecord(folder, id)
  const refuse = (code: 'CLONE_BUSY' | 'CLONE_UNKNOWN', message: string) =>
    new UnderstudyError(code, { operation: 'resume the clone', message, details: { stands: 'nothing was changed' } })
  if (isAtWork(record)) throw refuse('CLONE_BUSY', `The clone ${id} is at work in process ${record.process.pid}`)
  if (record.operation.status === 'completed') throw refuse('CLONE_UNKNOWN', `The clone ${id} is complete`)
  return record
}

/** One attempt at one clone: what it opens, it closes. */
class CloneRun {
  readonly #from: CloneSide
  readonly #to: CloneSide
  readonly #options: CloneOptions
  readonly #tracker: CloneTracker
  readonly #before: CloneRecord | undefined
  readonly #signal: AbortSignal
  readonly #opened: AsyncDisposable[] = []
  #source: GuardedSource | undefined

  constructor(
    from: CloneSide,
    to: CloneSide,
    options: CloneOptions,
    tracker: CloneTracker,
    before: CloneRecord | undefined,
  ) {
    this.#from = from
    this.#to = to
    this.#options = options
    this.#tracker = tracker
    this.#before = before
    this.#signal = options.signal ?? new AbortController().signal
  }

  async close(): Promise<void> {
    for (const one of this.#opened.reverse()) await one[Symbol.asyncDispose]()
  }

  async run(): Promise<CloneResult> {
    const { policy, dryRun = false } = this.#options
    const tracker = this.#tracker
    await tracker.phase('checking')
    const known = {
      sourceUrl: this.#from.url,
      environment: this.#to.environment,
      environments: this.#options.environments,
      known: this.#options.known,
    }
    // Before anything is asked of it; and once more with the source, which may be the same by another name.
    await verifyTarget(this.#to.url, known)
    const place = this.#keep(await openPlace(this.#to.url))
    const done = await this.#wasPromoted(place)
    const sealed = this.#options.backup === 'file'
    if (sealed) backupKey(this.#options.key)
    if (!dryRun) await place.check({ sealed })
    const hold = dryRun ? undefined : this.#keep(await place.hold())
    if (!dryRun) await this.#tellInterrupted()
    refuseAborted(this.#signal)
    this.#source = await this.#open()
    tracker.checked(this.#source.checks)
    tracker.checked(await verifyTarget(this.#to.url, { ...known, source: this.#source }))
    await tracker.phase('planning')
    const schema = await this.#source.session((session) => analyzeSchema(session), { signal: this.#signal })
    await this.#source.session((session) => refuseUnreadable(session, schema), { signal: this.#signal })
    const compiled = compilePolicy(policy, maskingSchemaOf(schema), {
      key: this.#options.key,
      custom: this.#options.transforms,
      dialect: schema.engine,
    })
    tracker.checked([
      { name: 'policy is complete', outcome: 'passed', message: 'Every column of every table is decided about' },
    ])
    const selections = new Map(await selectRows(this.#source, schema, this.#options, this.#signal))
    const waivers = [...compiled.waivers, ...sourceWaivers(this.#source, this.#options.waive ?? [])]
    const way = await wayOf({
      source: this.#source,
      schema,
      policy: { ...compiled, waivers },
      selections,
      target: place,
      signal: this.#signal,
    })
    tracker.planned(way.plan)
    if (done) return await this.#completedBefore(place, way)
    if (dryRun || !hold) return { operation: tracker.operation, plan: way.plan, verification: null }
    this.#refuseOtherPlan(way)
    await this.#confirmed(way, place)
    await this.#refuseFullDisk(way, place)
    await this.#source.hold(
      schema.tables
        .filter(({ kind }) => kind === 'table' || kind === 'partition')
        .map(({ schema, name }) => ({ schema, name })),
    )
    await tracker.begin()
    try {
      const verification = await this.#make(place, hold, way, schema, compiled, selections)
      return { operation: tracker.operation, plan: way.plan, verification }
    } catch (thrown) {
      throw await this.#ended(place, thrown)
    }
  }

  async #make(
    place: StagingPlace,
    hold: PlaceHold,
    way: Way,
    schema: SchemaDefinition,
    policy: CompiledPolicy,
    selections: Map<string, RowSelection>,
  ): Promise<VerificationReport> {
    const { id } = this.#tracker.operation
    const own = cloneFolder(this.#options.folder, id)
    await writeFile(
      join(own, 'manifest.json'),
      `${JSON.stringify(manifestOf(id, way.plan, policy, this.#source), undefined, 2)}\n`,
    )
    for (let attempt = 1; ; attempt++) {
      const verification = await this.#attempt(place, way, schema, policy, selections)
      await writeFile(join(own, 'verification.json'), `${JSON.stringify(verification, undefined, 2)}\n`)
      if (verification.passed) {
        await this.#promote(place, hold, way)
        return verification
      }
      // What an earlier process had copied is of an earlier state of the source.
      const outdated = this.#before !== undefined && attempt === 1 && verification.checks.some(isOutdated)
      if (!outdated) throw verificationFailed(verification)
      this.#tracker.log('warning', 'The source has changed since the clone was interrupted; it is copied anew.')
      await place.drop(id)
      await rm(join(own, 'ledger.ndjson'), { force: true })
    }
  }

  async #attempt(
    place: StagingPlace,
    way: Way,
    schema: SchemaDefinition,
    policy: CompiledPolicy,
    selections: Map<string, RowSelection>,
  ): Promise<VerificationReport> {
    const tracker = this.#tracker
    const { id } = tracker.operation
    await tracker.phase('building')
    const source = this.#source
    if (!source) throw new Error('A source is open before anything is made.')
    const like = schema.engine === 'postgres' && place.server ? await source.session(formOfDatabase) : undefined
    const staging = await place.create(id, { like })
    for (const note of staging.notes) tracker.log('warning', note)
    const file = join(cloneFolder(this.#options.folder, id), 'ledger.ndjson')
    // A ledger without its database says what is not so.
    if (!staging.resumed) await rm(file, { force: true })
    const ledger = await openCopyLedger(file, id, way.plan.hash)
    const context: CopyContext = {
      source,
      schema,
      plan: way.plan,
      policy,
      selections,
      staging: staging.url,
      ledger,
      workers: this.#options.workers ?? usualWorkers,
      signal: this.#signal,
      emit: tracker.emit,
      reopen: async () => {
        const again = await this.#open()
        this.#source = again
        // Where rows have no key they are named by where they stand, which is true of one state alone.
        if (selections.size > 0)
          for (const [table, rows] of await selectRows(again, schema, this.#options, this.#signal))
            selections.set(table, rows)
        return again
      },
    }
    let originals: Promise<Originals> | undefined
    const reading = new AbortController()
    try {
      await tracker.phase('copying')
      await way.copy(context)
      refuseAborted(this.#signal)
      await tracker.phase('finishing')
      originals = this.#readOriginals(context, reading.signal)
      await way.finish(context)
    } catch (thrown) {
      reading.abort()
      await originals?.catch(() => {})
      throw thrown
    } finally {
      await ledger[Symbol.asyncDispose]()
    }
    refuseAborted(this.#signal)
    await tracker.phase('verifying')
    let steps = 0
    const alive = this.#source?.isAlive() ? this.#source : undefined
    return await verifyClone({
      source: alive ?? (await context.reopen()),
      schema,
      expected: await way.expected(context),
      policy,
      target: staging.url,
      selections,
      references: this.#options.policy.references,
      withoutLargeObjects: way.plan.largeObjects === 'left out',
      originals: alive && originals,
      signal: this.#signal,
      onStep: (title) => tracker.emit({ type: 'step', done: steps++, of: verificationSteps, title }),
    })
  }

  /** While the target's server builds its indexes, the source is read for the verification. */
  #readOriginals(
    { schema, plan, policy, selections }: CopyContext,
    reading: AbortSignal,
  ): Promise<Originals> | undefined {
    const source = this.#source
    if (!source?.isAlive()) return undefined
    const signal = AbortSignal.any([this.#signal, reading])
    const originals = readOriginals({ source, schema, policy, selections, engine: plan.engines.target, signal })
    // Whoever waits for it hears of a failure.
    originals.catch(() => {})
    return originals
  }

  async #promote(place: StagingPlace, hold: PlaceHold, way: Way): Promise<void> {
    const { disconnect = false, keepBackupMilliseconds = usualKeep, backup, keepForReset, key, audit } = this.#options
    const tracker = this.#tracker
    const { id } = tracker.operation
    refuseAborted(this.#signal)
    await hold.check()
    await tracker.phase('promoting')
    if (keepForReset) await place.keep(id)
    await tracker.identity(await place.identityOf(id))
    const promotion = await place.promote(id, {
      disconnect,
      keepUntil: new Date(Date.now() + keepBackupMilliseconds),
      seal: backup === 'file' ? backupKey(key) : undefined,
      signal: this.#signal,
      onStep: this.#sealing(),
    })
    for (const note of promotion.notes) tracker.log('warning', note)
    for (const expired of await dropExpired(place, new Date()))
      tracker.log('info', `The backup ${expired.id} was dropped: its time is over.`)
    await tracker.completed(promotion.backup?.id ?? null)
    await audit?.record({
      event: 'clone promoted',
      place: sideName(this.#to),
      outcome: 'done',
      details: { clone: id, source: sideName(this.#from), plan: way.plan.hash, backup: promotion.backup?.id ?? null },
    })
  }

  #sealing(): (title: string) => void {
    let done = 0
    return (title) => this.#tracker.emit({ type: 'step', done: done++, of: sealingSteps, title })
  }

  /** What is refused before anything was made changes nothing; what fails later leaves what can be gone on with. */
  async #ended(place: StagingPlace, thrown: unknown): Promise<unknown> {
    const tracker = this.#tracker
    const { id } = tracker.operation
    const error = this.#signal.aborted ? cancelled('clone') : thrown
    const code = error instanceof UnderstudyError ? error.code : 'INTERNAL'
    const unwanted = code === 'VERIFICATION_FAILED' || (code === 'CANCELLED' && !this.#options.keepWhenCancelled)
    // Where the target does not answer any more, what was made of the clone stays there.
    const dropped =
      unwanted &&
      (await place.drop(id).then(
        () => true,
        () => false,
      ))
    await tracker.failed(error)
    await this.#options.audit?.record({
      event: 'clone ended',
      place: sideName(this.#to),
      outcome: 'failed',
      details: { clone: id, code },
    })
    const left = unwanted ? `--discard ${id} drops what it left` : `go on with --resume ${id}`
    return failureOfClone(error, { clone: id, stands: `the target is as it was${dropped ? '' : `; ${left}`}` })
  }

  async #open(): Promise<GuardedSource> {
    const { workers = usualWorkers, waive = [], alert, audit, known } = this.#options
    const { environment } = this.#from
    return this.#keep(
      await openGuardedSource(this.#from.url, {
        sessions: workers + 1,
        waivers: waive,
        signal: this.#signal,
        alert,
        audit,
        known,
        ...(environment ? { environment: { name: environment.name, type: environment.type } } : {}),
      }),
    )
  }

  /** What earlier clones of this target have left takes up room until somebody says what becomes of it. */
  async #tellInterrupted(): Promise<void> {
    const { operation, target } = this.#tracker.record
    for (const other of await readClones(this.#options.folder)) {
      const { id, status, failure } = other.operation
      const left = status === 'failed' && failure?.code !== 'VERIFICATION_FAILED'
      if (id === operation.id || !left || other.target.address !== target.address) continue
      this.#tracker.log(
        'warning',
        `Clone ${id} of this target was interrupted: --resume ${id} goes on with it, --discard ${id} drops what it left.`,
      )
    }
  }

  async #confirmed(way: Way, place: StagingPlace): Promise<void> {
    const target = this.#to.environment?.name ?? place.target
    if (this.#before?.planHash === way.plan.hash) {
      const message = `${target} was confirmed by its name when the clone was begun, with this very plan`
      this.#tracker.checked([{ name: 'confirmed', outcome: 'passed', message }])
      return
    }
    const { confirm: asked } = this.#options
    const given: Confirmed = typeof asked === 'function' ? await asked(way.plan, target) : (asked ?? {})
    this.#tracker.checked([confirm({ target, planHash: way.plan.hash, given })])
  }

  async #refuseFullDisk({ plan }: Way, place: StagingPlace): Promise<void> {
    const free = await place.freeBytes()
    if (free === undefined || free > plan.bytes) return
    throw new UnderstudyError('CLONE_FAILED', {
      operation: 'clone',
      message: `The clone takes about ${plan.bytes} bytes beside the target, and ${free} are free`,
      hint: 'Make room on the disk of the target, or clone a subset.',
      details: { stands: 'nothing was changed' },
    })
  }

  #refuseOtherPlan({ plan }: Way): void {
    const recorded = this.#before?.planHash
    if (!recorded || recorded === plan.hash) return
    throw new UnderstudyError('PLAN_CHANGED', {
      operation: 'resume the clone',
      message: 'The source, the target or the policy has changed since the clone was begun: its plan is another one',
      hint: 'Begin a new clone instead of resuming this one.',
      details: { stands: 'the target is as it was' },
    })
  }

  /** The process may have died between the swap and the record of it. */
  async #wasPromoted(place: StagingPlace): Promise<boolean> {
    const identity = this.#before?.identity
    return identity !== null && identity !== undefined && (await place.isTarget(identity))
  }

  async #completedBefore(place: StagingPlace, way: Way): Promise<CloneResult> {
    const { id } = this.#tracker.operation
    const backup = (await place.backups()).find(({ cloneId }) => cloneId === id)
    await this.#tracker.begin()
    this.#tracker.log('info', 'The clone had been promoted when it was interrupted.')
    if (backup && !backup.sealed && this.#options.backup === 'file' && !this.#options.dryRun) {
      const options = { seal: backupKey(this.#options.key), signal: this.#signal, onStep: this.#sealing() }
      for (const note of (await place.seal?.(backup.id, options))?.notes ?? []) this.#tracker.log('warning', note)
    }
    await this.#tracker.completed(backup?.id ?? null)
    return { operation: this.#tracker.operation, plan: way.plan, verification: null }
  }

  #keep<One extends AsyncDisposable>(one: One): One {
    this.#opened.push(one)
    return one
  }
}

const verificationSteps = 7
/** Of a backup that is written to a file after the swap. */
const sealingSteps = 2

function isOutdated({ kind, passed }: VerificationReport['checks'][number]): boolean {
  return (
    !passed && (kind === 'row count' || kind === 'large objects' || kind === 'leaked values' || kind === 'sequence')
  )
}

import { thisProcess } from '../database/this-process.ts'
import { redactUrl } from '../database/url.ts'
import { messageOf, UnderstudyError } from '../errors.ts'
import type { SafetyCheck } from '../safety/safety-check.ts'
import type { CloneEvent } from './clone-event.ts'
import type { CloneKeeping } from './clone-keeping.ts'
import type { CloneLog, CloneOperation, ClonePhase, CloneStatus, TableStatistics } from './clone-operation.ts'
import type { ClonePlan } from './clone-plan.ts'
import type { CloneRecord } from './clone-record.ts'
import { addressWithoutSecrets, type CloneSide, sideName } from './clone-side.ts'
import { statisticsOf } from './clone-statistics.ts'

/** Of the whole, by the time that phases take: where each begins. */
const begins: Readonly<Record<ClonePhase, number>> = {
  checking: 0,
  planning: 1,
  building: 3,
  copying: 5,
  finishing: 65,
  verifying: 82,
  promoting: 98,
  done: 100,
}
const saveEvery = 1000

/** What becomes of a clone: its operation as it is now, told to whoever listens and kept. */
export class CloneTracker {
  readonly #keeping: CloneKeeping
  readonly #listen: (event: CloneEvent) => void
  readonly #start = performance.now()
  readonly #tables = new Map<string, TableStatistics>()
  #record: CloneRecord
  #rows = { done: 0, planned: 0, aByte: 0 }
  /** Bytes of chunks that are on their way, by table and part. */
  readonly #moving = new Map<string, number>()
  #bytesAgain = 0
  #kept = false
  #lastSave = 0
  #saving: Promise<void> = Promise.resolve()

  constructor(
    id: string,
    sides: { source: CloneSide; target: CloneSide },
    keeping: CloneKeeping,
    listen: (event: CloneEvent) => void,
    before?: CloneRecord,
  ) {
    this.#keeping = keeping
    this.#listen = listen
    const { pid, machine, mark } = thisProcess()
    for (const table of before?.operation.statistics.tables ?? []) this.#tables.set(table.table, table)
    this.#record = {
      version: 1,
      operation: {
        id,
        source: sideName(sides.source),
        target: sideName(sides.target),
        status: 'pending',
        phase: 'checking',
        progress: 0,
        startedAt: before?.operation.startedAt ?? new Date(),
        completedAt: null,
        logs: before?.operation.logs ?? [],
        statistics: statisticsOf([], 0, 0),
        safetyChecks: [],
        failure: null,
        backupId: null,
      },
      source: recorded(sides.source),
      target: recorded(sides.target),
      planHash: before?.planHash ?? null,
      identity: before?.identity ?? null,
      process: { pid, machine, mark },
    }
  }

  get operation(): CloneOperation {
    return this.#record.operation
  }

  get record(): CloneRecord {
    return this.#record
  }

  /** From now on it is kept. */
  async begin(): Promise<void> {
    this.#kept = true
    this.#change({ status: 'in_progress' })
    await this.save()
  }

  async phase(phase: ClonePhase): Promise<void> {
    this.#change({ phase, progress: begins[phase] })
    this.#listen({ type: 'phase', phase })
    await this.save()
  }

  planned(plan: ClonePlan): void {
    this.#rows = { done: 0, planned: plan.rows, aByte: plan.rows / Math.max(1, plan.bytes) }
    this.#record = { ...this.#record, planHash: plan.hash }
  }

  checked(checks: readonly SafetyCheck[]): void {
    this.#change({ safetyChecks: [...this.operation.safetyChecks, ...checks] })
  }

  async identity(identity: string): Promise<void> {
    this.#record = { ...this.#record, identity }
    await this.save()
  }

  log(level: CloneLog['level'], message: string): void {
    const log = { at: new Date(), level, message }
    this.emit({ type: 'log', log })
  }

  readonly emit = (event: CloneEvent): void => {
    switch (event.type) {
      case 'copied':
        this.#rows.done += event.rows
        if (event.again) this.#bytesAgain += event.bytes
        for (const part of this.#moving.keys()) if (part.startsWith(`${event.table}\0`)) this.#moving.delete(part)
        this.#moveCopying()
        break
      case 'moving':
        this.#moving.set(`${event.table}\0${event.part}`, event.bytes)
        this.#moveCopying()
        break
      case 'table':
        this.#tables.set(event.statistics.table, event.statistics)
        break
      case 'step':
        if (this.operation.phase === 'building') this.#move('building', 'copying', event.done / Math.max(1, event.of))
        if (this.operation.phase === 'finishing')
          this.#move('finishing', 'verifying', event.done / Math.max(1, event.of))
        if (this.operation.phase === 'verifying')
          this.#move('verifying', 'promoting', event.done / Math.max(1, event.of))
        break
      case 'log':
        this.#change({ logs: [...this.operation.logs, event.log] })
        break
      case 'phase':
        break
    }
    this.#listen(event)
    if (performance.now() - this.#lastSave > saveEvery) void this.save().catch(() => {})
  }

  /** Milliseconds that it will still take, by how it went so far; undefined while that says nothing. */
  get remaining(): number | undefined {
    const { progress } = this.operation
    if (progress < begins.copying + 2 || progress >= 100) return undefined
    return ((performance.now() - this.#start) / progress) * (100 - progress)
  }

  async completed(backupId: string | null): Promise<void> {
    this.#change({ backupId })
    await this.#end('completed', null)
    await this.phase('done')
  }

  /** @param left whether what it copied still stands */
  async failed(thrown: unknown, left: boolean): Promise<void> {
    const cancelled = thrown instanceof UnderstudyError && thrown.code === 'CANCELLED'
    const code = thrown instanceof UnderstudyError ? thrown.code : 'INTERNAL'
    this.log('error', redactUrl(messageOf(thrown)))
    this.#record = { ...this.#record, left }
    await this.#end(cancelled ? 'cancelled' : 'failed', { code, message: redactUrl(messageOf(thrown)) })
  }

  /** What was begun last is kept when it returns. */
  async save(): Promise<void> {
    this.#lastSave = performance.now()
    if (!this.#kept) return
    this.#saving = this.#saving.catch(() => {}).then(() => this.#keeping.write(this.#record))
    await this.#saving
  }

  async #end(status: CloneStatus, failure: CloneOperation['failure']): Promise<void> {
    this.#change({ status, failure, completedAt: new Date() })
    await this.save()
  }

  /** What is on its way counts by its bytes, as they are planned. */
  #moveCopying(): void {
    if (this.operation.phase !== 'copying') return
    const bytes = [...this.#moving.values()].reduce((sum, one) => sum + one, 0)
    const rows = Math.min(this.#rows.done + bytes * this.#rows.aByte, this.#rows.planned * 0.99)
    this.#move('copying', 'finishing', Math.max(rows, this.#rows.done) / Math.max(1, this.#rows.planned))
  }

  #move(phase: ClonePhase, next: ClonePhase, share: number): void {
    const progress = Math.floor(begins[phase] + (begins[next] - begins[phase]) * Math.min(1, share))
    if (progress > this.operation.progress) this.#change({ progress })
  }

  #change(changes: Partial<CloneOperation>): void {
    const statistics = statisticsOf([...this.#tables.values()], this.#bytesAgain, performance.now() - this.#start)
    this.#record = { ...this.#record, operation: { ...this.operation, statistics, ...changes } }
  }
}

function recorded({ url, environment }: CloneSide): CloneRecord['source'] {
  return { address: addressWithoutSecrets(url), environment: environment?.name ?? null }
}

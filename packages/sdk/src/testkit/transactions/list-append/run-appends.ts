import type { Session, TableName } from '../../../database/adapter.ts'
import { refuseAborted } from '../../../database/lane.ts'
import { quoting } from '../../../database/quote.ts'
import { below } from '../../../random/draw.ts'
import { type Stream, streamOf, substream, word } from '../../../random/stream.ts'
import type { TestSession } from '../../client/test-session.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import { PlayedTransaction } from '../played-transaction.ts'
import { type Actor, Stage } from '../stage.ts'
import type { AppendHistory, AppendStep } from './append-history.ts'
import { type AppendPlan, type PlannedStep, planAppends } from './plan-appends.ts'

export interface AppendGround {
  readonly watcher: Session
  /** With the columns id and items, of which the latter is text. */
  readonly table: TableName
  readonly sessions: readonly TestSession[]
  readonly signal?: AbortSignal | undefined
}

interface Item {
  readonly id: number
  readonly items: string
}

/** Plays planned transactions on all sessions at once. */
export async function runAppends(
  { watcher, table, sessions, signal }: AppendGround,
  plan: AppendPlan,
  level: IsolationLevel,
): Promise<AppendHistory> {
  const lists = quoting[watcher.dialect].quoteTable(table)
  await watcher.execute(`delete from ${lists}`)
  const waiting = planAppends(plan).map((steps, at) => ({ name: `T${at + 1}`, steps }))
  const workers = sessions.map((session, at) => new Worker(`S${at + 1}`, session, level, lists))
  if (plan.freely) await Promise.all(workers.map((worker) => worker.takeAll(waiting, signal)))
  else await takeTurns(new Stage(watcher, workers), workers, waiting, substream(streamOf(plan.seed), 'turns'), signal)
  const rows = await watcher.query<Item>(`select id, items from ${lists}`)
  return {
    transactions: workers.flatMap(({ done }) => done),
    final: new Map(rows.map(({ id, items }) => [id, parsed(items)])),
  }
}

/** One step at a time, of whoever the seed says; who waits is left out until it has gone on. */
async function takeTurns(
  stage: Stage,
  workers: readonly Worker[],
  waiting: Work[],
  stream: Stream,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let turn = 0; ; turn++) {
    refuseAborted(signal)
    for (const worker of workers) if (worker.isIdle) worker.give(waiting.shift())
    const busy = workers.filter(({ isIdle }) => !isIdle)
    if (busy.length === 0) return
    // Of two that wait for the same list, either may come first: so no list has two.
    const awaited = busy.filter((worker) => stage.isWorking(worker)).map(({ wanted }) => wanted)
    const ready = busy.filter((worker) => !stage.isWorking(worker) && !awaited.includes(worker.wanted ?? Number.NaN))
    const next = ready[below(word(stream, turn), ready.length)]
    if (next) await stage.step(next, () => next.advance())
    else await stage.untilNext()
  }
}

interface Work {
  readonly name: string
  readonly steps: readonly PlannedStep[]
}

class Worker implements Actor {
  readonly name: string
  readonly pid: number | null
  readonly done: { name: string; committed: boolean; steps: AppendStep[] }[] = []
  readonly #held: TestSession
  readonly #level: IsolationLevel
  readonly #lists: string
  #work: Work | undefined
  #steps: AppendStep[] = []
  #transaction: PlayedTransaction | undefined

  constructor(name: string, held: TestSession, level: IsolationLevel, lists: string) {
    this.name = name
    this.pid = held.pid
    this.#held = held
    this.#level = level
    this.#lists = lists
  }

  get isIdle(): boolean {
    return this.#work === undefined
  }

  /** The list that its next step appends to, unless it has already; appends go by rising lists, so it can be waited for. */
  get wanted(): number | undefined {
    const next = this.#work?.steps[this.#steps.length]
    const owns = this.#steps.some(({ does, key }) => does === 'append' && key === next?.key)
    return next?.does === 'append' && !owns ? next.key : undefined
  }

  give(work: Work | undefined): void {
    this.#work = work
    this.#steps = []
    this.#transaction = undefined
  }

  /** Whatever is left, as fast as it goes. */
  async takeAll(waiting: Work[], signal: AbortSignal | undefined): Promise<void> {
    for (let work = waiting.shift(); work; work = waiting.shift()) {
      refuseAborted(signal)
      this.give(work)
      while (!this.isIdle) await this.advance()
    }
  }

  /** One step of its transaction; after the last one, its end. */
  async advance(): Promise<void> {
    const work = this.#work
    if (!work) return
    this.#transaction ??= await PlayedTransaction.begin(work.name, this.#held, this.#level)
    const transaction = this.#transaction
    const step = work.steps[this.#steps.length]
    if (step) await this.#take(transaction, step)
    else await transaction.commit()
    if (transaction.isOpen) return
    this.done.push({ name: work.name, committed: transaction.committed, steps: this.#steps })
    this.#work = undefined
  }

  async #take(transaction: PlayedTransaction, step: PlannedStep): Promise<void> {
    if (step.does === 'read') {
      const text = `select id, items from ${this.#lists} where id = $1`
      const rows = await transaction.query<Item>(text, [step.key])
      if (rows) this.#steps.push({ ...step, value: null, saw: parsed(rows[0]?.items ?? '') })
      return
    }
    const text = `insert into ${this.#lists} as lists (id, items) values ($1, $2)
      on conflict (id) do update set items = lists.items || ',' || excluded.items`
    if (await transaction.query(text, [step.key, String(step.value)])) this.#steps.push({ ...step, saw: null })
  }
}

function parsed(items: string): number[] {
  return items === '' ? [] : items.split(',').map(Number)
}

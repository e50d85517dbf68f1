import type { Session } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { TestSession } from '../../client/test-session.ts'
import { refusalOf } from '../refusal.ts'
import type { Actor } from '../stage.ts'

/** One who waits in the circle. Once it is the victim it is rolled back, and does nothing any more. */
export class Participant implements Actor {
  readonly name: string
  readonly pid: number | null
  readonly #session: Session
  readonly #from = performance.now()
  #code: string | null = null
  #committed = false
  #waits: readonly (readonly [number, number])[] = []
  #over = this.#from

  constructor(name: string, { session, pid }: TestSession) {
    this.name = name
    this.pid = pid
    this.#session = session
  }

  /** What it was told when it became the victim. */
  get code(): string | null {
    return this.#code
  }

  get committed(): boolean {
    return this.#committed
  }

  /** Which server process waited for which, as the victim is told. */
  get waits(): readonly (readonly [number, number])[] {
    return this.#waits
  }

  /** When it knew that it is the victim, or had committed. */
  get over(): number {
    return this.#over
  }

  get milliseconds(): number {
    return this.#over - this.#from
  }

  async run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    if (this.#code !== null) return
    try {
      await this.#session.query(statement, parameters)
    } catch (thrown) {
      this.#code = refusalOf(thrown)
      if (this.#code === null) throw thrown
      this.#over = performance.now()
      this.#waits = waitsIn(thrown)
      await this.#session.execute('rollback')
    }
  }

  async commit(): Promise<void> {
    await this.run('commit')
    if (this.#code !== null) return
    this.#committed = true
    this.#over = performance.now()
  }
}

function waitsIn(thrown: unknown): (readonly [number, number])[] {
  const waits = thrown instanceof UnderstudyError ? thrown.details.waits : undefined
  if (!Array.isArray(waits)) return []
  return waits.flatMap((edge: unknown): [number, number][] => {
    if (!Array.isArray(edge)) return []
    const [waiting, blocker]: unknown[] = edge
    return typeof waiting === 'number' && typeof blocker === 'number' ? [[waiting, blocker]] : []
  })
}

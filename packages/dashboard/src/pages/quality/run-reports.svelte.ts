import { type Answer, api } from '../../api.ts'
import { Read } from '../../state/reading.svelte.ts'

type RunRead = Answer<'get', '/teams/:team/quality/runs/:run'>
export type RuleResult = NonNullable<RunRead['report']>['results'][number]

/** A check that is done, with what each rule found in it. */
export interface RunReport {
  readonly run: RunRead
  readonly results: readonly RuleResult[]
}

/** What the last checks found rule by rule. A check that is done never changes: each is read once. */
export class RunReports extends Read<readonly RunReport[]> {
  readonly #team: () => string
  readonly #runs: () => readonly string[]
  readonly #known = new Map<string, RunReport>()

  /** Called while a component starts. `runs` are ids, from the oldest on. */
  constructor(team: () => string, runs: () => readonly string[]) {
    super(() => (runs().length === 0 ? undefined : `reports of ${team()} ${runs().join()}`), [])
    this.#team = team
    this.#runs = runs
  }

  protected override load(signal: AbortSignal): Promise<readonly RunReport[]> {
    return Promise.all(this.#runs().map((run) => this.#read(run, signal)))
  }

  async #read(run: string, signal: AbortSignal): Promise<RunReport> {
    const known = this.#known.get(run)
    if (known) return known
    const read = await api.get('/teams/:team/quality/runs/:run', { param: { team: this.#team(), run } }, { signal })
    const report = { run: read, results: read.report?.results ?? [] }
    this.#known.set(run, report)
    return report
  }
}

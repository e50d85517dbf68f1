import shop from '../../../../examples/shop.json'
import { ApiFailure, answered, api, failureOf } from '../api.ts'

interface Entity {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export const formats = ['ndjson', 'json', 'csv', 'xml', 'sql', 'parquet'] as const
export type FormatName = (typeof formats)[number]
const mixed: ReadonlySet<string> = new Set(['ndjson', 'sql'])

/** What the page holds: a schema being edited, how many rows, and what came of it. */
export class Generation {
  text = $state(JSON.stringify(shop, null, 2))
  rows = $state(20)
  seed = $state('1')
  format = $state<FormatName>('ndjson')
  entities = $state<readonly Entity[]>([])
  chosen = $state('')
  problem = $state<ApiFailure | undefined>()
  busy = $state(false)

  get entity(): Entity | undefined {
    return this.entities.find(({ name }) => name === this.chosen) ?? this.entities[0]
  }

  async preview(): Promise<void> {
    await this.#during(async () => {
      const json = { schema: this.#schema(), seed: this.seed || undefined, rows: Math.min(this.rows, 200) }
      const { entities } = await answered(api.preview.$post({ json }))
      this.entities = entities
      if (!entities.some(({ name }) => name === this.chosen)) this.chosen = entities[0]?.name ?? ''
    })
  }

  /** All rows as a file: every entity in one stream where the format allows it, else the one that is shown. */
  async download(save: (name: string, content: Blob) => void): Promise<void> {
    await this.#during(async () => {
      const entity = mixed.has(this.format) ? {} : { entity: this.chosen }
      const json = { schema: this.#schema(), seed: this.seed || undefined, rows: this.rows, format: this.format, ...entity }
      const answer = await api.generate.$post({ json })
      if (!answer.ok) throw failureOf(await answer.json(), answer.status)
      save(`${mixed.has(this.format) ? 'data' : this.chosen}.${this.format}`, await answer.blob())
    })
  }

  #schema(): Record<string, unknown> {
    try {
      return JSON.parse(this.text) as Record<string, unknown>
    } catch (thrown) {
      throw new ApiFailure(`The schema is no JSON: ${thrown instanceof Error ? thrown.message : thrown}`, ['Correct it at that place.'])
    }
  }

  async #during(work: () => Promise<void>): Promise<void> {
    this.busy = true
    try {
      await work()
      this.problem = undefined
    } catch (thrown) {
      this.problem = thrown instanceof ApiFailure ? thrown : new ApiFailure(String(thrown), ['Reload the page.'])
    } finally {
      this.busy = false
    }
  }
}

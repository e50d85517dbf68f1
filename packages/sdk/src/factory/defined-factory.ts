import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import type { Blueprint } from './blueprint.ts'
import { buildRows } from './build-rows.ts'
import type { CleanupOptions, CleanupReport } from './cleanup.ts'
import type { FactoryConnection, Worker } from './connection.ts'
import { createRows } from './create-rows.ts'
import type { AnyTraitUse } from './edge.ts'
import type { Factory, FactoryTypes, Overrides, TestDataSpec } from './factory.ts'
import { blueprintFor, type CallSettings, type FactoryState, hold, settingsOf } from './factory-state.ts'
import { type AskedRow, type Graph, planGraph } from './graph.ts'
import { relatedRows, remember, tokenOfRow } from './made-rows.ts'
import { replayed } from './replay.ts'
import { rowsOfNodes } from './row-node.ts'
import { tokenOf } from './token.ts'
import { withGivenRows } from './with-given-rows.ts'

type Given = Readonly<AnyRow> | ((index: number) => Readonly<AnyRow>)

/** The one implementation of Factory. Types were checked at its methods; inside, rows are plain records. */
export class DefinedFactory<Types extends FactoryTypes> implements Factory<Types> {
  readonly name: string
  readonly entity: string
  readonly #state: FactoryState
  /** The last row that was made through this factory or one that was derived of it. */
  readonly #last: { row: object | undefined }

  constructor(state: FactoryState, last: { row: object | undefined } = { row: undefined }) {
    this.name = state.base.name
    this.entity = state.base.entity
    this.#state = state
    this.#last = last
    hold(this, state)
  }

  async build(overrides?: Overrides<Types>): Promise<Types['output']> {
    const [row] = await this.#make(1, untyped(overrides), buildOnly)
    return output<Types>(row)
  }

  async buildMany(
    count: number,
    overrides?: Overrides<Types> | ((index: number) => Overrides<Types>),
  ): Promise<Types['output'][]> {
    return outputs<Types>(await this.#make(count, untyped(overrides), buildOnly))
  }

  async create(overrides?: Overrides<Types>): Promise<Types['output']> {
    const [row] = await this.#make(1, untyped(overrides), createRows)
    return output<Types>(row)
  }

  async createMany(
    count: number,
    overrides?: Overrides<Types> | ((index: number) => Overrides<Types>),
  ): Promise<Types['output'][]> {
    return outputs<Types>(await this.#make(count, untyped(overrides), createRows))
  }

  async attributes(overrides?: Overrides<Types>): Promise<Partial<Types['input']>> {
    const given = untyped(overrides)
    const settings = settingsOf(this.#state)
    const [asked] = this.#ask(1, given, settings)
    const bare = withoutHooks(await blueprintFor(this.#state))
    const planned = withGivenRows(this.name, settings, asked ? [asked] : [])
    const graph = await planGraph({ blueprint: bare, settings, asked: planned, alone: true })
    await buildRows(graph, settings, new Map(), false)
    return input<Types>(graph.roots[0]?.row)
  }

  with(...traits: readonly unknown[]): Factory<Types> {
    return this.#derived({ uses: [...this.#state.uses, ...uses(traits)] })
  }

  seed(seed: string | number): Factory<Types> {
    return this.#derived({ seed })
  }

  worker(worker: Worker): Factory<Types> {
    const { id, of } = worker
    if (Number.isInteger(id) && Number.isInteger(of) && id >= 0 && id < of) return this.#derived({ worker })
    throw new UnderstudyError('USAGE', {
      operation: `use factory ${this.name}`,
      at: `${this.name}.worker`,
      message: `worker ${id} of ${of} is none`,
      hint: 'Workers count from 0: { id: 0, of: 8 } to { id: 7, of: 8 }.',
    })
  }

  for(connection: FactoryConnection): Factory<Types> {
    return this.#derived({ connection })
  }

  rewind(which?: 'all'): void {
    settingsOf(this.#state).counters.rewind(which === 'all' ? undefined : this.name)
  }

  related(row: Types['output']): never {
    return related(relatedRows(row, this.name))
  }

  token(row: object | undefined = this.#last.row): string {
    if (row) return tokenOfRow(row, this.name)
    throw new UnderstudyError('USAGE', {
      operation: `name a row of ${this.name}`,
      at: this.name,
      message: `the factory ${this.name} has made no row yet`,
      hint: 'Ask for a token after build() or create().',
    })
  }

  async replay(token: string, overrides?: Overrides<Types>): Promise<Types['output']> {
    return output<Types>(await replayed(this.#state, token, { ...record(untyped(overrides), 0) }))
  }

  async createRecord(spec: TestDataSpec<Types> = {}): Promise<Types['output']> {
    const [row] = await this.#ofSpec(spec).#make(1, given(spec), createRows)
    return output<Types>(row)
  }

  async createBatch(spec: TestDataSpec<Types> = {}): Promise<Types['output'][]> {
    return outputs<Types>(await this.#ofSpec(spec).#make(spec.count ?? 1, given(spec), createRows))
  }

  async cleanupCreatedRecords(options: CleanupOptions = {}): Promise<CleanupReport> {
    const { connection } = this.#state
    if (!connection) return { deleted: {}, failures: [], complete: true }
    return connection.ledger.cleanup(connection.writer, options, this.name)
  }

  #ofSpec({ seed }: TestDataSpec<Types>): DefinedFactory<Types> {
    return seed === undefined ? this : this.#derived({ seed })
  }

  #derived(change: Partial<FactoryState>): DefinedFactory<Types> {
    return new DefinedFactory<Types>({ ...this.#state, ...change }, this.#last)
  }

  /** Numbers are taken at once, so that calls which run side by side get them in the order of the calls. */
  #ask(count: number, overrides: Given, { counters, seed }: CallSettings): AskedRow[] {
    if (!Number.isInteger(count) || count < 0) {
      throw new UnderstudyError('COUNT_INVALID', {
        operation: `make rows of ${this.name}`,
        at: this.name,
        message: `${count} is no number of rows`,
        hint: 'Give a whole number, 0 or more.',
      })
    }
    const first = counters.of(this.name, seed).ask(count)
    return Array.from({ length: count }, (_, index) => ({
      asked: first + index,
      index,
      size: count,
      overrides: record(overrides, index),
    }))
  }

  async #make(
    count: number,
    overrides: Given,
    finish: (factory: string, graph: Graph, settings: CallSettings) => Promise<void>,
  ): Promise<AnyRow[]> {
    const settings = settingsOf(this.#state)
    const asked = this.#ask(count, overrides, settings)
    const planned = withGivenRows(this.name, settings, asked)
    const graph = await planGraph({ blueprint: await blueprintFor(this.#state), settings, asked: planned })
    const [first] = graph.roots
    if (first) {
      const token = tokenOf(first, Object.keys(asked[0]?.overrides ?? {}), settings)
      settings.calls.add({ token, count })
      const creates = finish === createRows
      settings.connection?.onCall?.({
        factory: this.name,
        token,
        creates,
        overrides: asked.map(({ overrides }) => overrides),
      })
    }
    await finish(this.name, graph, settings)
    const names = new Map(graph.roots.map((root, i) => [root, Object.keys(asked[i]?.overrides ?? {})]))
    remember(graph, settings, (root) => names.get(root) ?? [])
    const rows = rowsOfNodes(graph.roots)
    this.#last.row = rows.at(-1) ?? this.#last.row
    return rows
  }
}

async function buildOnly(_: string, graph: Graph, settings: CallSettings): Promise<void> {
  await buildRows(graph, settings, new Map(), false)
}

function withoutHooks(blueprint: Blueprint): Blueprint {
  const none = { afterBuild: [], batch: [], beforeCreate: [], afterCreate: [] }
  const source = { ...blueprint.base.source, parse: (row: AnyRow) => row }
  return { ...blueprint, base: { ...blueprint.base, source }, hooks: none }
}

function given(spec: object): Given {
  const { constraints, relationships } = spec as { constraints?: AnyRow; relationships?: AnyRow }
  return { ...constraints, ...relationships }
}

function record(overrides: Given, index: number): Readonly<AnyRow> {
  return typeof overrides === 'function' ? overrides(index) : overrides
}

/** The edge between the types of a factory and its rows, which are records of unknown values inside. */
function untyped(overrides: unknown): Given {
  return (overrides ?? {}) as Given
}
function output<Types extends FactoryTypes>(row: unknown): Types['output'] {
  return row as Types['output']
}
function outputs<Types extends FactoryTypes>(rows: unknown): Types['output'][] {
  return rows as Types['output'][]
}
function input<Types extends FactoryTypes>(row: unknown): Partial<Types['input']> {
  return row as Partial<Types['input']>
}
function related(rows: unknown): never {
  return rows as never
}
function uses(traits: readonly unknown[]): readonly AnyTraitUse[] {
  return traits as readonly AnyTraitUse[]
}

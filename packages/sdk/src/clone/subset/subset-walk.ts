import type { Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { quoting } from '../../database/quote.ts'
import { joinPath } from '../../model/problem.ts'
import { aliasOf } from './alias-of.ts'
import { keyColumns } from './identity-of.ts'
import { invalidSubset } from './parse-subset.ts'
import { keysAStatement, readKeys } from './read-keys.ts'
import type { RowIdentity } from './row-identity.ts'
import { LowestRanks, rowRank } from './row-rank.ts'
import type { Subset } from './subset-file.ts'
import type { SubsetEdge, SubsetGraph, SubsetNode } from './subset-graph.ts'
import type { SubsetInput } from './subset-input.ts'
import { WantedRows } from './wanted-rows.ts'

/**
 * Finds the rows of a subset. First downwards: the roots, and what refers to them; then upwards from all of these: what
 * they refer to. So a row that is only needed brings what it needs itself, and not all that refers to it. Each edge goes
 * over each row once, so that circles end.
 */
export class SubsetWalk {
  readonly #session: Session
  readonly #graph: SubsetGraph
  readonly #input: SubsetInput
  readonly #subset: Subset
  readonly #wanted: WantedRows

  constructor(session: Session, graph: SubsetGraph, input: SubsetInput) {
    this.#session = session
    this.#graph = graph
    this.#input = input
    this.#subset = input.subset
    this.#wanted = new WantedRows(input.mostKeys)
  }

  async walk(): Promise<WantedRows> {
    for (const name of Object.keys(this.#subset.roots)) {
      const node = this.#graph.nodes.get(name)
      if (node?.identity) await this.#root(node, node.identity)
    }
    await this.#untilSettled(
      this.#graph.edges.filter((edge) => this.#isFollowedDown(edge)),
      ({ parent }) => parent,
      (edge, keys) => this.#down(edge, keys),
    )
    for (const edge of this.#graph.edges) {
      if (this.#isWhole(edge.child) && !this.#isWhole(edge.parent)) await this.#upFromWhole(edge)
    }
    await this.#untilSettled(
      this.#graph.edges.filter(({ child, parent }) => !this.#isWhole(child) && !this.#isWhole(parent)),
      ({ child }) => child,
      (edge, keys) => this.#up(edge, keys),
    )
    return this.#wanted
  }

  #isWhole({ name }: SubsetNode): boolean {
    return this.#subset.tables[name] === 'all'
  }

  #isFollowedDown({ child, parent }: SubsetEdge): boolean {
    if (this.#subset.tables[child.name] !== undefined || this.#isWhole(parent)) return false
    return this.#limit(child) !== 0
  }

  /** The most children of a table for each parent. */
  #limit({ name }: SubsetNode): number {
    const { children } = this.#subset
    const own = typeof children === 'boolean' ? children : (children[name] ?? true)
    return typeof own === 'number' ? own : own ? Number.POSITIVE_INFINITY : 0
  }

  /** Until no edge has rows that it has not gone over. */
  async #untilSettled(
    edges: readonly SubsetEdge[],
    start: (edge: SubsetEdge) => SubsetNode,
    follow: (edge: SubsetEdge, keys: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const step = keysAStatement(this.#graph.dialect)
    const gone = new Map<SubsetEdge, number>()
    for (let more = true; more; ) {
      more = false
      for (const edge of edges) {
        const log = this.#wanted.log(start(edge))
        for (let at = gone.get(edge) ?? 0; at < log.size; at = gone.get(edge) ?? 0) {
          refuseAborted(this.#input.signal)
          const keys = log.slice(at, at + step)
          gone.set(edge, at + keys.length)
          await follow(edge, keys)
          more = true
        }
      }
    }
  }

  async #root(node: SubsetNode, identity: RowIdentity): Promise<void> {
    const { where, share, rows } = this.#subset.roots[node.name] ?? {}
    const alias = aliasOf(node.name)
    const lowest = rows === undefined ? undefined : new LowestRanks(rows)
    const query = {
      select: `${identity.select(alias, 'k')}, ${rankSelect(node, alias)}`,
      from: `${node.from} ${alias}`,
      where: where === undefined ? [] : [`(${where})`],
      parameters: [],
    }
    const reason =
      share !== undefined || rows !== undefined ? `drawn${where ? ' by condition' : ''}` : where ? 'condition' : 'root'
    for await (const found of readKeys(this.#session, query, { identity, alias, prefix: 'k' }, this.#input.signal)) {
      const keys: string[] = []
      for (const row of found) {
        const key = identity.key(row, 'k')
        if (share === undefined && lowest === undefined) keys.push(key)
        else {
          const rank = rowRank(this.#subset.seed, node.table.name, String(row.rank ?? key))
          if (lowest) lowest.offer(rank, key)
          else if (rank < (share ?? 1)) keys.push(key)
        }
      }
      this.#add(node, keys, reason)
    }
    if (lowest) this.#add(node, lowest.keys(), reason)
  }

  async #down({ child, parent, label, on }: SubsetEdge, keys: readonly string[]): Promise<void> {
    const { identity } = child
    if (identity === undefined || parent.identity === undefined) return
    const parameters: unknown[] = []
    const match = parent.identity.match('p', keys, parameters)
    const limit = this.#limit(child)
    const query = {
      select: [
        identity.select('c', 'k'),
        ...(Number.isFinite(limit) ? [parent.identity.select('p', 'p'), rankSelect(child, 'c')] : []),
      ].join(', '),
      from: `${parent.from} p join ${child.from} c on ${on('c', 'p')}`,
      where: [match],
      parameters,
    }
    const reason = `children of ${parent.name} by ${label}`
    const lowest = new Map<string, LowestRanks>()
    for await (const found of readKeys(
      this.#session,
      query,
      { identity, alias: 'c', prefix: 'k' },
      this.#input.signal,
    )) {
      if (!Number.isFinite(limit)) {
        this.#add(
          child,
          found.map((row) => identity.key(row, 'k')),
          reason,
        )
        continue
      }
      for (const row of found) {
        const owner = parent.identity.key(row, 'p')
        const kept = lowest.get(owner) ?? new LowestRanks(limit)
        lowest.set(owner, kept)
        const key = identity.key(row, 'k')
        kept.offer(rowRank(this.#subset.seed, child.table.name, String(row.rank ?? key)), key)
      }
    }
    for (const kept of lowest.values()) this.#add(child, kept.keys(), reason)
  }

  async #up({ child, parent, label, on }: SubsetEdge, keys: readonly string[]): Promise<void> {
    const { identity } = parent
    if (child.identity === undefined) return
    if (identity === undefined) throw this.#needed(parent, label)
    const parameters: unknown[] = []
    const match = child.identity.match('c', keys, parameters)
    const from = `${child.from} c join ${parent.from} p on ${on('c', 'p')}`
    const query = `select distinct ${identity.select('p', 'k')} from ${from} where ${match}`
    const rows = await this.#session.query<Record<string, unknown>>(query, parameters, { signal: this.#input.signal })
    if (rows.length > 0 && this.#subset.tables[parent.name] === 'none') throw this.#needed(parent, label)
    this.#add(
      parent,
      rows.map((row) => identity.key(row, 'k')),
      `parents of ${label}`,
    )
  }

  async #upFromWhole({ child, parent, label, on }: SubsetEdge): Promise<void> {
    const { identity } = parent
    if (identity === undefined) throw this.#needed(parent, label)
    const query = {
      select: identity.select('p', 'k'),
      from: `${parent.from} p`,
      where: [`exists (select 1 from ${child.from} c where ${on('c', 'p')})`],
      parameters: [],
    }
    for await (const found of readKeys(
      this.#session,
      query,
      { identity, alias: 'p', prefix: 'k' },
      this.#input.signal,
    )) {
      if (this.#subset.tables[parent.name] === 'none') throw this.#needed(parent, label)
      this.#add(
        parent,
        found.map((row) => identity.key(row, 'k')),
        `parents of ${label}`,
      )
    }
  }

  #add(node: SubsetNode, keys: readonly string[], reason: string): void {
    this.#wanted.add(node, keys, reason)
    this.#input.onProgress?.({ table: node.name, rows: this.#wanted.log(node).size })
  }

  #needed({ name, identity }: SubsetNode, label: string): Error {
    const message = identity
      ? `leaves out rows that ${label} refers to`
      : `must be "all": ${label} refers to it, and nothing tells its rows apart`
    return invalidSubset('plan subset', [{ path: joinPath('tables', name), message }])
  }
}

/** What a row is drawn by: its primary key as text, which reads the same in every engine; null without one. */
function rankSelect({ table, dialect }: SubsetNode, alias: string): string {
  const { quoteIdentifier } = quoting[dialect]
  const parts = keyColumns(table).map(
    ({ name }) => `cast(${alias}.${quoteIdentifier(name)} as ${dialect === 'postgres' ? 'pg_catalog.' : ''}text)`,
  )
  return `${parts.length === 0 ? 'null' : parts.join(` || ',' || `)} as rank`
}

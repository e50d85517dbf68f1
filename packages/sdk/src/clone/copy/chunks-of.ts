import type { Session } from '../../database/adapter.ts'
import { inFlight, together } from '../../database/flight.ts'
import type { RowSelection, TablePlan } from '../clone-plan.ts'
import type { DoneChunk } from '../copy-ledger.ts'
import { type DataTable, tableName } from '../plan/data-tables.ts'
import type { Chunk } from './chunk.ts'

const usualChunkBytes = 64 * 1024 * 1024

export interface ChunkOptions {
  readonly plan: readonly TablePlan[]
  readonly selections: ReadonlyMap<string, RowSelection>
  readonly done: Iterable<DoneChunk>
  readonly chunkBytes?: number | undefined
}

/**
 * What is to be copied, in chunks of whole pages, largest first. A chunk's pages do not depend on how many the table has
 * now, so that a table that grew has the same chunks as before and more.
 */
export async function chunksOf(source: Session, tables: readonly DataTable[], options: ChunkOptions): Promise<Chunk[]> {
  const sizes = await readSizes(source)
  const earlier = pagesOfEarlier(options.done)
  const plans = new Map(options.plan.map((plan) => [plan.table, plan]))
  const chunks: Chunk[] = []
  for (const data of tables) {
    const transfer = plans.get(data.name)?.transfer === 'binary' ? 'binary' : 'text'
    const selection = options.selections.get(tableName(data.root)) ?? options.selections.get(data.name)
    const size = sizes.tables.get(data.name) ?? { pages: 0, bytes: 0 }
    if (selection !== undefined) {
      let count = 0
      for await (const where of selection.conditions()) {
        const part = `selection ${count++}`
        chunks.push({ data, table: data.name, part, transfer, where, inOrder: false, bytes: size.bytes })
      }
      continue
    }
    if (size.pages === 0) continue
    const whole = { data, table: data.name, transfer, inOrder: true } as const
    const pages =
      sizes.pageRanges && data.table.accessMethod === null
        ? (earlier.get(data.name) ?? pagesOfChunk(size, options.chunkBytes ?? usualChunkBytes))
        : Number.POSITIVE_INFINITY
    if (pages === Number.POSITIVE_INFINITY) {
      chunks.push({ ...whole, part: 'all', where: undefined, bytes: size.bytes })
      continue
    }
    const count = Math.ceil(size.pages / pages)
    for (let at = 0; at < count; at++) {
      const [first, next] = [at * pages, (at + 1) * pages]
      const where = count === 1 ? undefined : `ctid >= '(${first},0)'::tid and ctid < '(${next},0)'::tid`
      chunks.push({ ...whole, part: `${first}-${next - 1}`, where, bytes: size.bytes / count })
    }
  }
  return chunks.sort((one, other) => other.bytes - one.bytes)
}

interface Size {
  readonly pages: number
  /** With what is stored beside the pages. */
  readonly bytes: number
}

function pagesOfChunk({ pages, bytes }: Size, chunkBytes: number): number {
  const wanted = (chunkBytes * pages) / Math.max(bytes, 1)
  return 2 ** Math.max(0, Math.round(Math.log2(wanted)))
}

function pagesOfEarlier(done: Iterable<DoneChunk>): Map<string, number> {
  const pages = new Map<string, number>()
  for (const { table, part } of done) {
    const found = /^(\d+)-(\d+)$/.exec(part)
    if (found !== null) pages.set(table, Number(found[2]) - Number(found[1]) + 1)
  }
  return pages
}

/** Since Postgres 14 a range of pages is read without reading the others. */
async function readSizes(
  source: Session,
): Promise<{ readonly pageRanges: boolean; readonly tables: ReadonlyMap<string, Size> }> {
  const { servers, found } = await inFlight(source, (reader) =>
    together({
      servers: reader.query<{ version: number; block: number }>(
        `select pg_catalog.current_setting('server_version_num')::int as version,
           pg_catalog.current_setting('block_size')::int as block`,
      ),
      found: reader.query<{ schema: string; name: string; main: number; bytes: number }>(
        `select n.nspname as schema, c.relname as name, pg_catalog.pg_relation_size(c.oid)::float8 as main,
           pg_catalog.pg_table_size(c.oid)::float8 as bytes
         from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
      ),
    }),
  )
  const [server] = servers
  const block = server?.block ?? 8192
  return {
    pageRanges: (server?.version ?? 0) >= 140000,
    tables: new Map(
      found.map(({ schema, name, main, bytes }) => [
        tableName({ schema, name }),
        { pages: Math.ceil(main / block), bytes },
      ]),
    ),
  }
}

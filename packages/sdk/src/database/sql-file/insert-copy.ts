import { UnderstudyError } from '../../errors.ts'
import { copyText } from '../../formats/copy-text.ts'
import type { Cancellable, Session } from '../adapter.ts'
import { copyTarget } from './copy-statement.ts'

/** The rows of a COPY block as inserts, for an engine that has no COPY. Values go in as text, and the columns' affinity decides. */
export async function insertCopy(
  session: Session,
  statement: string,
  data: AsyncIterable<Uint8Array>,
  options: Cancellable,
): Promise<number> {
  const target = copyTarget(statement)
  if (target?.options !== '' || !copyText.decode) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: 'COPY',
      message: `Only COPY … FROM STDIN in its plain text format can be read into ${session.engine}`,
      hint: 'Dump with inserts, or leave the options of COPY out.',
    })
  }
  const { name } = target
  const columns = target.columns ?? (await allColumns(session, name))
  const batches = copyText.decode(data, { entity: name, columns: columns.map((column) => ({ name: column })) })
  const { rows } = await session.load({ name }, columns, batches, options)
  return rows
}

async function allColumns(session: Session, table: string): Promise<string[]> {
  const rows = await session.query<{ name: string }>('select name from pragma_table_info($1)', [table])
  return rows.map(({ name }) => name)
}

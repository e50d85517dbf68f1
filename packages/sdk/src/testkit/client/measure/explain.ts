import type { Session } from '../../../database/adapter.ts'
import { UnderstudyError } from '../../../errors.ts'

export interface Explained {
  readonly plan: unknown
  readonly cost: number | null
  readonly buffers: { readonly hit: number; readonly read: number } | null
  /** Rows that the statement wrote; null where it writes none, or the engine does not say. */
  readonly changed: number | null
}

const unexplained: Explained = { plan: null, cost: null, buffers: null, changed: null }

/** What runs for it is undone, up to sequences, which no rollback takes back. What cannot be explained is not run. */
export async function explain(session: Session, text: string, values: readonly unknown[]): Promise<Explained> {
  return session.dialect === 'postgres'
    ? await explainPostgres(session, text, values)
    : await explainSqlite(session, text, values)
}

/** A node of EXPLAIN (FORMAT JSON), as far as it is looked at. */
interface Node {
  readonly 'Node Type': string
  readonly 'Total Cost': number
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Tuples Inserted'?: number
  readonly 'Shared Hit Blocks'?: number
  readonly 'Shared Read Blocks'?: number
  readonly Plans?: readonly Node[]
}

async function explainPostgres(session: Session, text: string, values: readonly unknown[]): Promise<Explained> {
  const explainable = /^\s*(?:select|with|insert|update|delete|merge|values|table)\b/i
  if (!explainable.test(text.replaceAll(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()+/g, ''))) return unexplained
  const undo = new Error('undo what was explained')
  let plan: unknown
  await session
    .transaction(async (transaction) => {
      const [row] = await transaction.query(`explain (analyze, buffers, format json) ${text}`, values)
      plan = Object.values(row ?? {})[0]
      throw undo
    })
    .catch((thrown: unknown) => {
      if (thrown !== undo) throw thrown
    })
  const top = topOf(plan)
  if (top === undefined) return { ...unexplained, plan }
  return {
    plan,
    cost: top['Total Cost'],
    buffers: { hit: top['Shared Hit Blocks'] ?? 0, read: top['Shared Read Blocks'] ?? 0 },
    changed: changedBy(top),
  }
}

function topOf(plan: unknown): Node | undefined {
  const [first] = (Array.isArray(plan) ? plan : []) as readonly { readonly Plan?: Node }[]
  return first?.Plan
}

/** A node that writes says its own rows only where it returns them; those that it was given are those of its parts. */
function changedBy(node: Node): number | null {
  const parts = node.Plans ?? []
  if (node['Node Type'] === 'ModifyTable') {
    const given = parts.reduce((sum, part) => sum + part['Actual Rows'] * part['Actual Loops'], 0)
    return node['Tuples Inserted'] ?? Math.round(given)
  }
  const below = parts.map(changedBy).filter((rows) => rows !== null)
  return below.length === 0 ? null : below.reduce((sum, rows) => sum + rows, 0)
}

async function explainSqlite(session: Session, text: string, values: readonly unknown[]): Promise<Explained> {
  try {
    const plan = await session.query(`explain query plan ${text}`, values)
    return { ...unexplained, plan: plan.length === 0 ? null : plan }
  } catch (thrown) {
    // What is wrong with the statement itself its own run says better.
    if (thrown instanceof UnderstudyError) return unexplained
    throw thrown
  }
}

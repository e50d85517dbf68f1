import type { CallSettings } from './factory-state.ts'
import type { AskedRow } from './graph.ts'

/** Rows as they are asked for, with what their connection has for them. Of a call that stands in a token it is no part. */
export function withGivenRows(
  factory: string,
  { connection }: Pick<CallSettings, 'connection'>,
  asked: readonly AskedRow[],
): readonly AskedRow[] {
  const given = connection?.given
  if (given === undefined) return asked
  return asked.map((one) => ({ ...one, overrides: { ...given(factory, one.asked), ...one.overrides } }))
}

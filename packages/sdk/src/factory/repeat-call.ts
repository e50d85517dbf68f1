import { UnderstudyError } from '../errors.ts'
import type { FactoryConnection } from './connection.ts'
import { DefinedFactory } from './defined-factory.ts'
import type { FactoryTypes } from './factory.ts'
import { isFactory, stateOf } from './factory-state.ts'
import { parseToken } from './token.ts'

/**
 * Makes a call again, on a connection that has seen the same calls before it. The token says which row has to come of it:
 * where another one would, the factory or the calls before are not what they were.
 */
export async function repeatCall(
  factory: unknown,
  call: { readonly token: string; readonly creates: boolean; readonly overrides: readonly object[] },
  connection: FactoryConnection,
): Promise<void> {
  if (!isFactory(factory)) throw changed(call.token, 'there is no such factory')
  const { traits, seed, worker, unwritten } = parseToken(call.token)
  if (unwritten.length > 0) {
    throw changed(call.token, `the arguments of the trait ${unwritten.join(', ')} cannot be written down`)
  }
  const state = stateOf(factory)
  const again = new DefinedFactory<AnyTypes>({
    ...state,
    uses: traits,
    seed: String(state.seed ?? connection.seed) === seed ? (state.seed ?? connection.seed) : seed,
    worker,
    connection,
  })
  const overrides = (index: number) => call.overrides[index] ?? {}
  const rows = await again[call.creates ? 'createMany' : 'buildMany'](call.overrides.length, overrides)
  const [first] = rows
  if (first !== undefined && again.token(first) !== call.token) {
    throw changed(call.token, 'its factory makes another row by now')
  }
}

interface AnyTypes extends FactoryTypes {
  input: Record<string, unknown>
  output: Record<string, unknown>
  transient: Record<string, unknown>
  traits: Record<string, unknown>
  associations: Record<never, never>
  required: never
}

function changed(token: string, reason: string): UnderstudyError {
  return new UnderstudyError('REPLAY_TOKEN_OUTDATED', {
    operation: 'repeat a call of a factory',
    at: token.split('?')[0] ?? '',
    message: `rows of the factory cannot be made again: ${reason}`,
  })
}

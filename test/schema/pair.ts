import { messageOf } from '../../packages/sdk/src/errors.ts'
import type { PairServer } from './pair-server.ts'
import type { Pair } from './pairs.ts'
import { type Plan, type Proof, proveMigration } from './prove-migration.ts'
import { readSide } from './side.ts'

export type Outcome = Proof | { readonly result: 'not loaded'; readonly why: string }

/** Both directions of a pair: from a to b and back to a, from b to a and back to b. */
export async function provePair(server: PairServer, pair: Pair, plan: Plan): Promise<readonly [Outcome, Outcome]> {
  const urls: string[] = []
  try {
    for (const path of [pair.a, pair.b]) urls.push(await server.load(path))
  } catch (thrown) {
    return twice({ result: 'not loaded', why: messageOf(thrown) })
  }
  try {
    const [a, b] = await Promise.all([readSide(server, urls[0]!), readSide(server, urls[1]!)])
    return [await proveMigration(server, a, b, plan), await proveMigration(server, b, a, plan)]
  } catch (thrown) {
    return twice({
      result: 'failed',
      at: 'unexpected',
      why: thrown instanceof Error ? String(thrown.stack) : String(thrown),
    })
  } finally {
    for (const url of urls) await server.drop(url)
  }
}

const twice = (outcome: Outcome): [Outcome, Outcome] => [outcome, outcome]

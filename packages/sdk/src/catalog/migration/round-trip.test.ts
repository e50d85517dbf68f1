import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { PairServer } from '../../../../../test/schema/pair-server.ts'
import { type Proof, proveMigration } from '../../../../../test/schema/prove-migration.ts'
import { readSide } from '../../../../../test/schema/side.ts'
import { usualPlan } from '../../../../../test/schema/usual-plan.ts'
import { type SchemaPair, schemaPairs } from '../../../test/random-schemas/arbitrary.ts'

const runs = Number(process.env.UNDERSTUDY_ROUND_TRIPS ?? 3)
const seed = Number(process.env.UNDERSTUDY_ROUND_TRIP_SEED ?? 20261128)
const server = await PairServer.open(inject('testServer').url)
afterAll(() => server[Symbol.asyncDispose]())

test(`${runs} random schemas become others, with their rows, and themselves again`, {
  timeout: 3_600_000,
}, async () => {
  const proofs: Proof[] = []
  await fc.assert(
    fc.asyncProperty(schemaPairs, async (pair) => {
      const proof = await prove(pair)
      proofs.push(proof)
      expect(proof.result === 'failed' ? proof : undefined).toBeUndefined()
    }),
    // A smaller example takes minutes to find.
    { numRuns: runs, seed, endOnFailure: process.env.UNDERSTUDY_SHRINK === undefined },
  )
  const converged = proofs.flatMap((proof) => (proof.result === 'converged' ? [proof] : []))
  expect(converged.length).toBeGreaterThanOrEqual(0.95 * runs)
  expect(converged.filter(({ up, rows }) => up > 0 && rows === 'kept').length).toBeGreaterThan(0.4 * runs)
})

async function prove({ a, b }: SchemaPair): Promise<Proof> {
  const urls = [await server.run(a), await server.run(b)] as const
  try {
    return await proveMigration(server, await readSide(server, urls[0]), await readSide(server, urls[1]), usualPlan)
  } finally {
    for (const url of urls) await server.drop(url)
  }
}

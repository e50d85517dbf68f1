import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isFull } from '../full.ts'
import { type Place, postgresPlace, sqlitePlace } from './places.ts'
import { Project, type Run } from './project.ts'
import type { Runner } from './runner.ts'

const limit = 180_000
const replayLine = /understudy replay '[^'\s]+'/

/**
 * What every runner's adapter promises, seen from outside: its own program runs the cases in processes of their own. What
 * a run that was killed or has failed leaves is the same of both engines, and cleaned up by the same adapter: one has each.
 */
export function conformance(runner: Runner): void {
  describe.each([
    { engine: 'Postgres', open: postgresPlace, isolations: ['clone', 'savepoint'] },
    { engine: 'SQLite', open: sqlitePlace, isolations: ['file', 'image'] },
  ])(`${runner.name} on $engine`, { timeout: limit }, ({ engine, open, isolations }) => {
    let place: Place
    let project: Project
    let passing: Run
    beforeAll(async () => {
      place = await open()
      project = new Project(runner, place.url)
      passing = await project.run('rows', 'rows-again')
    }, limit)
    afterAll(async () => {
      project.remove()
      await place[Symbol.asyncDispose]()
    })

    test('each test has its own rows, in workers that run at the same time', () => {
      expect(passing.code, passing.text).toBe(0)
      const tests = testsOf(passing)
      expect(tests).toHaveLength(6)
      expect(new Set(tests.map(({ worker }) => worker)).size).toBe(2)
      expect([...new Set(tests.map(({ isolation }) => isolation))].sort()).toEqual(isolations)
    })

    test('only tests that ask for data pay for it', () => {
      expect(eventsOf(passing, 'setup-started')).toHaveLength(6)
    })

    test('nothing is left behind', async () => {
      expect(await leftOf(place, project)).toEqual([])
    })

    if (engine === 'SQLite' || isFull)
      test('what a killed process left is swept by the next run, and a test has the same seed in both', async () => {
        const killed = await project.run('killed')
        expect(killed.code).not.toBe(0)
        expect(eventsOf(killed, 'setup-finished')).toHaveLength(1)
        expect(eventsOf(killed, 'cleanup-finished')).toEqual([])
        expect(await leftOf(place, project)).not.toEqual([])

        const next = await project.run('rows')
        expect(next.code, next.text).toBe(0)
        expect(await leftOf(place, project)).toEqual([])

        const seeds = new Map(testsOf(passing).map(({ name, seed }) => [name, seed]))
        expect(new Set(seeds.values()).size).toBe(6)
        expect(testsOf(next)).toHaveLength(3)
        for (const { name, seed } of testsOf(next)) expect(seeds.get(name)).toBe(seed)
      })

    if (engine === 'Postgres' || isFull)
      test('a test that fails shows its own error with its replay token, and is cleaned up whatever its hooks throw', async () => {
        const failing = await project.run('failing')
        expect(failing.code).not.toBe(0)
        const [, ...shown] = failing.text.split('the shelf is empty')
        const withToken = shown.filter((after) => replayLine.test(after.slice(0, 300)))
        expect(withToken.length, failing.text).toBeGreaterThanOrEqual(2)
        expect(failing.text).toMatch(/time(d )?out/i)
        const ended = [...eventsOf(failing, 'cleanup-finished'), ...eventsOf(failing, 'cleanup-failed')]
        expect(ended).toHaveLength(eventsOf(failing, 'setup-finished').length)
        expect(await leftOf(place, project)).toEqual([])
      })

    if (engine !== 'Postgres') return
    test('a setup that fails names its cause, once', async () => {
      const { code, text } = await project.run('nowhere')
      expect(code).not.toBe(0)
      expect(text.match(/No connection to postgres:\/\/nobody@127\.0\.0\.1:1\/nothing/g)).toHaveLength(1)
    })
  })
}

function testsOf({ told }: Run) {
  return told.filter(({ name }) => name !== undefined)
}

function eventsOf({ told }: Run, type: string) {
  return told.filter(({ event }) => event === type)
}

/** In the database, on its server, and among temporary files. */
async function leftOf(place: Place, { temporary }: Project): Promise<readonly string[]> {
  const files = readdirSync(temporary).filter((name) => name.startsWith('understudy'))
  return [...(await place.left()), ...files]
}

import { expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { parseConfig } from './config.ts'

test('a configuration says all that is wrong with it at once, each with its place', async () => {
  const input = {
    kind: 'understudy.config',
    version: 2,
    generate: { entities: { film: { rows: 0, fields: { 'a b': { nullRate: 2 }, title: { knd: 'x' } } } }, sed: 1 },
  }
  const error = await failure(Promise.resolve().then(() => parseConfig(input, 'understudy.config.json')))
  expect(error.code).toBe('CONFIG_INVALID')
  expect(error.details.problems).toEqual(
    [
      'version',
      'generate.entities.film.rows',
      'generate.entities.film.fields["a b"].nullRate',
      'generate.entities.film.fields.title',
      'generate',
    ].map((path) => expect.objectContaining({ path, message: expect.any(String) })),
  )
})

test('a whole configuration is read as it stands', () => {
  const config = {
    kind: 'understudy.config' as const,
    version: 1 as const,
    generate: {
      seed: 'summer',
      locale: 'de',
      rows: 10,
      entities: {
        film: { rows: 5, fields: { rating: { kind: 'one-of', options: { values: ['G', 'PG'] }, nullRate: 0.5 } } },
        audit: { skip: true },
      },
    },
  }
  expect(parseConfig(config, 'x')).toEqual(config)
})

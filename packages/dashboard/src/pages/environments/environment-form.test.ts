import { expect, test } from 'vitest'
import { emptyForm, problemsOf, sentOf } from './environment-form.ts'

test('what is wrong is said at its field', () => {
  const form = {
    ...emptyForm(),
    name: '-x',
    databaseUrl: 'mysql://x',
    secrets: 'a=b\nnothing',
    watch: '5',
    key: 'own' as const,
    suites: '[]',
  }
  expect(Object.keys(problemsOf(form, true))).toEqual(['name', 'databaseUrl', 'secrets', 'watch', 'ownKey', 'suites'])
  expect(Object.keys(problemsOf({ ...emptyForm(), name: 'x' }, true))).toEqual(['databaseUrl'])
  expect(problemsOf({ ...emptyForm(), name: 'x' }, false)).toEqual({})
})

test('what is left empty of one that is there is not sent, so that it stays', () => {
  expect(sentOf({ ...emptyForm(), name: 'x', key: 'stays' })).toEqual({
    name: 'x',
    type: 'test',
    tags: [],
    isReadOnly: false,
    status: 'active',
    watchSeconds: null,
  })
})

test('production is read-only whatever is chosen, and secrets may hold what separates them', () => {
  const form = {
    ...emptyForm(),
    name: 'live',
    type: 'production' as const,
    databaseUrl: ' sqlite:a.db ',
    secrets: 'baseUrl=http://x/?a=b',
    tags: 'eu, shop',
    watch: '60',
  }
  expect(sentOf(form)).toMatchObject({
    databaseUrl: 'sqlite:a.db',
    secrets: { baseUrl: 'http://x/?a=b' },
    tags: ['eu', 'shop'],
    isReadOnly: true,
    maskingKey: null,
    watchSeconds: 60,
  })
})

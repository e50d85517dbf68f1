import { expect, test } from 'vitest'
import { asksFor, connectorOf, fieldsOf, initialValues, type Kind, placeWords, whyNotReady } from './connector-form.ts'

const kinds = Object.keys(fieldsOf) as Kind[]

test('a form says what is lacking, and nothing where all is there', () => {
  expect(whyNotReady('postgres', '', initialValues('postgres'))).toBe('Give it a name first.')
  expect(whyNotReady('postgres', 'shop', initialValues('postgres'))).toBe('“Host” is lacking.')
  expect(whyNotReady('files', 'shop', initialValues('files'))).toBeUndefined()
})

test('a database is told numbers and flags as such, and no empty password', () => {
  const values = { ...initialValues('postgres'), host: ' db.example ', database: 'shop', user: 'reader' }
  expect(connectorOf('postgres', ' Shop ', 'import', values)).toEqual({
    name: 'Shop',
    use: 'import',
    kind: 'postgres',
    settings: { host: 'db.example', port: 5432, database: 'shop', user: 'reader', schema: 'public', tls: true },
    credentials: {},
  })
})

test('of an HTTP API only what is asked for is sent', () => {
  const values = {
    ...initialValues('http'),
    url: 'https://shop.example/items',
    by: 'cursor',
    at: '/next',
    parameter: 'after',
    auth: 'header',
    header: 'x-key',
    value: 'secret',
    token: 'typed before another way was chosen',
  }
  expect(connectorOf('http', 'items', 'import', values)).toMatchObject({
    settings: { url: 'https://shop.example/items', pages: { by: 'cursor', rows: '', at: '/next', parameter: 'after' } },
    credentials: { header: 'x-key', value: 'secret' },
  })
  const token = fieldsOf.http.find(({ name }) => name === 'token')
  expect(token && asksFor(token, values)).toBe(false)
})

test('what a connector is told stands in its form again, but for what lets one in', () => {
  for (const kind of kinds) {
    const filled = Object.fromEntries(fieldsOf[kind].map(({ name, initial }) => [name, initial ?? `a-${name}`]))
    const { settings } = connectorOf(kind, 'one', 'both', filled)
    const connector = {
      id: '1',
      name: 'one',
      kind,
      use: 'both' as const,
      settings: JSON.parse(JSON.stringify(settings)),
      hasCredentials: false,
      checkedAt: null,
      checkError: null,
      createdAt: '',
      createdBy: '',
    }
    const again = initialValues(kind, connector)
    for (const { name, lets } of fieldsOf[kind]) {
      if (lets) expect(again[name]).toBe('')
    }
    expect(connectorOf(kind, 'one', 'both', again).settings).toEqual(settings)
    expect(placeWords(connector)).not.toContain('undefined')
  }
})

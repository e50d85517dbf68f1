import { expect, test } from 'vitest'
import { readSettings } from './read-settings.ts'

const said = { host: '127.0.0.1', port: '4600', role: 'all', workers: '2', proxy: [], webhookNetwork: [] }

test('what is left out is what the server does by itself, with a store in the folder where it is started', () => {
  expect(readSettings(said, {})).toEqual({
    data: 'understudy-data',
    host: '127.0.0.1',
    port: 4600,
    role: 'all',
    workers: 2,
    demo: false,
    insecureHttp: false,
    proxies: [],
    webhooks: { networks: [], http: false },
  })
})

test('every flag gets to the server, and secrets come out of the environment', () => {
  const flags = {
    ...said,
    port: '0',
    host: '10.0.0.5',
    role: 'worker',
    workers: '8',
    databaseUrl: 'postgres://understudy@db.example.org/understudy',
    keyFile: 'a.key',
    blobs: 'blobs',
    demo: true,
    publicUrl: 'https://data.example.org',
    tlsCert: 'cert.pem',
    tlsKey: 'key.pem',
    proxy: ['10.0.0.1'],
    insecureHttp: true,
    environment: 'test',
    auditCheckpoints: 'checkpoints.ndjson',
    webhookNetwork: ['10.1.0.0/16'],
    webhookHttp: true,
    oidcIssuer: 'https://id.example.org',
    oidcClientId: 'understudy',
  }
  const env = { UNDERSTUDY_METRICS_TOKEN: 'a token of metrics', UNDERSTUDY_OIDC_CLIENT_SECRET: 'hidden' }
  expect(readSettings(flags, env)).toEqual({
    databaseUrl: 'postgres://understudy@db.example.org/understudy',
    keyFile: 'a.key',
    blobs: 'blobs',
    host: '10.0.0.5',
    port: 0,
    role: 'worker',
    workers: 8,
    demo: true,
    insecureHttp: true,
    proxies: ['10.0.0.1'],
    webhooks: { networks: ['10.1.0.0/16'], http: true },
    tls: { certFile: 'cert.pem', keyFile: 'key.pem' },
    oidc: { issuer: 'https://id.example.org', clientId: 'understudy', clientSecret: 'hidden' },
    publicUrl: 'https://data.example.org',
    metricsToken: 'a token of metrics',
    environment: 'test',
    auditCheckpoints: 'checkpoints.ndjson',
  })
})

test('the environment says where the store is and what opens it, and the command line says it better', () => {
  const env = {
    UNDERSTUDY_DATA: 'theirs',
    UNDERSTUDY_KEY: 'a key of theirs',
    UNDERSTUDY_BLOBS: 'blobs',
    UNDERSTUDY_PUBLIC_URL: 'https://data.example.org',
  }
  expect(readSettings(said, env)).toMatchObject({
    data: 'theirs',
    key: 'a key of theirs',
    blobs: 'blobs',
    publicUrl: 'https://data.example.org',
  })
  const url = 'postgres://me:hidden@db.example.org/understudy'
  expect(readSettings(said, { UNDERSTUDY_SERVER_DATABASE_URL: url })).toMatchObject({ databaseUrl: url })
  const ours = readSettings({ ...said, data: 'ours', keyFile: 'our.key' }, env)
  expect(ours).toMatchObject({ data: 'ours', keyFile: 'our.key' })
  expect(ours).not.toHaveProperty('key')
})

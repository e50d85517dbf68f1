import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { ledgerFolder, usualLedgerFolder } from './ledger-folder.ts'

test('the folder that is named goes before the environment, and that before the usual one', () => {
  const env = { UNDERSTUDY_LEDGER: '/from/env', HOME: '/home/me' }
  expect(ledgerFolder('./mine', env)).toBe(resolve('./mine'))
  expect(ledgerFolder(undefined, env)).toBe(resolve('/from/env'))
  expect(ledgerFolder(undefined, { HOME: '/home/me', UNDERSTUDY_LEDGER: '' })).toBe(
    resolve(usualLedgerFolder({ HOME: '/home/me' })),
  )
})

test('each system has its place for the state of programs', () => {
  expect(usualLedgerFolder({ HOME: '/home/me' }, 'linux')).toBe(join('/home/me', '.local/state/understudy/ledger'))
  expect(usualLedgerFolder({ HOME: '/home/me', XDG_STATE_HOME: '/state' }, 'linux')).toBe(
    join('/state', 'understudy/ledger'),
  )
  expect(usualLedgerFolder({ HOME: '/Users/me' }, 'darwin')).toBe(
    join('/Users/me', 'Library/Application Support/understudy/ledger'),
  )
  expect(usualLedgerFolder({ LOCALAPPDATA: 'C:/local' }, 'win32')).toBe(join('C:/local', 'understudy/ledger'))
})

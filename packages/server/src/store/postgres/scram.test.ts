import { expect, test } from 'vitest'
import { scramVerifier } from './scram.ts'

test('a password is kept as Postgres itself keeps it: by the salt, the password and the count of the example of RFC 7677', () => {
  expect(scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  )
})

test('the same password is kept in another way each time', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'))
})

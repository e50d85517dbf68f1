import type pg from 'pg'

/** What Postgres answers to statements that are in the wrong place, which here is no wrong place for the server. */
export function outsideOfTransaction(driver: typeof pg, named: string): Error {
  const message = `${named} can only be used in transaction blocks`
  return Object.assign(new driver.DatabaseError(message, message.length, 'error'), {
    severity: 'ERROR',
    code: '25P01',
    file: 'xact.c',
    routine: 'CheckTransactionBlock',
  })
}

export const noTransaction = {
  name: 'notice',
  severity: 'WARNING',
  code: '25P01',
  message: 'there is no transaction in progress',
  file: 'xact.c',
}

import { type History, same, t1, t2, valueAt } from '../history.ts'

/** Conditions that begin to hold for other rows while a transaction is open. */
export const predicateHistories: readonly History[] = [
  {
    name: 'PMP, read',
    anomaly: 'predicate-many-preceders',
    meaning: 'A row that another transaction inserts meanwhile appears in a later read',
    steps: [
      t1.read('value = 30', 'before'),
      t2.run('insert into {table} (id, value) values (3, 30)'),
      t2.commit,
      t1.read('value % 3 = 0', 'after'),
      t1.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2') && same(rows('before'), []) && valueAt(rows('after'), 3) === 30,
  },
  {
    name: 'PMP, write',
    anomaly: 'predicate-many-preceders',
    meaning: 'A DELETE leaves rows that its condition holds for',
    steps: [
      t1.run('update {table} set value = value + 10'),
      t2.run('delete from {table} where value = 20', 'deleted'),
      t1.commit,
      t2.read('value = 20', 'left'),
      t2.commit,
    ],
    occurred: ({ rows, committed }) => committed('T1', 'T2') && (rows('left') ?? []).length > 0,
  },
]

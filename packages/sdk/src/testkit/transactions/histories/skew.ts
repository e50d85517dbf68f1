import { type History, same, t1, t2, t3, valueAt } from '../history.ts'

const both = [
  [1, 10],
  [2, 20],
] as const

/** Decisions upon what is no longer so. */
export const skewHistories: readonly History[] = [
  {
    name: 'P4',
    anomaly: 'lost update',
    meaning: 'Of two transactions that read a row and then write it, one overwrites the other unseen',
    steps: [
      t1.read('id = 1', 'by T1'),
      t2.read('id = 1', 'by T2'),
      t1.write(1, 11),
      t2.write(1, 11),
      t1.commit,
      t2.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2') && valueAt(rows('by T1'), 1) === 10 && valueAt(rows('by T2'), 1) === 10,
  },
  {
    name: 'G-single, read skew',
    anomaly: 'read skew',
    meaning: 'A transaction sees one row before and the other after a change of both',
    steps: [
      t1.read('id = 1', 'row 1'),
      t2.read('id = 1'),
      t2.read('id = 2'),
      t2.write(1, 12),
      t2.write(2, 18),
      t2.commit,
      t1.read('id = 2', 'row 2'),
      t1.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2') && valueAt(rows('row 1'), 1) === 10 && valueAt(rows('row 2'), 2) === 18,
  },
  {
    name: 'G-single, predicate',
    anomaly: 'read skew',
    meaning: 'A transaction sees by one condition what was before a change, by another what came of it',
    steps: [
      t1.read('value % 5 = 0', 'before'),
      t2.run('update {table} set value = 12 where value = 10'),
      t2.commit,
      t1.read('value % 3 = 0', 'after'),
      t1.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2') && same(rows('before'), both) && valueAt(rows('after'), 1) === 12,
  },
  {
    name: 'G-single, write predicate',
    anomaly: 'read skew',
    meaning: 'A transaction reads what was before a change, and writes by what came of it',
    steps: [
      t1.read('id = 1', 'row 1'),
      t2.read('true'),
      t2.write(1, 12),
      t2.write(2, 18),
      t2.commit,
      t1.run('delete from {table} where value = 20', 'deleted'),
      t1.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2') && valueAt(rows('row 1'), 1) === 10 && same(rows('deleted'), []),
  },
  {
    name: 'G2-item',
    anomaly: 'write skew',
    meaning: 'Two transactions read both rows, and each writes another one of them',
    steps: [
      t1.read('id in (1, 2)', 'by T1'),
      t2.read('id in (1, 2)', 'by T2'),
      t1.write(1, 11),
      t2.write(2, 21),
      t1.commit,
      t2.commit,
    ],
    occurred: ({ rows, committed }) => committed('T1', 'T2') && same(rows('by T1'), both) && same(rows('by T2'), both),
  },
  {
    name: 'G2, predicate',
    anomaly: 'anti-dependency cycle',
    meaning: 'Two transactions find no row by a condition, and each inserts one for which it holds',
    steps: [
      t1.read('value % 3 = 0', 'by T1'),
      t2.read('value % 3 = 0', 'by T2'),
      t1.run('insert into {table} (id, value) values (3, 30)'),
      t2.run('insert into {table} (id, value) values (4, 42)'),
      t1.commit,
      t2.commit,
    ],
    occurred: ({ rows, committed }) => committed('T1', 'T2') && same(rows('by T1'), []) && same(rows('by T2'), []),
  },
  {
    name: 'G2, read-only',
    anomaly: 'anti-dependency cycle',
    meaning: 'A transaction that only reads sees a state that no order of the others leads to',
    steps: [
      t1.read('true', 'by T1'),
      t2.run('update {table} set value = value + 5 where id = 2'),
      t2.commit,
      t3.read('true', 'by T3'),
      t3.commit,
      t1.write(1, 0),
      t1.commit,
    ],
    occurred: ({ rows, committed }) =>
      committed('T1', 'T2', 'T3') &&
      same(rows('by T1'), both) &&
      valueAt(rows('by T3'), 2) === 25 &&
      valueAt(rows('by T3'), 1) === 10,
  },
]

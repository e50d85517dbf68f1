import type { Database } from 'better-sqlite3'
import type { Shop } from './shop.ts'

export function sqliteShop(db: Database): Shop {
  return {
    async register(email) {
      return Number(db.prepare('insert into customers (email) values (?)').run(email).lastInsertRowid)
    },
    async order(customer, cents) {
      const insert = db.prepare('insert into items (customer_id, cents) values (?, ?)')
      db.transaction(() => {
        for (const one of cents) insert.run(customer, one)
      })()
    },
    async spent(customer) {
      const sum = db
        .prepare<[number], number>('select coalesce(sum(cents), 0) from items where customer_id = ?')
        .pluck()
      return sum.get(customer) ?? 0
    },
    async customers() {
      return db.prepare<[], number>('select count(*) from customers').pluck().get() ?? 0
    },
  }
}

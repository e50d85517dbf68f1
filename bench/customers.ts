/** The 12-column row that every generator here makes. */
export const customers = {
  kind: 'understudy.schema',
  version: 1,
  name: 'customers',
  entities: [
    {
      name: 'customers',
      primaryKey: ['id'],
      table: { name: 'customers' },
      fields: [
        { name: 'id', type: 'integer', kind: 'sequence', databaseType: 'bigint' },
        { name: 'uid', type: 'uuid', kind: 'uuid', databaseType: 'uuid' },
        { name: 'email', type: 'text', kind: 'email', unique: true, databaseType: 'text' },
        { name: 'first_name', type: 'text', kind: 'first-name', databaseType: 'text' },
        { name: 'last_name', type: 'text', kind: 'last-name', databaseType: 'text' },
        { name: 'phone', type: 'text', kind: 'phone', databaseType: 'text' },
        { name: 'street', type: 'text', kind: 'street-address', databaseType: 'text' },
        { name: 'city', type: 'text', kind: 'city', databaseType: 'text' },
        { name: 'country', type: 'text', kind: 'country', databaseType: 'text' },
        { name: 'born', type: 'date', kind: 'birthdate', databaseType: 'date' },
        { name: 'balance', type: 'decimal', kind: 'amount', precision: 12, scale: 2, databaseType: 'numeric' },
        { name: 'created_at', type: 'timestamptz', kind: 'timestamp', databaseType: 'timestamp with time zone' },
      ],
    },
  ],
}

export const createCustomers = `create table customers (
  id bigint, uid uuid, email text, first_name text, last_name text, phone text, street text, city text, country text,
  born date, balance numeric(12,2), created_at timestamptz)`

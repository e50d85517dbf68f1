/** What the data looks like that this team tests with. */
export const schema = {
  entities: [
    {
      name: 'accounts',
      fields: {
        id: 'uuid',
        email: { kind: 'email', unique: true },
        name: 'full-name',
        country: 'country-code',
        opened: 'date',
      },
      primaryKey: ['id'],
    },
  ],
}

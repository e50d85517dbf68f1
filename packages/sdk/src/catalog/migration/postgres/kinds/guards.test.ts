import { expect, test } from 'vitest'
import { thereAndBack } from '../../../../../test/postgres-rules/there-and-back.ts'
import { policyRules } from './policy.ts'
import { statisticsRules } from './statistics.ts'

const { prove, role: newRole } = await thereAndBack('guards', { policy: policyRules, statistics: statisticsRules })
const role = await newRole()
const common = `create table item (id int, name text, owner text, price numeric);
  create function mine(text) returns boolean language sql stable as 'select $1 = current_user'`

test('policies change in place but for their command, their way and an expression that is gone', async () => {
  const { up, down, drafts } = await prove({
    common,
    a: `create policy "see it" on item using (mine(owner));
      create policy add on item for insert with check (price > 0);
      create policy one on item for update using (id = 1);
      create policy less on item using (id > 1) with check (id > 2)`,
    b: `create policy "see it" on item to "${role}", public using (id > 0 and mine(owner));
      create policy add on item as restrictive for insert with check (price > 0);
      create policy one on item for delete using (id = 1);
      create policy less on item using (id > 1)`,
  })
  expect(up).toEqual({
    'policy public.item."see it"': 'in place',
    'policy public.item.add': 'replace',
    'policy public.item.less': 'replace',
    'policy public.item.one': 'replace',
  })
  expect(down).toEqual({ ...up, 'policy public.item.less': 'in place' })
  const kinds = drafts.map(({ action, hazards = [] }) => [action, ...hazards.map(({ kind }) => kind)].join(', '))
  expect(kinds).toContain('create, changes access')
  expect(kinds).toContain('alter, changes access')
  expect(kinds).toContain('drop, changes access, drops what protects data')
})

test('statistics', async () => {
  const { up, down } = await prove({
    common,
    a: `create statistics "Both" (ndistinct, mcv) on id, name from item; create statistics two on id, (price + 1) from item`,
    b: `create statistics "Both" on id, name from item; create statistics two on id, (price + 1) from item;
      alter statistics two set statistics 500`,
  })
  const verdicts = { 'statistics public."Both"': 'replace', 'statistics public.two': 'in place' }
  expect(up).toEqual(verdicts)
  expect(down).toEqual(verdicts)
})

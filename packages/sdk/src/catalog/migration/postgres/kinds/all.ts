import type { Fact, FactKind } from '../../../facts.ts'
import type { KindRules } from '../kind-rules.ts'
import { collationRules } from './collation.ts'
import { columnRules } from './column.ts'
import { compositeRules } from './composite.ts'
import { constraintRules } from './constraint.ts'
import { defaultRules } from './default.ts'
import { defaultPrivilegesRules } from './default-privileges.ts'
import { domainRules } from './domain.ts'
import { enumRules } from './enum.ts'
import { eventTriggerRules } from './event-trigger.ts'
import { extensionRules } from './extension.ts'
import { foreignDataWrapperRules } from './foreign-data-wrapper.ts'
import { foreignServerRules } from './foreign-server.ts'
import { indexRules } from './index.ts'
import { materializedViewRules } from './materialized-view.ts'
import { policyRules } from './policy.ts'
import { publicationRules } from './publication.ts'
import { rangeRules } from './range.ts'
import { routineRules } from './routine.ts'
import { ruleRules } from './rule.ts'
import { schemaRules } from './schema.ts'
import { sequenceRules } from './sequence.ts'
import { statisticsRules } from './statistics.ts'
import { tableRules } from './table.ts'
import { triggerRules } from './trigger.ts'
import { userMappingRules } from './user-mapping.ts'
import { viewRules } from './view.ts'

const rules: { readonly [Kind in FactKind]: KindRules<Kind> } = {
  schema: schemaRules,
  extension: extensionRules,
  collation: collationRules,
  enum: enumRules,
  domain: domainRules,
  composite: compositeRules,
  range: rangeRules,
  'foreign data wrapper': foreignDataWrapperRules,
  'foreign server': foreignServerRules,
  'user mapping': userMappingRules,
  sequence: sequenceRules,
  table: tableRules,
  column: columnRules,
  default: defaultRules,
  view: viewRules,
  'materialized view': materializedViewRules,
  function: routineRules,
  procedure: routineRules,
  aggregate: routineRules,
  constraint: constraintRules,
  index: indexRules,
  statistics: statisticsRules,
  trigger: triggerRules,
  rule: ruleRules,
  policy: policyRules,
  'event trigger': eventTriggerRules,
  publication: publicationRules,
  'default privileges': defaultPrivilegesRules,
}

/** The rules of an object's kind. They may be asked about objects of that kind only. */
export function rulesOf<Kind extends FactKind>(fact: Fact & { readonly kind: Kind }): KindRules<Kind> {
  return rules[fact.kind]
}

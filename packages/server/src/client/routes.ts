import type { ExtractSchema } from 'hono/types'
import type { auditRoutes } from '../routes/audit.ts'
import type { authRoutes } from '../routes/auth.ts'
import type { cloneRoutes } from '../routes/clone.ts'
import type { connectorRoutes } from '../routes/connectors.ts'
import type { datasetExchangeRoutes } from '../routes/dataset-exchange.ts'
import type { datasetRowRoutes } from '../routes/dataset-rows.ts'
import type { datasetRoutes } from '../routes/datasets.ts'
import type { environmentCheckRoutes } from '../routes/environment-checks.ts'
import type { environmentRoutes } from '../routes/environments.ts'
import type { eraseTeamRoutes } from '../routes/erase-team.ts'
import type { eventRoutes } from '../routes/events.ts'
import type { fidelityRoutes } from '../routes/fidelity.ts'
import type { generateRoutes } from '../routes/generate.ts'
import type { generateNowRoutes } from '../routes/generate-now.ts'
import type { incidentRoutes } from '../routes/incidents.ts'
import type { jobRoutes } from '../routes/jobs.ts'
import type { keyRoutes } from '../routes/keys.ts'
import type { leaseRoutes } from '../routes/leases.ts'
import type { meRoutes } from '../routes/me.ts'
import type { memberRoutes } from '../routes/members.ts'
import type { notificationRoutes } from '../routes/notifications.ts'
import type { oidcRoutes } from '../routes/oidc.ts'
import type { overviewRoutes } from '../routes/overview.ts'
import type { policyRoutes } from '../routes/policies.ts'
import type { qualityCheckRoutes } from '../routes/quality-checks.ts'
import type { qualityRulesRoutes } from '../routes/quality-rules.ts'
import type { refreshRoutes } from '../routes/refreshes.ts'
import type { scheduleRoutes } from '../routes/schedules.ts'
import type { schemaToolRoutes } from '../routes/schema-tools.ts'
import type { schemaRoutes } from '../routes/schemas.ts'
import type { systemHealthRoutes } from '../routes/system-health.ts'
import type { teamConfigRoutes } from '../routes/team-config.ts'
import type { teamDataRoutes } from '../routes/team-data.ts'
import type { teamRoutes } from '../routes/teams.ts'
import type { userRoutes } from '../routes/users.ts'
import type { webhookRoutes } from '../routes/webhooks.ts'

type Of<Routes extends (...services: never[]) => unknown> = ExtractSchema<ReturnType<Routes>>

/** What the routes themselves say of their paths, bodies and answers; of each noun apart, which is what keeps it quick. */
export type Api = Of<typeof auditRoutes> &
  Of<typeof authRoutes> &
  Of<typeof cloneRoutes> &
  Of<typeof environmentCheckRoutes> &
  Of<typeof environmentRoutes> &
  Of<typeof policyRoutes> &
  Of<typeof schemaToolRoutes> &
  Of<typeof connectorRoutes> &
  Of<typeof datasetExchangeRoutes> &
  Of<typeof datasetRowRoutes> &
  Of<typeof datasetRoutes> &
  Of<typeof eraseTeamRoutes> &
  Of<typeof teamConfigRoutes> &
  Of<typeof teamDataRoutes> &
  Of<typeof refreshRoutes> &
  Of<typeof notificationRoutes> &
  Of<typeof fidelityRoutes> &
  Of<typeof qualityRulesRoutes> &
  Of<typeof qualityCheckRoutes> &
  Of<typeof incidentRoutes> &
  Of<typeof eventRoutes> &
  Of<typeof generateRoutes> &
  Of<typeof generateNowRoutes> &
  Of<typeof jobRoutes> &
  Of<typeof keyRoutes> &
  Of<typeof leaseRoutes> &
  Of<typeof meRoutes> &
  Of<typeof memberRoutes> &
  Of<typeof scheduleRoutes> &
  Of<typeof oidcRoutes> &
  Of<typeof overviewRoutes> &
  Of<typeof schemaRoutes> &
  Of<typeof systemHealthRoutes> &
  Of<typeof teamRoutes> &
  Of<typeof userRoutes> &
  Of<typeof webhookRoutes>

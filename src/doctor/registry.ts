import type { Check } from './check.js'
import { accessChecks } from './checks/access.js'
import { callbackChecks } from './checks/callback.js'
import { databaseChecks } from './checks/database.js'
import { elsewhereChecks } from './checks/elsewhere.js'
import { environmentChecks } from './checks/environment.js'
import { grantChecks } from './checks/grant.js'
import { hostChecks } from './checks/hosts.js'
import { indexChecks } from './checks/indexes.js'
import { issuerChecks } from './checks/issuer.js'
import { roleChecks } from './checks/role.js'
import { serverChecks } from './checks/server.js'
import { sessionChecks } from './checks/session.js'
import { settingsChecks } from './checks/settings.js'
import { storeChecks } from './checks/store.js'
import { trailChecks } from './checks/trail.js'

/** Every check, in the order of the groups. */
export const checks: readonly Check[] = [
  ...environmentChecks,
  ...settingsChecks,
  ...grantChecks,
  ...storeChecks,
  ...callbackChecks,
  ...issuerChecks,
  ...sessionChecks,
  ...databaseChecks,
  ...roleChecks,
  ...indexChecks,
  ...accessChecks,
  ...trailChecks,
  ...serverChecks,
  ...hostChecks,
  ...elsewhereChecks,
]

import { defineCheck, pass, type Check } from './check.js'
import { databaseChecks } from './checks/database.js'
import { environmentChecks } from './checks/environment.js'
import { grantChecks } from './checks/grant.js'
import { indexChecks } from './checks/indexes.js'
import { issuerChecks } from './checks/issuer.js'
import { roleChecks } from './checks/role.js'
import { clientChecks } from './checks/serve/clients.js'
import { servedJheChecks } from './checks/serve/jhe.js'
import { listeningChecks } from './checks/serve/listening.js'
import { publicAddressChecks } from './checks/serve/public-address.js'
import { serveSettingsChecks } from './checks/serve/settings.js'
import { stateChecks } from './checks/serve/state.js'
import { settingsChecks } from './checks/settings.js'
import { trailChecks } from './checks/trail.js'

/** Checks of the local half that say nothing of a server: what a person's own sign-in needs. */
const personal = [
  'config.jhe',
  'config.paths',
  'env.secrets_argv',
  'idp.client',
  'idp.iss',
  'idp.revocation',
]

const shared = (checks: readonly Check[]): readonly Check[] =>
  checks.filter(({ id }) => !personal.includes(id))

/** The trail is in a file, or, with `-`, lines on stdout that a collector keeps. */
const servedTrail = trailChecks.map((trail) =>
  defineCheck({
    ...trail,
    run: async (context, signal) =>
      context.config().auditLog === '-'
        ? pass('lines on stdout, for a collector')
        : await trail.run(context, signal),
    repair: async (context) => {
      if (context.config().auditLog !== '-') await trail.repair?.(context)
    },
  }),
)

/** What `jhe-mcp doctor --serve` looks at, in the order of the groups. */
export const serveChecks: readonly Check[] = [
  ...shared(environmentChecks),
  ...shared(settingsChecks),
  ...grantChecks,
  ...serveSettingsChecks,
  ...publicAddressChecks,
  ...clientChecks,
  ...shared(issuerChecks),
  ...servedJheChecks,
  ...stateChecks,
  ...databaseChecks,
  ...roleChecks,
  ...indexChecks,
  ...servedTrail,
  ...listeningChecks,
]

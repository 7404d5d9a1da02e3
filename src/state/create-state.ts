import type { PartOptions } from './parts/oidc-adapter.js'
import { createAuditHeads } from './parts/audit-heads.js'
import { createBrakes } from './parts/brake.js'
import { createGrants } from './parts/grants.js'
import { createOidcAdapter } from './parts/oidc-adapter.js'
import { createOnceRows } from './parts/once-rows.js'
import { purge } from './parts/purge.js'
import { createSharedCounts } from './parts/shared-counts.js'
import { createSigningKeys } from './parts/signing-keys.js'
import { orAbort } from '../or-abort.js'
import { prepared } from './schema/prepare.js'
import type { StateStore } from './store.js'

/** The state in a database, whose tables it makes where they are not there. */
export function createState(options: PartOptions): StateStore {
  const database = prepared(options.database)
  const parts = { ...options, database }
  return {
    oidc: (model) => createOidcAdapter(model, parts),
    grants: createGrants(parts),
    keys: createSigningKeys(parts),
    pending: createOnceRows(parts),
    counts: createSharedCounts(parts),
    brakes: createBrakes(parts),
    auditHeads: createAuditHeads(parts),
    purge: async () => {
      await purge(database)
    },
    ready: async (signal) => {
      signal.throwIfAborted()
      await orAbort(database.query('select 1'), signal)
    },
    close: async () => {
      await database.close()
    },
  }
}

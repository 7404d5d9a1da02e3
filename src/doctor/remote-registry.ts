import type { Check } from './check.js'
import { environmentChecks } from './checks/environment.js'
import { endpointChecks } from './checks/remote/endpoint.js'
import { metadataChecks } from './checks/remote/metadata.js'
import { reachChecks } from './checks/remote/reach.js'
import { sessionChecks } from './checks/remote/session.js'
import type { RemoteServer } from './remote/remote-server.js'
import type { ProbeSession } from './remote/session-probe.js'

/** What of this computer matters for a server elsewhere. */
const local = ['env.node', 'env.ca', 'env.tls_off']

/** What `jhe-mcp doctor <url>` looks at, in the order of the groups. */
export const remoteChecks = (server: RemoteServer, probe?: ProbeSession): readonly Check[] => [
  ...environmentChecks.filter(({ id }) => local.includes(id)),
  ...reachChecks(server),
  ...endpointChecks(server),
  ...metadataChecks(server),
  ...sessionChecks(probe),
]

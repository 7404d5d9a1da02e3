import type { Client } from './api/client.js'
import type { ServerClient } from './api/tools.js'

/** What every page gets. */
export interface PageProps {
  readonly client: Client
  /** Our own server. */
  readonly own: ServerClient
  /** What follows the page's name in the address. */
  readonly path: readonly string[]
}

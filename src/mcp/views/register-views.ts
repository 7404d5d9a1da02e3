import {
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServer,
  type ReadResourceResult,
} from '@modelcontextprotocol/server'

import type { Toolset } from '../../tools/toolset.js'
import { viewAddress, viewsOf } from './view-of.js'

const mimeType = 'text/html;profile=mcp-app'

/** A view loads nothing and reaches nothing; some hosts read this of the list, some of the page. */
const _meta = {
  ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true },
}

const description = 'How answers of a tool look, for hosts that show MCP Apps. Holds no data.'
const cacheHint = { ttlMs: 86_400_000, cacheScope: 'public' as const }

const pageOf = async (view: string, uri: string): Promise<ReadResourceResult> => {
  const { viewPages } = await import('./view-pages.js')
  const text = Object.hasOwn(viewPages, view) ? viewPages[view] : undefined
  if (text === undefined) throw new ResourceNotFoundError(uri)
  return { contents: [{ uri, mimeType, text, _meta }] }
}

/**
 * Puts the pages of the views of a server's tools on it: the same for everyone, without a sign-in and without a
 * line in the audit trail, since they hold nothing of a site or of people. The address of an older
 * page answers with the present one, as conversations outlive upgrades.
 */
export function registerViews(server: McpServer, { tools }: Toolset): void {
  for (const view of viewsOf(tools)) {
    const address = viewAddress(view)
    if (address === undefined) continue
    const about = { title: `View ${view}`, description, mimeType, _meta, cacheHint }
    server.registerResource(`view_${view}`, address, about, async ({ href }) => {
      return await pageOf(view, href)
    })
    const older = new ResourceTemplate(`ui://jhe-mcp/${view}-{hash}`, { list: undefined })
    server.registerResource(`view_${view}_older`, older, about, async ({ href }) => {
      return await pageOf(view, href)
    })
  }
}

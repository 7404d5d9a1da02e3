import {
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServer,
  type ReadResourceResult,
} from '@modelcontextprotocol/server'

import type { Toolset } from '../../tools/toolset.js'
import { viewAddress, viewsOf, type ToolView } from './view-of.js'

const mimeType = 'text/html;profile=mcp-app'

/** A view loads nothing and reaches nothing; some hosts read this of the list, some of the page. */
const _meta = {
  ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true },
}

const description = 'How answers of a tool look, for hosts that show MCP Apps. Holds no data.'
const cacheHint = { ttlMs: 86_400_000, cacheScope: 'public' as const }

/** The page says which tool it shows, since hosts need not. */
const forTool = (html: string, tool: string): string =>
  html.replace('<body>', `<body data-tool="${tool}">`)

const pageOf = async ({ page, tool }: ToolView, uri: string): Promise<ReadResourceResult> => {
  const { viewPages } = await import('./view-pages.js')
  const html = Object.hasOwn(viewPages, page) ? viewPages[page] : undefined
  if (html === undefined) throw new ResourceNotFoundError(uri)
  return { contents: [{ uri, mimeType, text: forTool(html, tool), _meta }] }
}

/**
 * Puts the pages of the views of a server's tools on it: the same for everyone, without a sign-in and without a
 * line in the audit trail, since they hold nothing of a site or of people. The address of an older
 * page answers with the present one, as conversations outlive upgrades.
 */
export function registerViews(server: McpServer, { tools }: Toolset): void {
  for (const view of viewsOf(tools)) {
    const { name } = view
    const about = { title: `View ${name}`, description, mimeType, _meta, cacheHint }
    const read = async ({ href }: URL): Promise<ReadResourceResult> => await pageOf(view, href)
    server.registerResource(`view_${name}`, viewAddress(view), about, read)
    const older = new ResourceTemplate(`ui://jhe-mcp/${name}-{hash}`, { list: undefined })
    server.registerResource(`view_${name}_older`, older, about, read)
  }
}

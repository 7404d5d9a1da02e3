import { viewHashes } from './view-hashes.js'

/** A tool's view, by the tool's name. */
const viewsOfTools: ReadonlyMap<string, string> = new Map([['get_observation_trend', 'trend']])

/** Names of the views that are built, of the tools given. */
export const viewsOf = (tools: readonly { readonly name: string }[]): readonly string[] => {
  const wanted = new Set(tools.map(({ name }) => viewsOfTools.get(name)))
  return Object.keys(viewHashes).filter((view) => wanted.has(view))
}

/**
 * The address of a view: with a hash of its page, since hosts keep pages until they are restarted.
 * @returns undefined for a view that is not built
 */
export const viewAddress = (view: string): string | undefined =>
  Object.hasOwn(viewHashes, view) ? `ui://jhe-mcp/${view}-${viewHashes[view] ?? ''}` : undefined

/**
 * What a tool's definition says of its view (MCP Apps 2026-01-26), also under the older key that some
 * hosts read; nothing for a tool without one.
 */
export const viewMeta = (tool: string): { readonly _meta?: Record<string, unknown> } => {
  const address = viewAddress(viewsOfTools.get(tool) ?? '')
  return address === undefined
    ? {}
    : { _meta: { ui: { resourceUri: address }, 'ui/resourceUri': address } }
}

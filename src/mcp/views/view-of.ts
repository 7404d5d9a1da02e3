import { viewHashes } from './view-hashes.js'

/** The view of a tool's answers. */
export interface ToolView {
  readonly tool: string
  /** In its address. Each tool has one of its own: a page is told which tool it shows. */
  readonly name: string
  /** The page that is built for it; several tools may share one. */
  readonly page: string
}

const view = (tool: string, name: string, page = name): ToolView => ({ tool, name, page })

const views: readonly ToolView[] = [
  view('get_observation_trend', 'trend'),
  view('summarize_observations', 'summary'),
  view('get_patient_observations', 'observations'),
  view('get_study_metadata', 'study'),
  view('get_patient_demographics', 'people'),
  view('search_patients', 'search', 'people'),
]

/** The views that are built, of the tools given. */
export const viewsOf = (tools: readonly { readonly name: string }[]): readonly ToolView[] => {
  const names = new Set(tools.map(({ name }) => name))
  return views.filter(({ tool, page }) => names.has(tool) && Object.hasOwn(viewHashes, page))
}

/** The address of a view: with a hash of its page, since hosts keep pages until they are restarted. */
export const viewAddress = ({ name, page }: ToolView): string =>
  `ui://jhe-mcp/${name}-${viewHashes[page] ?? ''}`

/**
 * What a tool's definition says of its view (MCP Apps 2026-01-26), also under the older key that some
 * hosts read; nothing for a tool without one.
 */
export const viewMeta = (tool: string): { readonly _meta?: Record<string, unknown> } => {
  const [found] = viewsOf([{ name: tool }])
  if (found === undefined) return {}
  const address = viewAddress(found)
  return { _meta: { ui: { resourceUri: address }, 'ui/resourceUri': address } }
}

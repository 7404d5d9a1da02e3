import type { Identity } from '../auth/identity.js'
import { viewerOf } from '../permissions/viewer.js'
import type { PublicContext, ToolContext } from '../tools/tool.js'
import type { App } from './app.js'
import type { RequestContext } from './request-context.js'
import { serverStatus } from './server-status.js'

/** The context of a tool that needs no signed-in caller. */
export function publicContextOf(app: App, request: RequestContext): PublicContext {
  const { identity, limits, signal } = request
  return {
    now: app.now,
    limits,
    status: async () => await serverStatus(app, request),
    asViewer: async () => await toolContextOf(app, request, await identity.current(signal)),
  }
}

/**
 * The context of a tool for a signed-in person, who is the viewer of every statement.
 * @param opening the database, where it is being opened already
 */
export async function toolContextOf(
  app: App,
  request: RequestContext,
  person: Identity,
  opening: ReturnType<App['database']> = app.database(),
): Promise<ToolContext> {
  const viewer = viewerOf(person, app.config)
  const database = await opening
  const jhe = app.config.baseUrl ?? person.issuer.replace(/\/o\/?$/, '')
  return {
    ...publicContextOf(app, request),
    viewer,
    fhirBase: `${jhe}/FHIR/R5`,
    ask: async (query, args) => await database.ask(viewer, query, args, request.signal),
  }
}

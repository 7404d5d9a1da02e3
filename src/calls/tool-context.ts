import type { Identity } from '../auth/identity.js'
import { fixedIdsOf } from '../permissions/grant.js'
import { hasRecordType, mayName, type TypeSet } from '../permissions/type-set.js'
import { typesFor, type TypeUse } from '../permissions/viewer.js'
import { notVisible } from '../tools/studies/studies.js'
import type { PublicContext, ToolContext } from '../tools/tool.js'
import type { App } from './app.js'
import { jheAddressOf } from './jhe-address.js'
import type { RequestContext } from './request-context.js'
import { viewerFor } from './viewer-for.js'

/** The context of a tool that needs no signed-in caller. */
export function publicContextOf(app: App, request: RequestContext): PublicContext {
  const { grant, identity, limits, signal, toolset } = request
  return {
    offer: { ...toolset, fixed: fixedIdsOf(grant) },
    now: app.now,
    limits,
    status: async () => await (await import('./server-status.js')).serverStatus(app, request),
    asViewer: async () =>
      await toolContextOf(app, request, { person: await identity.current(signal), use: 'either' }),
  }
}

/** Who asks, and what of data types. */
interface Person {
  readonly person: Identity
  readonly use: TypeUse
}

/** A data type outside of the grant is answered as one that does not exist, whatever JHE has of it. */
const refuseOtherType = (args: object, types: TypeSet): void => {
  const asked: unknown = Reflect.get(args, 'data_type')
  const series: unknown = Reflect.get(args, 'series_types')
  const record: unknown = Reflect.get(args, 'record_type')
  for (const name of Array.isArray(series) ? series : [asked]) {
    if (typeof name === 'string' && !mayName(types, name)) throw notVisible('data type')
  }
  if (typeof record === 'string' && !hasRecordType(types, record)) throw notVisible('type')
}

/**
 * The context of a tool for a signed-in person, who is the viewer of every statement.
 * @param opening the database, where it is being opened already
 */
export async function toolContextOf(
  app: App,
  request: RequestContext,
  { person, use }: Person,
  opening: ReturnType<App['database']> = app.database(),
): Promise<ToolContext> {
  const { grant, signal } = request
  const viewer = viewerFor(app, { person, grant, use })
  // what asks for no rows and no figures may speak of types as such
  const types = use === 'either' ? null : typesFor(grant, use)
  const database = await opening
  return {
    ...publicContextOf(app, request),
    viewer,
    fhirBase: `${jheAddressOf(app.config, person.issuer)}/FHIR/R5`,
    ask: async (query, args) => {
      refuseOtherType(args, types)
      return await database.ask(viewer, query, args, signal)
    },
  }
}

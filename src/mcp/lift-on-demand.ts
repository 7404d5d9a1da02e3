import {
  acceptedContent,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

import type { App } from '../calls/app.js'
import { liftBrake } from '../calls/lift-brake.js'
import type { RequestContext } from '../calls/request-context.js'
import type { JheError } from '../errors.js'
import { Braked } from '../guard/braked.js'
import { canShowForm } from './client-capabilities.js'

const key = 'lift_brake'

const form = z.object({
  lift: z.boolean().describe('Lift the limit for one hour').meta({ title: 'Lift for an hour' }),
})

const question = ({ rule }: Braked): string =>
  `JupyterHealth Exchange: an assistant wants to read data of more than ${rule}. Lift this limit for one hour? Say no if you did not ask for so much.`

/** The connection that a call came by. */
interface Connection {
  readonly server: McpServer
  readonly context: ServerContext
}

/**
 * Asks the person, never the model, whether the brake may be lifted for an hour (form elicitation).
 * Who said no is not asked again for a while.
 * @returns undefined once it is lifted, or the request to send to the client first
 * @throws the error of the brake, where it stays as it is; JheError as the guard does
 */
export async function liftOnDemand(
  error: JheError,
  { app, request }: { readonly app: App; readonly request: RequestContext },
  { server, context }: Connection,
): Promise<InputRequiredResult | undefined> {
  // an agent answers forms by itself, and its person is not there
  if (!(error instanceof Braked) || request.delegation !== undefined) throw error
  const person = await request.identity.current(request.signal)
  const guard = await app.guard()
  const { inputResponses } = context.mcpReq
  if (inputResponse(inputResponses, key).kind === 'elicit') {
    const isWanted = acceptedContent(inputResponses, key, form)?.lift === true
    if (isWanted && (await liftBrake(app, request))) return undefined
    throw error
  }
  if (!canShowForm(server, context) || !(await guard.ask(person))) throw error
  return inputRequired({
    inputRequests: {
      [key]: inputRequired.elicit({ message: question(error), requestedSchema: form }),
    },
  })
}

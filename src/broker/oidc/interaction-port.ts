import type { Interaction } from 'oidc-provider'

import type { Addresses } from '../addresses.js'
import { scope } from '../broker.js'
import type { ConsentResult, InteractionPort, PendingConsent } from '../consent-flow.js'
import { copyRequest, targetOf } from './copy-request.js'
import type { ClientDocuments } from '../clients/client-documents.js'
import type { CurrentProvider } from './current-provider.js'

export interface InteractionOptions {
  readonly addresses: Addresses
  readonly provider: CurrentProvider
  readonly documents: ClientDocuments | undefined
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const verifiedHostOf = (clientId: string): string | undefined =>
  clientId.startsWith('https://') ? new URL(clientId).host : undefined

/** The interactions of oidc-provider for the pages that lead through them. */
export function createInteractionPort(given: InteractionOptions): InteractionPort {
  const { addresses, provider, documents } = given

  const grant = async (
    { params }: Interaction,
    { grantId, subject }: Extract<ConsentResult, { grantId: string }>,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const accountId = String(subject)
    const clientId = textOf(params['client_id'])
    const { Grant, Client } = (await provider()).provider
    if ((await Client.find(clientId)) === undefined) throw new Error('the client has been removed')
    await documents?.keep(clientId)
    const own = new Grant({ accountId, clientId, jti: grantId })
    own.addOIDCScope(scope)
    own.addResourceScope(addresses.resource, scope)
    await own.save()
    return { login: { accountId, remember: false }, consent: { grantId } }
  }

  const details = async (
    ...[request, response]: Parameters<InteractionPort['details']>
  ): Promise<Interaction> => {
    const running = await provider()
    const copy = copyRequest(request, addresses)
    const interaction = await running.provider.interactionDetails(copy, response)
    const { path } = targetOf(request, addresses)
    const own = `/consent/${interaction.uid}`
    if (path !== own && !path.startsWith(`${own}/`)) {
      throw new Error('the interaction is another one')
    }
    return interaction
  }

  return {
    details: async (request, response): Promise<PendingConsent> => {
      const { uid, params } = await details(request, response)
      const clientId = textOf(params['client_id'])
      const client = await (await provider()).provider.Client.find(clientId)
      if (client === undefined) throw new Error('the client has been removed')
      return {
        uid,
        clientId,
        clientName: client.clientName ?? '',
        clientUri: client.clientUri,
        verifiedHost: verifiedHostOf(clientId),
        redirectUri: textOf(params['redirect_uri']),
      }
    },
    finish: async (request, response, result) => {
      const interaction = await details(request, response)
      const outcome = 'grantId' in result ? await grant(interaction, result) : { ...result }
      const running = await provider()
      const copy = copyRequest(request, addresses)
      const options = { mergeWithLastSubmission: false }
      await running.provider.interactionFinished(copy, response, outcome, options)
    },
  }
}

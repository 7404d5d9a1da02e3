import type { ProviderContext } from 'oidc-provider'

import type { BrokerEvent } from './broker.js'
import type { GrantUses } from './tokens/grant-uses.js'

const isRefresh = ({ oidc }: ProviderContext): boolean =>
  oidc.params?.['grant_type'] === 'refresh_token'

const subjectOf = ({ oidc }: ProviderContext): number | null => {
  const { Account, RefreshToken } = oidc.entities ?? {}
  const id = Account?.accountId ?? RefreshToken?.accountId
  return id === undefined ? null : Number(id)
}

/**
 * Turns what happens at the token endpoint into events.
 * @returns a function that takes `OK` or an error code of RFC 6749
 */
export const grantEvents =
  (onEvent: (event: BrokerEvent) => void, uses: GrantUses) =>
  (context: ProviderContext, code: string): void => {
    const { Client, RefreshToken } = context.oidc.entities ?? {}
    if (Client === undefined) return
    // requests without a grant are not for the audit trail, which anybody could fill
    const grantId = RefreshToken?.grantId
    if (grantId === undefined) return
    const isGood = code === 'OK'
    if (isGood && !isRefresh(context)) return
    if (isGood) uses.note(grantId)
    const event = isGood ? 'refresh' : 'refused'
    onEvent({ event, code, subject: subjectOf(context), clientId: Client.clientId, grantId })
  }

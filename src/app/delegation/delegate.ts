import { randomUUID } from 'node:crypto'

import {
  actorsOf,
  agentNameForm,
  type DelegationClaims,
  type WrittenGrant,
} from '../../auth/delegation/claims.js'
import { DelegationError } from '../../auth/delegation/delegation-error.js'
import { createDelegationKeys } from '../../auth/delegation/delegation-keys.js'
import { claimsOf, signDelegation } from '../../auth/delegation/sign-delegation.js'
import { loadConfig, type Config } from '../../config.js'
import { JheError } from '../../errors.js'
import { parseTypes } from '../../permissions/type-names.js'
import { offeredTools } from '../../tools/toolset.js'
import { openAccount } from '../account.js'
import type { OpenAudit } from '../audit/open-audit.js'
import { combined } from '../grant/combine.js'
import { openGrant } from '../grant/open-grant.js'
import type { CommandContext } from '../runtime.js'
import { recordDelegation } from './audited-delegation.js'
import { delegatedSources } from './delegated-sources.js'
import { createDelegationCheck } from './check-delegation.js'
import { demandShort, demandWithinLimits } from './delegation-limits.js'
import { openDelegations, type OpenDelegations } from './open-delegations.js'

/** What is delegated to whom, beside the settings that hold this process. */
export interface DelegateOptions {
  /** The name of the agent. */
  readonly to: string
  readonly types: readonly string[]
  /** Seconds. */
  readonly lifetime: number
  /** Settings of the command line by name. */
  readonly flags: Readonly<Record<string, unknown>>
}

/** A new token, which is a secret, and what it says. */
export interface Delegated {
  readonly token: string
  readonly claims: DelegationClaims
  /** Where the key is kept, if that is not what settings prefer. */
  readonly notice: string | undefined
}

/** @param areToolsSet `default` is a limit where somebody wrote it */
const writtenOf = (
  { study, patient, scope, tools }: Config,
  areToolsSet: boolean,
): WrittenGrant => ({
  ...(study === undefined || study === 'ask' ? {} : { study }),
  ...(patient === undefined ? {} : { patient }),
  ...(scope === undefined ? {} : { scope }),
  ...(areToolsSet ? { tools } : {}),
})

/**
 * What the environment and the command line each ask for: a flag takes the place of a variable
 * elsewhere, and here both narrow.
 */
const ownGrants = (
  { runtime: { env, home } }: CommandContext,
  { flags, types }: DelegateOptions,
): readonly WrittenGrant[] => {
  const type = parseTypes('--type', types)
  const parts = [
    writtenOf(loadConfig({ flags: {}, env, home }), (env['JHE_TOOLS'] ?? '') !== ''),
    writtenOf(loadConfig({ flags, env: {}, home }), flags['tools'] !== undefined),
    type.length === 0 ? {} : { type: [...type] },
  ]
  return parts.filter((part) => Object.keys(part).length > 0)
}

const noLimit = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'delegate needs to know to what the agent is held.',
    'Name at least one of --study, --patient, --type, --scope and --tools.',
  )

const badName = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    '--to is not a name of an agent.',
    'Give up to 100 letters, digits and . _ - / : @ +, like --to summary-agent.',
  )

/** The key of this installation, made by the first delegation. */
const ownKeys = async ({ stores }: OpenDelegations) => {
  const { session: known } = await stores.read()
  if (known !== undefined) return { keys: known, notice: undefined }
  const { store, notice } = await stores.choose()
  const keys = await createDelegationKeys()
  await store.write(keys)
  // another process may have made one meanwhile
  return { keys: (await stores.read()).session ?? keys, notice }
}

/** The delegation that this process is held to, verified. */
const parentOf = async (
  command: CommandContext,
  subject: number,
): Promise<DelegationClaims | undefined> => {
  const { grant: token } = command.config
  if (token === undefined) return undefined
  const { claims, subject: delegator } = await createDelegationCheck(command, token).verified()
  if (delegator === subject) return claims
  throw new DelegationError('person')
}

/** @throws JheError CONFIG_INVALID where nothing would be left to an agent, or a word is wrong */
const checkGrants = (command: CommandContext, claims: DelegationClaims): void => {
  const { problem } = openGrant(command)
  if (problem !== undefined) throw problem
  offeredTools(combined(delegatedSources(claims, 'What is delegated')).tools)
}

const record = (command: CommandContext, audit: OpenAudit, claims: DelegationClaims): void => {
  const { config, runtime } = command
  const { studies, patient } = combined(delegatedSources(claims, 'What is delegated'))
  recordDelegation({
    audit,
    event: 'delegate',
    now: runtime.now(),
    issuer: openDelegations(command).owner.issuer,
    consent: config.consent,
    subject: Number(claims.sub),
    id: claims.jti,
    actors: actorsOf(claims.act),
    studies: studies ?? [],
    patients: patient ?? [],
  })
}

/**
 * Delegates part of what the signed-in person may see to an agent. A process that is itself held to a
 * delegation gives on less than it has, and never longer.
 * @throws JheError of the session, the store or the settings; INPUT_INVALID without a limit
 */
export async function delegate(
  command: CommandContext,
  audit: OpenAudit,
  options: DelegateOptions,
): Promise<Delegated> {
  const { to, lifetime } = options
  const { interrupted, now } = command.runtime
  if (!agentNameForm.test(to)) throw badName()
  const grants = ownGrants(command, options)
  const { subject } = await openAccount(command, { audit }).identity.current(interrupted)
  const parent = await parentOf(command, subject)
  if (grants.length === 0 && parent === undefined) throw noLimit()
  demandWithinLimits(grants, parent)
  const opened = openDelegations(command)
  const { keys, notice } = await ownKeys(opened)
  const { owner } = opened
  const id = randomUUID()
  const claims = claimsOf({ owner, subject, to, grants, lifetime, now: now(), parent, id }, keys)
  checkGrants(command, claims)
  const token = await signDelegation(claims, keys)
  demandShort(token)
  record(command, audit, claims)
  return { token, claims, notice }
}

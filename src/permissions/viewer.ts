import type { Identity } from '../auth/identity.js'
import type { Config } from '../config.js'
import { JheError } from '../errors.js'
import type { Grant, TypeLimits } from './grant.js'
import { boundTypes, joinTypes, type TypeSet } from './type-set.js'

/** Who the database says is asking; `inactive` and `nobody` see nothing. */
export type ViewerKind = 'practitioner' | 'patient' | 'inactive' | 'nobody'

/** Whether the token's `jhe_permissions` narrowed the answer, or the database alone decided. */
export type PermissionSource = 'claims' | 'database'

/**
 * A verified subject on the way into a statement. The kind of viewer is not known here: the
 * database decides it in the same statement that reads the data.
 */
export interface Viewer {
  /** `core_jheuser.id` */
  readonly subject: number
  /** Ids of the studies the claim names; null where the claim does not narrow. */
  readonly claimedStudies: readonly number[] | null
  readonly permissionSource: PermissionSource
  /** A practitioner must be refused: claims are demanded and the token carries none. */
  readonly lacksClaim: boolean
  readonly enforceConsent: boolean
  /** What the grant leaves of studies, patients and data types; null where it does not narrow. */
  readonly onlyStudies: readonly number[] | null
  readonly onlyPatients: readonly number[] | null
  /** As statements take them. */
  readonly onlyTypes: readonly string[] | null
}

/** What is asked of data types: single rows, figures, or what there is of either. */
export type TypeUse = keyof TypeLimits | 'either'

/** The settings `JHE_PERMISSIONS` and `JHE_CONSENT`. */
export type ViewerRules = Pick<Config, 'permissions' | 'consent'>

/** The data types that a grant leaves for a use. */
export const typesFor = ({ types }: Pick<Grant, 'types'>, use: TypeUse): TypeSet =>
  use === 'either' ? joinTypes(types.read, types.search) : types[use]

const claimOf = ({ studies }: Identity, { permissions }: ViewerRules) => ({
  lacksClaim: permissions === 'claims' && studies === null,
  usesClaim: permissions !== 'database' && studies !== null,
})

/** Whether the token's claim or the database alone decides which studies an identity may read. */
export function permissionSourceOf(identity: Identity, rules: ViewerRules): PermissionSource {
  const { lacksClaim, usesClaim } = claimOf(identity, rules)
  return usesClaim || lacksClaim ? 'claims' : 'database'
}

/**
 * The viewer for an identity under the settings and within the grant.
 * @param use what is asked of data types
 */
export function viewerOf(
  identity: Identity,
  rules: ViewerRules,
  grant: Grant,
  use: TypeUse = 'either',
): Viewer {
  const { subject, studies } = identity
  const { lacksClaim, usesClaim } = claimOf(identity, rules)
  return {
    subject,
    claimedStudies: usesClaim ? studies : lacksClaim ? [] : null,
    permissionSource: permissionSourceOf(identity, rules),
    lacksClaim,
    enforceConsent: rules.consent === 'enforce',
    onlyStudies: grant.studies,
    onlyPatients: grant.patient,
    onlyTypes: boundTypes(typesFor(grant, use)),
  }
}

/**
 * Refuses an inactive account, and a practitioner without the claim where claims are demanded.
 * @throws JheError ACCOUNT_INACTIVE, or TOKEN_INVALID for a practitioner whose token lacks the claim
 */
export function admit(viewer: Viewer, kind: ViewerKind): void {
  if (kind === 'inactive') {
    throw new JheError(
      'ACCOUNT_INACTIVE',
      'Your JupyterHealth Exchange account is switched off, so nothing can be shown.',
      'Ask your JHE administrator to activate the account.',
    )
  }
  if (viewer.lacksClaim && kind === 'practitioner') {
    throw new JheError(
      'TOKEN_INVALID',
      'JHE_PERMISSIONS=claims is set, but the ID token carries no jhe_permissions.',
      'Ask your JHE administrator to add the claim, or set JHE_PERMISSIONS=auto to let the database decide.',
    )
  }
}

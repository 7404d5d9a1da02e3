import { JheError, type ErrorCode } from '../../errors.js'
import { maxDepth } from './claims.js'

/** Every reason why a token of `JHE_GRANT` is refused. */
export type DelegationFailure =
  | 'malformed'
  | 'algorithm'
  | 'claims'
  | 'depth'
  | 'no-key'
  | 'foreign'
  | 'signature'
  | 'audience'
  | 'lifetime'
  | 'issued-in-future'
  | 'expired'
  | 'revoked'
  | 'person'

const newToken =
  'Ask who delegated it for a new one, made with `jhe-mcp delegate`; without JHE_GRANT the session is not held to it.'

const messages: Readonly<Record<DelegationFailure, readonly [ErrorCode, string]>> = {
  malformed: ['CONFIG_INVALID', 'JHE_GRANT is not a token of `jhe-mcp delegate`'],
  algorithm: ['CONFIG_INVALID', 'JHE_GRANT is not signed with EdDSA, as every delegation is'],
  claims: ['CONFIG_INVALID', 'JHE_GRANT says something that this version does not know'],
  depth: [
    'CONFIG_INVALID',
    `JHE_GRANT was given on more often than ${maxDepth} times, which is the most`,
  ],
  'no-key': [
    'CONFIG_INVALID',
    'JHE_GRANT cannot be checked: this computer has no key of delegations, since none was made here',
  ],
  foreign: ['CONFIG_INVALID', 'JHE_GRANT was made on another computer, or with a key that is gone'],
  signature: [
    'CONFIG_INVALID',
    'The signature of JHE_GRANT does not fit: it was changed or forged',
  ],
  audience: ['CONFIG_INVALID', 'JHE_GRANT is for another JHE or another OAuth client'],
  lifetime: ['CONFIG_INVALID', 'JHE_GRANT is made to last longer than a delegation may (12 hours)'],
  'issued-in-future': ['CONFIG_INVALID', 'JHE_GRANT says that it was made in the future'],
  expired: ['TOKEN_INVALID', 'The time of the delegation in JHE_GRANT is over'],
  revoked: ['TOKEN_INVALID', 'The delegation in JHE_GRANT was revoked'],
  person: ['TOKEN_INVALID', 'The delegation in JHE_GRANT is of another person than is signed in'],
}

/** A refused delegation, with the message for its failure and never with text of the token. */
export class DelegationError extends JheError {
  readonly failure: DelegationFailure

  constructor(failure: DelegationFailure) {
    const [code, message] = messages[failure]
    super(code, `${message}. Nothing is answered without it.`, newToken)
    this.failure = failure
  }
}

/** Where people sign in, as pages and messages call it, and what helps when it refuses. */
export interface Place {
  /** In sentences. Text of ours or an origin, never of a request. */
  readonly name: string
  /** Where a sentence has nothing else of it. */
  readonly fullName: string
  /** `the … that was asked`, `this …` */
  readonly asked: string
  readonly thisOne: string
  /** Who can change how it works. */
  readonly administrator: string
  /** The commands for it. */
  readonly login: string
  readonly whoami: string
  /** The hint where nobody is signed in. */
  readonly signInHint: string
  /** How another sign-in on the same port is called. */
  readonly otherSignIn: string
  /** What to check, as whole sentences. */
  readonly hints: {
    /** Its address. */
    readonly address: string
    /** The OAuth client and its redirect address, after a page of errors. */
    readonly errorPage: string
    readonly client: string
    readonly scopes: string
    readonly otherPort: string
    readonly waitOrOtherPort: string
  }
  /** Messages about what its OAuth client may not do. */
  readonly refusals: {
    readonly scope: string
    readonly grant: string
    readonly grantHint: string
  }
}

/** JupyterHealth Exchange, with the settings that name it. */
export const jhe: Place = {
  name: 'JHE',
  fullName: 'JupyterHealth Exchange',
  asked: 'the JHE that was asked',
  thisOne: 'this JHE',
  administrator: 'the administrator of JHE',
  login: 'jhe-mcp login',
  whoami: 'jhe-mcp whoami',
  signInHint:
    'Run `jhe-mcp login` in a terminal with the settings of the host (JHE_BASE_URL, JHE_CLIENT_ID …), then ask again.',
  otherSignIn: 'another JHE',
  hints: {
    address: 'Check JHE_BASE_URL (or JHE_ISSUER).',
    errorPage:
      'If JHE showed an error page, check that JHE_CLIENT_ID and JHE_REDIRECT_URI are as registered there.',
    client: 'Check JHE_CLIENT_ID and JHE_REDIRECT_URI with the administrator of JHE.',
    scopes: 'Set JHE_SCOPES=openid, which every JHE knows, or leave it out.',
    otherPort:
      'set JHE_REDIRECT_URI to another port and register the same address for the OAuth client in JHE.',
    waitOrOtherPort:
      'Finish or stop that sign-in, then try again; or set JHE_REDIRECT_URI to another port that is registered in JHE.',
  },
  refusals: {
    scope: 'JHE does not know one of the scopes in JHE_SCOPES.',
    grant: 'The OAuth client in JHE_CLIENT_ID may not sign people in with an authorization code.',
    grantHint: "Ask the administrator of JHE to set the client's grant type to authorization code.",
  },
}

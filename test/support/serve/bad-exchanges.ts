export const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const tokenType = 'urn:ietf:params:oauth:token-type:access_token'

/** What is wrong with a request, what makes it so, and the error of RFC 6749 that it gets. */
export const badExchanges: readonly (readonly [
  what: string,
  form: Readonly<Record<string, string>>,
  error: string,
])[] = [
  ['no such scope', { scope: 'user/Observation.cruds' }, 'invalid_scope'],
  ['a scope that writes', { scope: 'hmcp:write' }, 'invalid_scope'],
  ['a scope of a patient without one', { scope: 'patient/*.rs' }, 'invalid_scope'],
  ['a scope of a system', { scope: 'system/*.rs' }, 'invalid_scope'],
  ['no such type', { type: 'blood-presure' }, 'invalid_scope'],
  ['no such tool', { tools: 'everything' }, 'invalid_scope'],
  [
    'tools that the scope takes away',
    { tools: 'search_patients', scope: 'user/Group.r' },
    'invalid_scope',
  ],
  ['a parameter that is not known', { studies: '30001' }, 'invalid_request'],
  ['a study in words', { study: 'all' }, 'invalid_request'],
  ['no study', { study: ' , ' }, 'invalid_request'],
  ['two patients', { patient: '40001,40002' }, 'invalid_request'],
  ['a level that is not built', { privacy: 'aggregate' }, 'invalid_request'],
  ['a life in words', { expires_in: 'long' }, 'invalid_request'],
  ['another resource', { resource: 'https://other.example/mcp' }, 'invalid_target'],
  ['another audience', { audience: 'https://other.example' }, 'invalid_target'],
  [
    'a refresh token to be',
    { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    'invalid_request',
  ],
  [
    'a subject that is an ID token',
    { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
    'invalid_request',
  ],
  ['an actor without its type', { actor_token: 'x' }, 'invalid_request'],
  ['a bad actor', { actor_token: 'a.b.c', actor_token_type: tokenType }, 'invalid_request'],
  ['a bad subject', { subject_token: 'a.b.c' }, 'invalid_request'],
  ['an opaque subject', { subject_token: 'opaque' }, 'invalid_request'],
  ['no subject', { subject_token: '' }, 'invalid_request'],
  ['no client', { client_id: '' }, 'invalid_request'],
]

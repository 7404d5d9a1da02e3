import { describe, expect, it } from 'vitest'

import {
  circles,
  closureOf,
  imports,
  isOurs,
  packageOf,
  targetOf,
} from '../support/module-imports.js'
import { sourceFiles } from '../support/source-files.js'

/**
 * The modules of `src` ("rooms": its folders and top files), the basic ones last. A module may import
 * those named beside it, all of which stand below it: data flows one way, from the settings to the wire.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  main: ['cli', 'app', 'errors'],
  cli: [
    'connect',
    'connect-config',
    'http',
    'broker',
    'state',
    'deploy',
    'doctor',
    'setup',
    'sql-scripts',
    'mcp',
    'app',
    'calls',
    'tools',
    'permissions',
    'audit',
    'auth',
    'demo',
    'files',
    'text',
    'serve-config',
    'config',
    'settings',
    'errors',
    'metrics',
    'once',
    'record',
  ],
  doctor: [
    'connect',
    'connect-config',
    'http',
    'setup',
    'sql-scripts',
    'mcp',
    'app',
    'permissions',
    'audit',
    'auth',
    'db',
    'files',
    'broker',
    'state',
    'serve-config',
    'config',
    'settings',
    'errors',
    'text',
    'log',
    'metrics',
    'or-late',
    'or-abort',
  ],
  http: [
    'mcp',
    'app',
    'broker',
    'state',
    'calls',
    'tools',
    'audit',
    'auth',
    'serve-config',
    'errors',
    'text',
    'log',
    'metrics',
    'once',
    'or-abort',
    'or-late',
    'record',
    'share-next',
  ],
  setup: [
    'connect',
    'connect-config',
    'app',
    'db',
    'files',
    'config',
    'settings',
    'errors',
    'record',
  ],
  'sql-scripts': ['query', 'permissions', 'db', 'errors'],
  deploy: ['serve-config', 'settings', 'config', 'errors'],
  mcp: [
    'app',
    'calls',
    'resources',
    'prompts',
    'tools',
    'permissions',
    'auth',
    'errors',
    'text',
    'log',
    'record',
  ],
  connect: [
    'connect-config',
    'app',
    'audit',
    'auth',
    'files',
    'config',
    'settings',
    'errors',
    'text',
    'log',
    'once',
    'or-abort',
    'or-late',
    'record',
    'share-next',
  ],
  app: [
    'broker',
    'state',
    'calls',
    'tools',
    'query',
    'permissions',
    'audit',
    'auth',
    'demo',
    'db',
    'files',
    'serve-config',
    'config',
    'settings',
    'errors',
    'text',
    'log',
    'metrics',
    'once',
    'or-abort',
  ],
  broker: [
    'state',
    'auth',
    'serve-config',
    'errors',
    'text',
    'log',
    'metrics',
    'once',
    'or-abort',
    'or-late',
    'record',
  ],
  state: ['db', 'files', 'errors', 'log', 'metrics', 'once', 'or-abort', 'record'],
  calls: [
    'tools',
    'query',
    'permissions',
    'audit',
    'auth',
    'omh',
    'config',
    'errors',
    'text',
    'record',
  ],
  resources: ['tools'],
  prompts: ['text'],
  tools: ['query', 'permissions', 'fhir', 'omh', 'errors', 'text'],
  query: ['permissions', 'db', 'omh', 'errors'],
  permissions: ['auth', 'db', 'omh', 'config', 'errors'],
  audit: ['files', 'errors'],
  auth: ['files', 'config', 'errors', 'text', 'log', 'or-abort', 'or-late'],
  demo: ['files', 'errors'],
  db: ['errors'],
  files: ['errors', 'share-next'],
  fhir: [],
  omh: ['record'],
  'serve-config': ['settings'],
  'connect-config': ['settings'],
  config: ['settings'],
  settings: ['errors'],
  errors: ['text'],
  text: ['record'],
  log: [],
  metrics: [],
  once: [],
  'or-abort': [],
  'or-late': [],
  'share-next': [],
  record: [],
}

/** The only files and folders of `src` that may import each third-party package. */
const doors: Readonly<Record<string, readonly string[]>> = {
  '@electric-sql/pglite': ['demo', 'db/pglite-connection.ts', 'state'],
  '@modelcontextprotocol/client': ['connect'],
  '@modelcontextprotocol/node': ['http'],
  '@modelcontextprotocol/server': ['mcp', 'http'],
  '@napi-rs/keyring': ['auth/store'],
  commander: ['cli'],
  'env-paths': ['app'],
  'eventsource-parser': ['connect'],
  'jsonc-parser': ['setup'],
  jose: ['auth', 'broker', 'state'],
  'kubernetes-types': ['deploy'],
  kysely: ['query', 'permissions'],
  'lru-cache': ['broker', 'http'],
  'oidc-provider': ['demo/issuer', 'broker'],
  open: ['auth/sign-in'],
  'openid-client': ['auth', 'broker'],
  'p-limit': ['broker', 'db/postgres', 'files', 'state'],
  pg: ['db', 'state'],
  'prom-client': ['http'],
  'rate-limiter-flexible': ['http'],
  'string-width': ['text'],
  'toml-eslint-parser': ['setup/formats'],
  undici: ['auth/issuer'],
  yaml: ['setup/formats', 'deploy'],
  zod: [
    'config.ts',
    'serve-config.ts',
    'connect-config.ts',
    'settings.ts',
    'state',
    'broker',
    'http',
    'files',
    'auth',
    'connect',
    'audit',
    'tools',
    'calls',
    'app',
    'mcp',
    'cli',
    'doctor',
    'setup',
  ],
}

const partOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.ts$/, '')

describe('the parts of src', () => {
  it('import only what the table allows', () => {
    const breaches = imports.filter(isOurs).filter(({ path, fileName }) => {
      const from = partOf(path)
      const to = partOf(targetOf({ path, fileName }))
      return from !== to && !(mayImport[from] ?? []).includes(to)
    })
    expect(breaches).toEqual([])
  })

  it('stand below the rooms that import them', () => {
    const order = Object.keys(mayImport)
    const upward = Object.entries(mayImport).flatMap(([room, below]) =>
      below
        .filter((other) => order.indexOf(other) <= order.indexOf(room))
        .map((other) => `${room} -> ${other}`),
    )
    expect(upward).toEqual([])
  })

  it('have no circle of files', () => {
    expect(circles()).toEqual([])
  })

  it('are all in the table', () => {
    const parts = new Set(sourceFiles('src').map(partOf))
    expect([...parts].filter((part) => !(part in mayImport))).toEqual([])
  })

  it('reach third-party packages only through their doors', () => {
    const breaches = imports
      .filter((entry) => !isOurs(entry) && !entry.fileName.startsWith('node:'))
      .filter(({ path, fileName }) => {
        const allowed = doors[packageOf(fileName)] ?? []
        return !allowed.some((door) => path === `src/${door}` || path.startsWith(`src/${door}/`))
      })
    expect(breaches).toEqual([])
  })

  it('import Node modules by their node: name', () => {
    const builtin = imports.filter(({ fileName }) =>
      /^(fs|path|os|crypto|http|net|url)$/.test(fileName),
    )
    expect(builtin).toEqual([])
  })

  it('T-B3: the server opens a browser only through the sign-in', () => {
    const openers = imports.filter(({ fileName }) => fileName === 'open').map(({ path }) => path)
    expect(openers.every((path) => path.startsWith('src/auth/sign-in/'))).toBe(true)
  })
})

describe('the issuer of the demo', () => {
  const isIssuer = (path: string): boolean => path.startsWith('src/demo/issuer/')
  const commands = ['src/cli/demo-http.ts', 'src/cli/demo-sign-in.ts']

  it('is reached from outside, statically or by import(), only by src/cli/demo*', () => {
    const reaching = imports
      .filter((entry) => isOurs(entry) && isIssuer(targetOf(entry)) && !isIssuer(entry.path))
      .map(({ path }) => path)
    expect(new Set(reaching)).toEqual(new Set(commands))
    const starting = imports.filter((entry) => isOurs(entry) && commands.includes(targetOf(entry)))
    expect(new Set(starting.map(({ path }) => path))).toEqual(new Set(['src/cli/demo.ts']))
  })

  it('is loaded with nothing but the commands that need it', () => {
    const others = sourceFiles('src').filter((path) => !isIssuer(path) && !commands.includes(path))
    const loading = others.filter((path) => [...closureOf(path)].some(isIssuer))
    expect(loading).toEqual([])
    for (const command of commands)
      expect(closureOf(command)).toContain('src/demo/issuer/start-issuer.ts')
  })

  it('loads its package by import() alone, so that nobody else needs it', () => {
    const needing = sourceFiles('src').filter((path) => closureOf(path).has('oidc-provider'))
    expect(needing).toEqual([])
    expect(imports.map(({ fileName }) => fileName)).toContain('oidc-provider')
  })
})

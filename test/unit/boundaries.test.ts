import { posix } from 'node:path'

import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import { readSource, sourceFiles } from '../support/source-files.js'

/** Which parts of `src` each part may import: data flows one way, from the settings to the wire. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  config: ['errors'],
  log: [],
  text: [],
  omh: [],
  fhir: [],
  auth: ['errors', 'config', 'log', 'text'],
  db: ['errors'],
  permissions: ['errors', 'config', 'auth', 'db'],
  query: ['errors', 'permissions', 'db'],
  demo: ['errors'],
  tools: ['errors', 'omh', 'fhir', 'permissions', 'query'],
  transport: ['errors', 'config', 'log', 'text', 'auth', 'permissions', 'query', 'tools'],
  cli: [
    'errors',
    'config',
    'log',
    'text',
    'auth',
    'permissions',
    'db',
    'query',
    'demo',
    'tools',
    'transport',
  ],
  main: ['cli', 'errors'],
}

/** The doors through which each third-party package comes in. */
const doors: Readonly<Record<string, readonly string[]>> = {
  '@electric-sql/pglite': ['demo', 'db/pglite-connection.ts'],
  '@modelcontextprotocol/server': ['transport'],
  '@napi-rs/keyring': ['auth'],
  commander: ['cli'],
  'env-paths': ['cli'],
  jose: ['auth'],
  kysely: ['query', 'permissions'],
  open: ['auth'],
  'openid-client': ['auth'],
  'p-limit': ['db'],
  pg: ['db'],
  'pg-connection-string': ['db'],
  'string-width': ['text'],
  undici: ['auth'],
  zod: ['config.ts', 'auth', 'tools', 'transport', 'cli'],
}

const partOf = (path: string): string => (path.split('/')[1] ?? '').replace(/\.ts$/, '')

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const imports = sourceFiles('src').flatMap((path) =>
  ts.preProcessFile(readSource(path)).importedFiles.map(({ fileName }) => ({ path, fileName })),
)
const isOurs = ({ fileName }: { fileName: string }) => fileName.startsWith('.')

describe('the parts of src', () => {
  it('import only the parts above them', () => {
    const breaches = imports.filter(isOurs).filter(({ path, fileName }) => {
      const from = partOf(path)
      const to = partOf(posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts'))
      return from !== to && !(mayImport[from] ?? []).includes(to)
    })
    expect(breaches).toEqual([])
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

import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

import { z } from 'zod'

import { settings } from '../../config.js'
import { flagOf, holdsPlaceholder } from '../../settings.js'
import type { Runtime } from '../../app/runtime.js'
import { defineCheck, found, pass, skip, type Check } from '../check.js'
import { titleOf } from '../host-entries.js'
import { networkChecks } from './network.js'

const oldestNode = 20

const node = defineCheck({
  id: 'env.node',
  group: 'env',
  title: 'Node.js',
  needs: [],
  outcomes: {
    too_old: {
      status: 'fail',
      why: 'jhe-mcp uses what only newer versions of Node.js have.',
      fix: "Give the host the full path of a newer node as its command, or install Node.js 20 or newer where 'node' is found.",
      docs: 'use-it-with-your-jhe',
    },
  },
  run: ({ runtime: { nodeVersion, execPath } }) => {
    const facts = { detail: execPath, data: { version: nodeVersion } }
    return Number(nodeVersion.split('.')[0]) >= oldestNode
      ? pass(nodeVersion, facts)
      : found('too_old', `version ${nodeVersion}, and ${oldestNode} is needed`, facts)
  },
})

const version = defineCheck({
  id: 'env.version',
  group: 'env',
  title: 'Version of jhe-mcp',
  needs: [],
  outcomes: {},
  run: ({ runtime }) =>
    skip(`${runtime.version}; no registry is asked: \`npm view jhe-mcp version\` shows the newest`),
})

const npxSchema = z.object({ _npx: z.object({ packages: z.array(z.string()) }) })

/** Folder of npx that this package runs from, and what npx was asked for. */
const npxOf = (packageFolder: string): { folder: string; packages: readonly string[] } | null => {
  const marker = `${sep}_npx${sep}`
  if (!packageFolder.includes(marker)) return null
  const folder = dirname(dirname(packageFolder.replace(/[\\/]+$/, '')))
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8')
    return { folder, packages: npxSchema.parse(JSON.parse(text))._npx.packages }
  } catch {
    return { folder, packages: [] }
  }
}

const isWhole = (folder: string): boolean => {
  const modules = join(folder, 'node_modules')
  const packages = readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return []
    return name.startsWith('@')
      ? readdirSync(join(modules, name)).map((inner) => join(name, inner))
      : [name]
  })
  return packages.every((name) => existsSync(join(modules, name, 'package.json')))
}

const install = defineCheck({
  id: 'env.install',
  group: 'env',
  title: 'Installation',
  needs: [],
  outcomes: {
    unpinned: {
      status: 'warn',
      why: 'npx may bring another version at any start, without anybody having looked at it.',
      fix: 'Name the version in the host: npx -y jhe-mcp@<version>',
      docs: 'use-it-with-your-jhe',
    },
    broken: {
      status: 'fail',
      why: 'Two npx that started at once left a half-written installation; it fails at some question.',
      fix: 'Install once: npm install -g jhe-mcp@<version>, and use the command jhe-mcp.',
      docs: 'use-it-with-your-jhe',
    },
  },
  run: ({ runtime }) => {
    const fix = { detail: runtime.packageFolder }
    const npx = npxOf(runtime.packageFolder)
    if (npx === null) return pass('installed, not fetched at each start', fix)
    if (!isWhole(npx.folder)) return found('broken', "npx's folder is half-written", fix)
    const isPinned = npx.packages.some((name) => /^jhe-mcp@\d/.test(name))
    const command = `Name the version in the host: npx -y jhe-mcp@${runtime.version}`
    return isPinned
      ? pass('by npx, with its version named', fix)
      : found('unpinned', 'started by npx without a version', { ...fix, fix: command })
  },
})

const isUnfilled = (value: unknown): boolean => typeof value === 'string' && holdsPlaceholder(value)

const placeholders = defineCheck({
  id: 'env.literal_vars',
  group: 'env',
  title: 'Placeholders filled in',
  needs: [],
  outcomes: {
    unfilled: {
      status: 'fail',
      why: 'The host handed over the placeholder itself in place of its value.',
      fix: "Write the value itself into the host's configuration.",
      docs: 'options',
    },
  },
  run: ({ runtime: { env }, flags }) => {
    const labels = settings.flatMap(({ name, env: variable }) => [
      ...(isUnfilled(env[variable]) ? [variable] : []),
      ...(isUnfilled(flags[name]) ? [flagOf(name)] : []),
    ])
    return labels.length === 0
      ? pass('none left over')
      : found('unfilled', `a placeholder in ${labels.join(', ')}`, { data: { names: labels } })
  },
})

const secretForms = [
  /\w+:\/\/[^\s/@:]*:[^\s/@]+@/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\./,
  /(?:password|passwd|token|secret)=\S/i,
]

const holdsSecret = (text: string, { env }: Pick<Runtime, 'env'>): boolean => {
  const connection = env['JHE_DB_CONN'] ?? ''
  if (connection !== '' && text.includes(connection)) return true
  return secretForms.some((form) => form.test(text))
}

const secretsInArguments = defineCheck({
  id: 'env.secrets_argv',
  group: 'env',
  title: 'No secret on the command line',
  needs: [],
  outcomes: {
    secret: {
      status: 'fail',
      why: 'Everybody on this computer can read the arguments of a running program.',
      fix: 'Move it into a variable of the host (JHE_DB_CONN), and change the password.',
      docs: 'options',
    },
    secret_in_host: {
      status: 'fail',
      why: 'Everybody on this computer can read the arguments of a running program.',
      fix: "Move it from `args` to `env` in the host's file (JHE_DB_CONN), and change the password.",
      docs: 'options',
    },
  },
  run: async (context) => {
    const { runtime } = context
    if (runtime.argv.some((text) => holdsSecret(text, runtime)))
      return found('secret', 'an argument looks like a password or a token')
    const careless = (await context.hosts()).find(({ entries = [] }) =>
      entries.some(({ args, env }) => args.some((text) => holdsSecret(text, { env }))),
    )
    return careless === undefined
      ? pass('none seen')
      : found('secret_in_host', `${titleOf(careless)} starts jhe-mcp with a secret as argument`)
  },
})

const tlsOff = defineCheck({
  id: 'env.tls_off',
  group: 'env',
  title: 'TLS is checked',
  needs: [],
  outcomes: {
    off: {
      status: 'fail',
      why: 'Nobody would check who JHE is, and tokens could go to anybody.',
      fix: 'Remove NODE_TLS_REJECT_UNAUTHORIZED; for a private authority set NODE_EXTRA_CA_CERTS=<file>.',
      docs: 'signing-in',
    },
  },
  run: ({ runtime: { env } }) =>
    env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? found('off', 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set')
      : pass('yes'),
})

/** What jhe-mcp runs in. */
export const environmentChecks: readonly Check[] = [
  node,
  version,
  install,
  placeholders,
  secretsInArguments,
  ...networkChecks,
  tlsOff,
]

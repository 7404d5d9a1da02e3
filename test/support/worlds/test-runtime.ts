import { PassThrough } from 'node:stream'

import { z } from 'zod'

import type { Runtime } from '../../../src/app/runtime.js'
import { readSource, root } from '../source-files.js'
import { testMachine } from './stores.js'
import { delegations } from '../../../src/app/delegation/delegations.js'
import { noPolicy } from './no-policy.js'

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readSource('package.json')))

const nowhere = { write: () => undefined, columns: undefined }

/** The process as the commands see it, with what they write thrown away. */
export const testRuntime = (home: string, env: Readonly<Record<string, string>>): Runtime => ({
  argv: ['doctor'],
  env: { ...env, PATH: process.env['PATH'] },
  home,
  version,
  machine: testMachine,
  execPath: process.execPath,
  nodeVersion: process.versions.node,
  folder: home,
  packageFolder: root,
  policy: noPolicy,
  delegations,
  fetch: async (url, { body, ...init }) => await fetch(url, { ...init, body: body ?? null }),
  stdin: new PassThrough(),
  stdout: nowhere,
  stderr: nowhere,
  now: () => new Date(),
  interrupted: new AbortController().signal,
  becomeService: () => undefined,
})
